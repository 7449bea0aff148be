/**
 * Generative adversarial networks: a trainer with four schedules, adversarial losses, label policies, latent spaces,
 * and the networks of published tutorials. The package uses {@code easel.layers}, {@code easel.optim} and the packages
 * of {@code easel.core}. Applications, examples and benchmarks use it; the layers and optimizers do not.
 *
 * <p>G is the generator and D the discriminator. D outputs logits, (N, 1). A probability is always that of the class
 * "real", and an accuracy is the share of correct decisions, also when labels are inverted. Real and generated images
 * have the same shape and range.
 *
 * <p>Start with {@link easel.gan.GanSteps}, which has the updates of each schedule. Applications implement
 * {@link easel.gan.AdversarialLoss}, {@link easel.gan.UpdateSchedule}, {@link easel.gan.LatentSpace} and
 * {@link easel.gan.GanListener}. {@link easel.gan.GanProgram} lists the GANs of published tutorials.
 *
 * <p>Terms: a <i>fake</i> is an example that G generated. A <i>latent point</i> z is the random vector that G turns
 * into a fake; the <i>latent space</i> is its distribution. A <i>D step</i> trains D on one real and one fake batch, a
 * <i>G step</i> updates G, and a <i>step</i> is one or more D steps with one G step. A <i>schedule</i> is the order of
 * the updates in a step. An <i>epoch</i> is {@link easel.gan.GanTrainer#stepsPerEpoch} steps. A <i>checkpoint</i> is
 * the whole state of a trainer after a step.
 */
@NullMarked
package easel.gan;

import org.jspecify.annotations.NullMarked;
