/**
 * Convolutions of images (N, H, W, C) and their gradients, as functions that record nothing on a tape.
 *
 * <p><b>API.</b> {@link easel.core.convolution.Convolution} is the facade; {@link
 * easel.core.convolution.PreparedConvolution} computes the same with a kernel that was prepared once; {@link
 * easel.core.convolution.Geometry}, with its {@link easel.core.convolution.Window} and {@link
 * easel.core.convolution.Padding}, gives the sizes. All other classes are package-private. Layers record these functions on a tape; pooling layers use the geometry alone.
 * The package uses {@code easel.core}, {@code easel.core.kernels} and, for descriptions, {@code easel.core.state}.
 *
 * <p><b>Algorithms.</b> The choice depends on the sizes of an image and a kernel, never on the batch or the machine,
 * because it decides the order of summation and hence the bits.
 *
 * <table>
 * <caption>Which algorithm is used when</caption>
 * <tr><th>when</th><th>algorithm</th><th>classes</th></tr>
 * <tr><td>the kernel is as large as the image, and there is no padding</td><td>one matrix product</td>
 *   <td>WholeImage</td></tr>
 * <tr><td>else, C or OC is below 16</td><td>im2col; with the Vector API the patch matrix is not stored, without it the
 *   patches of a few output rows are copied at a time</td><td>Patches, PatchRows</td></tr>
 * <tr><td>both are at least 16</td><td>indirect convolution, and its counterpart for the weight gradient</td>
 *   <td>IndirectConvolution, WeightGradient</td></tr>
 * <tr><td>both are at least 32, kernels are small and not dilated, and a cost model says that tiles are less work</td>
 *   <td>transformed tiles: Winograd (Toom-Cook) or the discrete Fourier transform</td>
 *   <td>WinogradPlan (cost model), WinogradConvolution, WinogradKernel, WinogradWeightGradient,
 *   WinogradTiles, WinogradTransform</td></tr>
 * </table>
 *
 * <p>If OC is below 16 and C is not, Patches uses the flipped kernel. With it, the convolution is computed as the input
 * gradient of a convolution with OC input channels, and the input gradient as that convolution. This needs strides of 1
 * and padding smaller than the kernel; otherwise indirect convolution is used.
 *
 * <p>Axis describes one dimension of a convolution, or of one phase of its input gradient, for IndirectConvolution and
 * for transformed tiles. BilinearAlgorithm holds the matrices A, B and G of the transforms; ToomCook and
 * DiscreteFourier compute them. ComplexProducts has the tables that multiply complex values.
 *
 * <p><b>Glossary.</b>
 *
 * <ul>
 * <li><i>operand</i>: the images that an algorithm reads, x for a convolution and dy for its input gradient.
 * <i>Result</i>: the images that it computes, y or dx.
 * <li><i>pixel</i>: the C values at one row and column of an image or of an output. <i>Position</i>: an index along one
 * dimension, or into an array.
 * <li><i>window</i>: the rectangle of the input that one output pixel, or one tile, reads. <i>Patch</i>: the values
 * under the window of one output pixel, a row of the im2col matrix.
 * <li><i>tap</i>: one row and column (u, v) of the kernel; in Patches one of the KH·KW·C values.
 * <li><i>filter</i>: one of the OC output channels.
 * <li><i>phase</i>: result pixels that are computed with the same taps. A convolution has one phase. Its input gradient
 * has up to s·s phases for a stride of s: the pixels whose row and column have the same remainders modulo s. Each phase
 * is a convolution of stride 1.
 * <li><i>line</i>: in one dimension, the taps with the same remainder modulo the stride s. A line reads every s-th
 * pixel, and its stride among those is 1. A convolution is the sum of its lines. <i>Term</i>: a pair of lines, one for
 * each dimension.
 * <li><i>prepared kernel</i>: a kernel in the form that an algorithm reads: flipped, packed into panels, or transformed
 * (Ŵ). Each call of Convolution prepares its kernel; PreparedConvolution keeps it.
 * <li><i>tile</i>: a square of m×m result pixels that one transform computes at a time.
 * <li><i>product</i>: one of the element-wise multiplications of a transformed window by a transformed kernel; over all
 * tiles, channels and filters it is a matrix product.
 * <li><i>direct sum</i>: a value computed as the definition says, without a transform. <i>Chain of sums</i>: additions
 * to one accumulator in a fixed order.
 * <li><i>group</i>: images, output rows or tiles that are processed together because they fit into a cache.
 * <li><i>panel</i>: adjacent columns of a matrix, packed row after row for a micro-kernel. <i>Micro-kernel</i>: the
 * innermost loop of a matrix product, which keeps a few rows and columns of the result in registers (both as in
 * GotoBLAS and BLIS; see {@code easel.core.kernels}).
 * </ul>
 */
@NullMarked
package easel.core.convolution;

import org.jspecify.annotations.NullMarked;
