/**
 * Operations on tensors, in two families. Layers, losses and applications use both; the package itself uses {@code
 * easel.core} and {@code easel.core.kernels} only.
 *
 * <p>Recorded operations take a parameter {@code Tape tape}, on which they record their derivative: {@link
 * easel.core.ops.Arithmetic}, {@link easel.core.ops.Functions}, {@link easel.core.ops.Products}, {@link
 * easel.core.ops.Reduce} and {@link easel.core.ops.Rearrange}. A network can be built from them directly.
 *
 * <p>Unrecorded functions take a parameter {@code Allocator buffers}, which allocates their result: {@link
 * easel.core.ops.Matrices}, {@link easel.core.ops.Pointwise} and {@link easel.core.ops.Rows}. Only {@link
 * easel.core.ops.Matrices#addRow Matrices.addRow} works in place. Layers use these functions in their forward and
 * backward passes. A {@link easel.core.Tape} is not an allocator, so {@code Matrices.timesRow(x, row, tape)} does not
 * compile. In a forward pass, write {@code Matrices.timesRow(x, row, tape.buffers())} and record the result; in a
 * backward pass, write {@code Matrices.timesRow(x, row, sink)}.
 *
 * <h2>Glossary</h2>
 * <ul>
 *   <li>Shape letters, row and column: as in {@link easel.core}. (…, C) is a tensor with C columns; (M, K)·(K, N) is a
 *       matrix product.
 *   <li>Element-wise: each element of the result depends on the elements at its own position only.
 *   <li>Row broadcast: a vector of length C combined with every row of a tensor (…, C). No function broadcasts in any
 *       other way.
 *   <li>Reduction: a sum, mean or maximum of all elements, of each column ({@code sumRows}) or of each row ({@code
 *       sumPerRow}).
 *   <li>Tile: a part of a matrix that fits in a level-1 cache.
 *   <li>Grain: the number of elements in one chunk of a parallel loop.
 * </ul>
 */
@NullMarked
package easel.core.ops;

import org.jspecify.annotations.NullMarked;
