/**
 * Layers, each with a hand-written backward pass; losses; initializers; model summaries; model files
 * ({@link easel.layers.Models}).
 *
 * <p>Shape letters: N examples in a batch, H and W rows and columns of an image, C channels or features. KH and KW are
 * rows and columns of a kernel or a pooling window, s is its stride, OC is the number of output channels (filters), and
 * OH and OW are rows and columns of the output. Images are channels last, (N, H, W, C). The gradient of a variable has
 * its name with the prefix d: dx is the gradient of x. A loss is a mean over the batch; no layer divides by N.
 *
 * <p>Layers are made by static factories. A method {@code withX} returns a layer with another setting and leaves its
 * receiver unchanged. Settings are double parameters, so literals need no suffix; a layer converts each to float once.
 *
 * <p>Read Dense first, then LeakyReLU, NaiveBatchNorm, BatchNorm, Losses, Conv2D and Conv2DTranspose.
 *
 * <p>To add a layer: write its class, with {@code describe} and {@code from}, and add one entry to
 * {@link easel.layers.LayerFactory}. Add rows to LayerCases, in the tests: all tests of layers run on these rows.
 */
package easel.layers;
