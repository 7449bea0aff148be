/**
 * Layers, each with its hand-written backward pass under its forward; losses; initializers; the summary of a model;
 * models as files ({@link easel.layers.Models}).
 *
 * <p>Shape letters: N examples in a batch, H and W rows and columns of an image, C channels or features. Images are
 * channels last, (N, H, W, C). A gradient is named d and its variable: dx, dWeight. A loss is a mean over the batch; no
 * layer divides by N.
 *
 * <p>Read Dense first, then LeakyReLU, NaiveBatchNorm, BatchNorm, Losses, Conv2D and Conv2DTranspose.
 *
 * <p>To add a layer: write its class, with {@code describe} and {@code from}, and add one entry to
 * {@link easel.layers.LayerFactory}. Its rows in the tests' LayerCases let all tests of layers run on it.
 */
package easel.layers;
