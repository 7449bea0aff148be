/**
 * Operations on tensors, in two families. One records its derivative and ends in a {@code Tape}: {@link
 * easel.core.ops.Arithmetic}, {@link easel.core.ops.Functions}, {@link easel.core.ops.Products}, {@link
 * easel.core.ops.Reduce} and {@link easel.core.ops.Rearrange}. The other records nothing and ends in an {@code
 * Allocator}: {@link easel.core.ops.Matrices}, {@link easel.core.ops.Pointwise} and {@link easel.core.ops.Rows}; layers
 * write their forward and backward passes with these.
 */
package easel.core.ops;
