/**
 * Tensors and automatic differentiation: {@link easel.core.Tensor}, {@link easel.core.Parameter} and the {@link
 * easel.core.Tape} that records a forward pass and computes gradients. Every other module builds on it; within this
 * module, the packages {@code ops}, {@code convolution} and {@code state} use it, and it uses {@code random} and {@code
 * kernels}.
 *
 * <p>Reading order: {@link easel.core.Tape#record Tape.record} appends a {@link easel.core.Node}; {@link
 * easel.core.Tape#gradients(Tensor, java.util.Collection) Tape.gradients} runs {@code BackwardPass}, which calls each
 * node's {@link easel.core.Backward} and sums the contributions; the result is a {@link easel.core.Gradients}. {@link
 * easel.core.GradientCheck} compares it with central differences. The derivative of a mean of squares:
 *
 * <pre>{@code
 * Tape tape = Tape.training(RandomStream.of(1));
 * Tensor loss = Reduce.mean(Arithmetic.multiply(x, x, tape), tape);     // records two nodes
 * Tensor dx = tape.gradients(loss, List.of(x)).of(x);                   // 2 x / size
 * }</pre>
 *
 * <p>Memory: an {@link easel.core.Allocator} supplies the tensor for one result. {@link easel.core.Buffers} stores the
 * arrays of closed tapes, by length, for reuse. A training loop gives one {@code Buffers} to all its tapes, one after
 * another; {@link easel.core.Tape#buffers} is the allocator of one tape, and a {@link easel.core.GradientSink} is the
 * allocator of its backward pass. A parameter {@code Allocator buffers} marks a function that records nothing; a
 * parameter {@code Tape tape} marks an operation that records itself if the tape records.
 *
 * <h2>Glossary</h2>
 * <ul>
 *   <li>Shape letters: N examples in a batch; H, W height and width of an image; C channels or features; K an inner
 *       size that a product sums over; OH, OW height and width of an output image. Images are channels last: (N, H, W,
 *       C).
 *   <li>Row, column: read as a matrix, a tensor has its last axis as columns and all other axes together as rows.
 *   <li>Tape: the list of operations of one forward pass. Node: one recorded operation.
 *   <li>Source: an input or a parameter that the derivative of an operation computes a gradient for.
 *   <li>Gradient: the derivative of the loss with respect to a tensor, of that tensor's shape. Its name is the tensor's
 *       name with the prefix d: dx, dweight.
 *   <li>Backward: the derivative of one operation. From dy, the gradient of its output, it computes the gradient of
 *       each source.
 *   <li>Tangent: the counterpart of a backward. From the direction in which a source moves, it computes the direction in
 *       which the output moves, with recorded operations ({@link easel.core.Tape#tangent Tape.tangent}). So a gradient
 *       can be differentiated.
 *   <li>Sink: the object that receives these gradients. It skips sources that are neither wanted nor downstream of a
 *       wanted tensor.
 *   <li>Wanted: the tensors to differentiate with respect to. Downstream of a tensor: computed from it. Upstream: used
 *       to compute it.
 * </ul>
 */
@NullMarked
package easel.core;

import org.jspecify.annotations.NullMarked;
