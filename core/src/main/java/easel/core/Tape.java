package easel.core;

import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The record of one forward pass. {@link #record} appends each operation with its derivative, in the order in which
 * the operations run; {@link #gradients} runs the derivatives in reverse order. An operation runs after the operations
 * that compute its sources, so the backward pass needs neither a sort nor recursion (reverse-mode differentiation;
 * Griewank and Walther, Evaluating Derivatives, chapter 3).
 *
 * <p>A tape has two independent switches: whether it records, and whether layers are in training or inference mode.
 * {@link #inference()}, {@link #training()} and {@link #unrecorded()} return views of the same tape with one switch
 * changed, so one tape may record a generator in training mode and a discriminator in inference mode.
 *
 * <p>Not thread-safe, except for {@link #forInference()}. Closing a tape returns its arrays to {@link Buffers} for the
 * next tape; its tensors and gradients must not be used afterwards. Closing is optional: results of an open tape stay
 * valid, and the garbage collector frees the arrays, which is slower.
 */
public final class Tape implements AutoCloseable {
    private static final Tape INFERENCE = forInference(Allocator.HEAP);

    private final ForwardPass pass;      // null in a tape for inference, which records nothing
    private final Allocator allocator;   // of a tape without a pass
    private final boolean recording;
    private final boolean training;
    private final RandomStream random;   // null in a tape for inference
    private final Watcher watcher;       // null if there is none

    private Tape(ForwardPass pass, boolean recording, boolean training, RandomStream random, Watcher watcher) {
        this(pass, Allocator.HEAP, recording, training, random, watcher);
    }

    private Tape(ForwardPass pass, Allocator allocator, boolean recording, boolean training, RandomStream random,
            Watcher watcher) {
        this.pass = pass;
        this.allocator = allocator;
        this.recording = recording;
        this.training = training;
        this.random = random;
        this.watcher = watcher;
    }

    /** The recorded operations and the arrays in use, shared by all views of a tape. */
    private static final class ForwardPass {
        final List<Node> nodes = new ArrayList<>();
        /** For each recorded output, the index of its node. */
        final Map<Tensor, Integer> nodeIndex = new IdentityHashMap<>();
        /** Arrays taken from the buffers; close() returns them. */
        final List<float[]> taken = new ArrayList<>();
        final Buffers buffers;               // null if the tape has none
        boolean closed;
        ForwardPass(Buffers buffers) {
            this.buffers = buffers;
        }
    }

    /**
     * Records an operation that has computed its output and has no tangent. A tape that does not record only returns
     * the output.
     *
     * @param operation the layer, or the name of the operation; its string is the name in messages and in
     *     {@link #toString}, and is made only when it is needed
     * @param output the computed tensor, a new one for each operation
     * @param backward the derivative of the operation
     * @param sources the tensors that the backward computes gradients for, parameters included
     * @return the output
     * @throws IllegalStateException if the tape is closed or the output was recorded before
     */
    public Tensor record(Object operation, Tensor output, Backward backward, Tensor... sources) {
        return append(operation, output, backward, null, sources);
    }

    /**
     * Records an operation that has computed its output. A tape that does not record only returns the output.
     *
     * @param operation the layer, or the name of the operation; its string is the name in messages and in
     *     {@link #toString}, and is made only when it is needed
     * @param output the computed tensor, a new one for each operation
     * @param backward the derivative of the operation
     * @param tangent its counterpart for {@link #tangent}
     * @param sources the tensors that the backward computes gradients for, parameters included
     * @return the output
     * @throws IllegalStateException if the tape is closed or the output was recorded before
     */
    public Tensor record(Object operation, Tensor output, Backward backward, Tangent tangent, Tensor... sources) {
        return append(operation, output, backward, Objects.requireNonNull(tangent, "tangent"), sources);
    }

    private Tensor append(Object operation, Tensor output, Backward backward, Tangent tangent, Tensor... sources) {
        checkOpen();
        if (!recording) {
            return output;
        }
        if (pass.nodeIndex.putIfAbsent(output, pass.nodes.size()) != null) {
            throw new IllegalStateException(operation + ": its output was already recorded by "
                    + pass.nodes.get(pass.nodeIndex.get(output)).name() + "; an operation must return a new tensor");
        }
        Backward watched =
                watcher == null ? backward : watcher.recorded(operation.toString(), output, backward, sources);
        pass.nodes.add(new Node(operation, output, watched, tangent, sources));
        return output;
    }

    /**
     * The derivatives of a loss with respect to the wanted tensors. May be called several times for one pass.
     *
     * @param loss a recorded tensor with one element
     * @param wanted parameters, inputs or recorded tensors
     * @return a gradient for each wanted tensor
     * @throws IllegalArgumentException if the loss is not recorded, has more than one element, or does not depend on
     *     all wanted tensors
     * @throws IllegalStateException if a parameter between the loss and a wanted tensor was changed since the forward
     *     pass, or the tape is closed
     */
    public Gradients gradients(Tensor loss, Collection<? extends Tensor> wanted) {
        if (loss.size() != 1) {
            throw new IllegalArgumentException("a loss is one number; this tensor has shape " + loss.shape()
                    + ". Take its mean, or call gradients(y, dy, wanted) with a dy of this shape");
        }
        return gradients(loss, Tensor.full(loss.shape(), 1), wanted);
    }

    /**
     * The derivatives of Σ y·dy, for a constant dy, with respect to the wanted tensors (a vector-Jacobian product).
     *
     * @param y a recorded tensor
     * @param dy a gradient of its shape. Not modified
     * @param wanted parameters, inputs or recorded tensors
     * @return a gradient for each wanted tensor
     * @throws IllegalArgumentException if the shapes differ, y is not recorded or does not depend on all wanted tensors
     * @throws IllegalStateException if a parameter between y and a wanted tensor was changed since the forward pass,
     *     or the tape is closed
     */
    public Gradients gradients(Tensor y, Tensor dy, Collection<? extends Tensor> wanted) {
        int index = indexOf(y);
        if (!dy.shape().equals(y.shape())) {
            throw new IllegalArgumentException("dy has shape " + dy.shape() + ", y has shape " + y.shape());
        }
        return new BackwardPass(pass.nodes, index, wanted, buffers()).run(dy);
    }

    /**
     * The direction in which y moves when x moves in the direction ẋ and parameters are fixed: ẏ = (∂y/∂x)·ẋ (a
     * Jacobian-vector product; forward-mode differentiation, Griewank and Walther, chapter 3). It is computed from the
     * recorded operations between x and y with recorded operations, so ẏ is a tensor on this tape and has gradients.
     *
     * <p>This is how a gradient is differentiated (Pearlmutter, Fast Exact Multiplication by the Hessian, 1994). For a
     * function φ of g = ∂Σy/∂x, let v = φ′(g), as a constant. Then ∂φ/∂θ = ∂⟨v, g⟩/∂θ, and ⟨v, g⟩ is the sum of
     * {@code tangent(y, x, v)}.
     *
     * @param y a recorded tensor
     * @param x a tensor that y was computed from, not a parameter
     * @param direction ẋ, of x's shape. Not modified
     * @return ẏ, of y's shape
     * @throws IllegalArgumentException if y is not recorded or does not depend on x, or the shapes differ
     * @throws IllegalStateException if a parameter between x and y was changed since the forward pass, or the tape is
     *     closed
     * @throws UnsupportedOperationException if an operation between x and y has no tangent; the message names it
     */
    public Tensor tangent(Tensor y, Tensor x, Tensor direction) {
        int index = indexOf(y);
        if (!direction.shape().equals(x.shape())) {
            throw new IllegalArgumentException("the direction has shape " + direction.shape() + ", x has shape "
                    + x.shape());
        }
        return new TangentPass(pass.nodes, index, this).run(x, direction);
    }

    /** The index of the node whose output is y. */
    private int indexOf(Tensor y) {
        if (pass == null) {
            throw new IllegalStateException("this tape records nothing; start from Tape.training(random)");
        }
        checkOpen();
        Integer index = pass.nodeIndex.get(y);
        if (index == null) {
            throw new IllegalArgumentException("this tensor of shape " + y.shape() + " was not recorded on this tape,"
                    + " so this tape cannot differentiate it");
        }
        return index;
    }

    /**
     * Allocates the tensors of this pass, in arrays of earlier passes if the tape was made with {@link Buffers}.
     * A function that records nothing takes this allocator: {@code Matrices.sumRows(x, tape.buffers())} is not
     * recorded, {@code Reduce.sumRows(x, tape)} is.
     *
     * @return an allocator whose tensors are valid until this tape is closed
     */
    public Allocator buffers() {
        return this::allocate;
    }

    private Tensor allocate(Shape shape) {
        checkOpen();
        if (pass == null || pass.buffers == null) {
            return allocator.allocate(shape);
        }
        float[] array = pass.buffers.take(shape.size());
        pass.taken.add(array);
        return Tensor.wrap(shape, array);
    }

    /**
     * Ends the pass. Its tensors and gradients must not be used afterwards; with assertions enabled, the arrays that
     * return to {@link Buffers} are filled with NaN.
     */
    @Override
    public void close() {
        if (pass == null || pass.closed) {
            return;
        }
        pass.closed = true;
        pass.nodes.clear();
        pass.nodeIndex.clear();
        pass.taken.forEach(array -> pass.buffers.giveBack(array));
        pass.taken.clear();
    }

    private void checkOpen() {
        if (pass != null && pass.closed) {
            throw new IllegalStateException("this tape is closed; make a new one for the next pass");
        }
    }

    /**
     * A tape that records, with layers in training mode.
     *
     * @param random the stream that layers such as dropout draw from
     * @return a fresh tape
     */
    public static Tape training(RandomStream random) {
        return new Tape(new ForwardPass(null), true, true, Objects.requireNonNull(random, "random"), null);
    }

    /**
     * A tape that records, with layers in training mode, and reuses arrays of earlier tapes.
     *
     * @param random the stream that layers such as dropout draw from
     * @param buffers the array store of the training loop; tensors of this tape are valid until it is closed
     * @return a fresh tape
     */
    public static Tape training(RandomStream random, Buffers buffers) {
        ForwardPass pass = new ForwardPass(Objects.requireNonNull(buffers, "buffers"));
        return new Tape(pass, true, true, Objects.requireNonNull(random, "random"), null);
    }

    /**
     * The tape for using a trained network: records nothing, layers in inference mode. It has no state, so all
     * threads may share it.
     *
     * @return the same tape each time
     */
    public static Tape forInference() {
        return INFERENCE;
    }

    /**
     * A tape for using a trained network whose layers allocate their results in this way, for example in arrays of
     * earlier calls: records nothing, layers in inference mode.
     *
     * @param allocator allocates the tensors of this pass
     * @return a fresh tape
     */
    public static Tape forInference(Allocator allocator) {
        return new Tape(null, Objects.requireNonNull(allocator, "allocator"), false, false, null, null);
    }

    /**
     * This tape with layers in inference mode; it records if this one does.
     *
     * @return a view
     */
    public Tape inference() {
        return new Tape(pass, allocator, recording, false, random, watcher);
    }

    /**
     * This tape with layers in training mode; it records if this one does.
     *
     * @return a view
     * @throws IllegalStateException for {@link #forInference()}, which has no random stream
     */
    public Tape training() {
        if (random == null) {
            throw new IllegalStateException(
                    "Tape.forInference() has no training mode; start from Tape.training(random)");
        }
        return new Tape(pass, allocator, recording, true, random, watcher);
    }

    /**
     * This tape without recording; layers stay in their mode.
     *
     * @return a view
     */
    public Tape unrecorded() {
        return new Tape(pass, allocator, false, training, random, watcher);
    }

    /**
     * This tape with a callback for each operation recorded through the view. Results are the same.
     *
     * @param watcher the callback; replaces this view's watcher, if it has one
     * @return a view
     */
    public Tape watched(Watcher watcher) {
        return new Tape(pass, allocator, recording, training, random, Objects.requireNonNull(watcher, "watcher"));
    }

    /**
     * Whether operations on this view are recorded.
     *
     * @return true if {@link #record} keeps operations, so that they have gradients
     */
    public boolean isRecording() {
        return recording;
    }

    /**
     * Whether layers are in training mode, with batch statistics and dropout.
     *
     * @return true in training mode
     */
    public boolean isTraining() {
        return training;
    }

    /**
     * The random stream for layers in training mode, such as dropout.
     *
     * @return the stream this tape was made with
     * @throws IllegalStateException for {@link #forInference()}, which has none
     */
    public RandomStream random() {
        if (random == null) {
            throw new IllegalStateException(
                    "Tape.forInference() has no random stream; start from Tape.training(random)");
        }
        return random;
    }

    /**
     * The operations recorded so far.
     *
     * @return a read-only view, in the order the operations ran
     */
    public List<Node> nodes() {
        return pass == null ? List.of() : Collections.unmodifiableList(pass.nodes);
    }

    /**
     * The recorded operations as text.
     *
     * @return one line per operation: its index, its name, the shapes of its sources and the shape of its output
     */
    @Override
    public String toString() {
        List<Node> nodes = nodes();
        return IntStream.range(0, nodes.size())
                .mapToObj(i -> String.format(Locale.ROOT, "%3d  %s", i, nodes.get(i)))
                .collect(Collectors.joining("\n"));
    }
}
