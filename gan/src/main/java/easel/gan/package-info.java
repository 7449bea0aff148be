/**
 * Generative adversarial networks: a trainer with four schedules, adversarial losses and labels, latent spaces, and
 * published networks.
 *
 * <p>G is the generator and D the discriminator. D's output is logits, (N, 1). Accuracies and probabilities refer to
 * the class "real", also where labels are inverted. Real and generated images have the same shape and range.
 *
 * <p>Start with GanSteps, which contains one step of each schedule. {@link easel.gan.GanProgram} lists the published
 * GANs.
 */
package easel.gan;
