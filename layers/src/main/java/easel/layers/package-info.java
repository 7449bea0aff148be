/**
 * Layers, each with its hand-written backward pass under its forward; losses; initializers; a model's summary; models
 * as files ({@link easel.layers.Models}).
 *
 * <p>Shape letters: N examples in a batch, H and W rows and columns of an image, C channels or features. Images are
 * channels last, (N, H, W, C). A gradient is named d and what it is the gradient of: dx, dWeight. A loss owns the
 * mean over the batch; no layer divides by N.
 *
 * <p>Read Dense first, then LeakyReLU, BatchNorm and Losses.
 */
package easel.layers;
