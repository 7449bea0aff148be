/**
 * Layers, each with a hand-written backward pass; losses; initializers; model summaries; model files
 * ({@link easel.layers.Models}). It uses the packages of the module {@code easel.core} only. Applications,
 * {@code easel.export} and {@code easel.gan} use it; {@code easel.optim} does not, because an optimizer receives
 * parameters and gradients, not layers.
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
 * {@link easel.layers.LayerFactory}. Add rows to LayerCases, in src/testkit: all tests of layers run on these rows.
 *
 * <h2>Glossary</h2>
 * <ul>
 *   <li>Logit: an output before the sigmoid or softmax that makes it a probability.
 *   <li>Target: the value that a loss compares an output with.
 *   <li>Batch statistics: mean and variance of each feature of a batch. Running statistics: their running means, which
 *       BatchNorm uses in inference mode.
 *   <li>Architecture: the {@link easel.core.state.Description} of a whole network; a model file has it next to the
 *       tensors. Reader: the function that builds a layer from its description.
 *   <li>Fusion: two layers of a Sequential, computed as one operation.
 *   <li>Prepared layer: a layer in inference mode with weights that were packed or transformed once.
 * </ul>
 */
@NullMarked
package easel.layers;

import org.jspecify.annotations.NullMarked;
