/**
 * Generative adversarial networks: a trainer with three schedules of a step, adversarial losses and their labels,
 * latent spaces, and networks of the literature.
 *
 * <p>A discriminator ends in logits, (N, 1). Accuracies and probabilities are always about "real", whatever number
 * the labels give to it. Real images and the generator's have the same shape and range.
 *
 * <p>Read GanSteps first: one step of each schedule, in full.
 */
package easel.gan;
