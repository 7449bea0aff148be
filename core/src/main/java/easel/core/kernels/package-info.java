/**
 * Matrix products and parallel loops on plain float arrays. Gemm, MatrixView and Parallel check their arguments; the
 * other classes assume valid arguments. The package depends on the JDK and, optionally, on jblas;
 * {@code easel.core.random}, {@code easel.core}, {@code easel.core.ops} and {@code easel.core.convolution} build on it.
 *
 * <p>API for every caller: {@link easel.core.kernels.Gemm} (matrix products),
 * {@link easel.core.kernels.MatrixView} (its operands), {@link easel.core.kernels.PackedMatrix} (an operand of several
 * products), {@link easel.core.kernels.Parallel} (loops) and {@link easel.core.kernels.Scratch} (temporary arrays). The other public classes serve other packages of
 * this module: {@link easel.core.kernels.FiniteCheck} serves tensors, and {@link easel.core.kernels.IndirectGemm},
 * {@link easel.core.kernels.PatchGemm}, {@link easel.core.kernels.TransformGemm}, {@link easel.core.kernels.Panels},
 * {@link easel.core.kernels.SumOrder} and {@link easel.core.kernels.CacheLines} serve convolutions.
 *
 * <p>Read NaiveGemm first: it is the definition of the product. Then read JavaMicroKernel and JavaGemm, then
 * VectorMicroKernel and VectorGemm. Classes whose names start with Vector use the Vector API; they are loaded only
 * where it is available.
 *
 * <h2>Glossary</h2>
 * <dl>
 * <dt>GEMM</dt>
 * <dd>General matrix multiplication, C = A·B or C += A·B, with A (m, k), B (k, n) and C (m, n). The loop structure is
 * that of Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008 (GotoBLAS), and Van Zee and
 * van de Geijn, BLIS, 2015.</dd>
 * <dt>Step</dt>
 * <dd>One value of k, the index of the sum: C += (column k of A)·(row k of B). The depth of a product is its number of
 * steps.</dd>
 * <dt>Chain</dt>
 * <dd>The multiply-adds of one element of C over one block of steps, one after the other. In all implementations except
 * jblas they follow the order of k, and {@link easel.core.kernels.SumOrder} defines the blocks. So on one machine the
 * results of these implementations have the same bits.</dd>
 * <dt>Fused multiply-add</dt>
 * <dd>a·b + c with one rounding, {@link java.lang.Math#fma}.</dd>
 * <dt>Block</dt>
 * <dd>Of C: up to MC × NC elements, computed by one thread. The thread processes up to KC steps per pass, so that the
 * parts of A and B for these steps fit in caches. MC, NC, KC, MR and NR are constants of the classes that use them. Of
 * a sum: up to 256 steps, see {@link easel.core.kernels.SumOrder}.</dd>
 * <dt>Panel</dt>
 * <dd>NR columns of B, packed row after row, so that a micro-kernel reads it in sequence. JavaGemm packs whole rows of
 * a block instead.</dd>
 * <dt>Strip</dt>
 * <dd>MR rows of A or C.</dd>
 * <dt>Tile</dt>
 * <dd>MR × NR elements of C, the result of one call of a micro-kernel. In a Winograd convolution, a tile is a square of
 * output pixels instead.</dd>
 * <dt>Micro-kernel</dt>
 * <dd>The innermost loop: multiplies a strip of A by a panel of B. JavaMicroKernel adds one or two steps to a strip of
 * C instead.</dd>
 * <dt>C2</dt>
 * <dd>The optimizing JIT compiler of HotSpot.</dd>
 * <dt>Packing</dt>
 * <dd>Copying a part of an operand into the order in which a micro-kernel reads it.</dd>
 * <dt>Prefetch</dt>
 * <dd>Reading data into a cache before it is needed. In a software prefetch, the program does this.</dd>
 * <dt>Indirect GEMM</dt>
 * <dd>A GEMM whose left matrix is given by a table of row offsets; see {@link easel.core.kernels.IndirectGemm}.</dd>
 * <dt>Tap</dt>
 * <dd>One element of a convolution's window. It has a row and a column in the window and an offset in the input.</dd>
 * <dt>Chunk</dt>
 * <dd>Consecutive iterations of a parallel loop that one thread runs together. The grain is the number of iterations in
 * a chunk.</dd>
 * <dt>Region</dt>
 * <dd>One execution of a parallel loop, from its start until its last chunk has finished.</dd>
 * </dl>
 */
@NullMarked
package easel.core.kernels;

import org.jspecify.annotations.NullMarked;
