/**
 * Generative adversarial networks: a trainer with four schedules, adversarial losses, label policies, latent spaces,
 * and the networks of published tutorials.
 *
 * <p>G is the generator and D the discriminator. D outputs logits, (N, 1). A probability is always that of the class
 * "real", and an accuracy is the share of correct decisions, also when labels are inverted. Real and generated images
 * have the same shape and range.
 *
 * <p>Start with GanSteps, which contains one step of each schedule. {@link easel.gan.GanProgram} lists the GANs
 * of published tutorials.
 */
package easel.gan;
