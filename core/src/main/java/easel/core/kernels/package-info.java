/**
 * Matrix products and parallel loops on plain float arrays. Public classes check their arguments where they say so;
 * kernels assume valid ones. The package depends on the JDK and, optionally, on jblas; {@code easel.core.random},
 * {@code easel.core}, {@code easel.core.ops} and {@code easel.core.convolution} build on it.
 *
 * <p>API for every caller: {@link easel.core.kernels.Gemm} (matrix products),
 * {@link easel.core.kernels.MatrixView} (its operands), {@link easel.core.kernels.Parallel} (loops) and
 * {@link easel.core.kernels.Scratch} (a thread's temporary arrays). The other public classes serve other packages of
 * this module: {@link easel.core.kernels.FiniteCheck} serves tensors, and {@link easel.core.kernels.IndirectGemm},
 * {@link easel.core.kernels.PatchGemm}, {@link easel.core.kernels.TransformGemm}, {@link easel.core.kernels.Panels} and
 * {@link easel.core.kernels.CacheLines} serve convolutions.
 *
 * <p>Read NaiveGemm first, the definition. Then JavaMicroKernel and JavaGemm, then VectorMicroKernel and VectorGemm.
 * Classes whose names start with Vector use the Vector API and are loaded only where it is available.
 *
 * <h2>Glossary</h2>
 * <dl>
 * <dt>GEMM</dt>
 * <dd>General matrix multiplication, C = A·B or C += A·B, with A (m, k), B (k, n) and C (m, n). The loop structure is
 * that of Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008 (GotoBLAS), and Van Zee and
 * van de Geijn, BLIS, 2015.</dd>
 * <dt>Block</dt>
 * <dd>MC × NC elements of C that one thread computes at a time. KC steps of k are taken at a time, so that the parts
 * of A and B that belong to them fit into caches.</dd>
 * <dt>Panel</dt>
 * <dd>NR columns of B, packed row after row, so that a micro-kernel reads it in sequence.</dd>
 * <dt>Strip</dt>
 * <dd>MR rows of A or C.</dd>
 * <dt>Tile</dt>
 * <dd>MR × NR elements of C, the result of one call of a micro-kernel. In Winograd convolutions a tile is a square of
 * output pixels.</dd>
 * <dt>Micro-kernel</dt>
 * <dd>The innermost loop: multiplies a strip of A by a panel of B.</dd>
 * <dt>Packing</dt>
 * <dd>Copying a part of an operand into the order in which a micro-kernel reads it.</dd>
 * <dt>Prefetch</dt>
 * <dd>Reading data into a cache before it is needed; software prefetch if the program does it.</dd>
 * <dt>Indirect GEMM</dt>
 * <dd>A GEMM whose left matrix is given by a table of row offsets; see {@link easel.core.kernels.IndirectGemm}.</dd>
 * <dt>Tap</dt>
 * <dd>One element of a convolution's window: a row and a column of the kernel, and with it an offset into the
 * input.</dd>
 * <dt>Phase</dt>
 * <dd>One of the s² groups of output pixels of a transposed convolution with stride s: those whose coordinates are
 * equal modulo s. All pixels of a phase use the same taps.</dd>
 * <dt>Region</dt>
 * <dd>A parallel loop, from its start until its last chunk has finished.</dd>
 * </dl>
 */
package easel.core.kernels;
