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
 * One pass through some networks. Operations record themselves on it in the order they run, each with its
 * derivative; {@link #gradients} then walks that order backwards. Reversed, it is a topological order, so there
 * is nothing to sort and no recursion (reverse-mode differentiation; Griewank and Walther, Evaluating
 * Derivatives, chapter 3).
 *
 * <p>Two switches are independent: whether the pass records, and whether layers are in training or inference
 * mode. {@link #inference()}, {@link #training()} and {@link #unrecorded()} are views of the same tape with one
 * switch changed, so one tape may hold a generator in training mode and a discriminator in inference mode.
 *
 * <p>A tape serves one thread. Closing it lets the next tape use its buffers; tensors and gradients that it
 * handed out must not be used afterwards. Not closing is safe, only slower.
 */
public final class Tape implements AutoCloseable {
    private static final Tape INFERENCE = new Tape(null, false, false, null, null);

    private final Pass pass;
    private final boolean recording;
    private final boolean training;
    private final RandomStream random;
    private final Watcher watcher;   // null while nobody looks

    private Tape(Pass pass, boolean recording, boolean training, RandomStream random, Watcher watcher) {
        this.pass = pass;
        this.recording = recording;
        this.training = training;
        this.random = random;
        this.watcher = watcher;
    }

    /** What all views of a tape share. */
    private static final class Pass {
        final List<Node> nodes = new ArrayList<>();
        final Map<Tensor, Integer> madeBy = new IdentityHashMap<>();
        final List<float[]> handedOut = new ArrayList<>();
        final Buffers buffers;
        boolean closed;

        Pass(Buffers buffers) {
            this.buffers = buffers;
        }
    }

    /**
     * A tape that records, with layers in training mode.
     *
     * @param random what layers such as dropout draw from
     * @return a fresh tape
     */
    public static Tape training(RandomStream random) {
        return new Tape(new Pass(null), true, true, Objects.requireNonNull(random, "random"), null);
    }

    /**
     * A tape that records, with layers in training mode, whose tensors live in reused buffers until it is closed.
     *
     * @param random what layers such as dropout draw from
     * @param buffers the store of the training loop that makes one tape after another
     * @return a fresh tape
     */
    public static Tape training(RandomStream random, Buffers buffers) {
        return new Tape(new Pass(buffers), true, true, Objects.requireNonNull(random, "random"), null);
    }

    /**
     * The tape for using a trained network: records nothing, layers in inference mode. It keeps nothing, so any
     * number of threads may share it.
     *
     * @return the same tape each time
     */
    public static Tape forInference() {
        return INFERENCE;
    }

    /**
     * This tape with layers in inference mode; it records if this one does.
     *
     * @return a view
     */
    public Tape inference() {
        return new Tape(pass, recording, false, random, watcher);
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
        return new Tape(pass, recording, true, random, watcher);
    }

    /**
     * This tape without recording; layers stay in the mode they are in.
     *
     * @return a view
     */
    public Tape unrecorded() {
        return new Tape(pass, false, training, random, watcher);
    }

    /**
     * This tape with somebody who sees each operation that is recorded through the view. Results are the same.
     *
     * @param watcher takes the place of the one of this view, if there is one
     * @return a view
     */
    public Tape watched(Watcher watcher) {
        return new Tape(pass, recording, training, random, Objects.requireNonNull(watcher, "watcher"));
    }

    /**
     * Whether operations record themselves here.
     *
     * @return false if no gradient can be asked for
     */
    public boolean isRecording() {
        return recording;
    }

    /**
     * Whether layers are in training mode: batch statistics, dropout.
     *
     * @return false in inference mode
     */
    public boolean isTraining() {
        return training;
    }

    /**
     * What layers in training mode draw from.
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
     * Allocates the tensors of this pass, from buffers of earlier passes where there are some. Functions that record
     * nothing take it: {@code Matrices.sumRows(x, tape.buffers())} is not recorded, {@code Reduce.sumRows(x, tape)} is.
     *
     * @return an allocator whose tensors are valid until this tape is closed
     */
    public Allocator buffers() {
        return this::allocate;
    }

    private Tensor allocate(Shape shape) {
        checkOpen();
        if (pass == null || pass.buffers == null) {
            return Tensor.zeros(shape);
        }
        float[] array = pass.buffers.take(shape.size());
        pass.handedOut.add(array);
        return Tensor.wrap(shape, array);
    }

    /**
     * Records one operation, if this tape records.
     *
     * @param name the operation in a layer's words, for messages and for {@link #toString}
     * @param output what it made, a tensor of its own
     * @param backward its derivative
     * @param sources what it read and may be asked the gradient of, parameters included
     * @return the output
     * @throws IllegalStateException if the tape is closed or the output was recorded before
     */
    public Tensor record(String name, Tensor output, Backward backward, Tensor... sources) {
        checkOpen();
        if (!recording) {
            return output;
        }
        if (pass.madeBy.putIfAbsent(output, pass.nodes.size()) != null) {
            throw new IllegalStateException(name + ": its output was recorded before, by "
                    + pass.nodes.get(pass.madeBy.get(output)).name() + "; an operation returns a tensor of its own");
        }
        Backward watched = watcher == null ? backward : watcher.recorded(name, output, backward, sources);
        pass.nodes.add(new Node(name, output, watched, sources));
        return output;
    }

    /**
     * What was recorded so far.
     *
     * @return the operations in the order they ran
     */
    public List<Node> nodes() {
        return pass == null ? List.of() : Collections.unmodifiableList(pass.nodes);
    }

    /**
     * The derivative of a loss by some tensors. May be asked several times of one pass.
     *
     * @param loss one recorded number
     * @param wanted parameters, inputs or recorded tensors
     * @return a gradient for each wanted tensor
     * @throws IllegalArgumentException if the loss is not one recorded number or does not reach a wanted tensor
     * @throws IllegalStateException if a parameter on the way was changed since, or the tape is closed
     */
    public Gradients gradients(Tensor loss, Collection<? extends Tensor> wanted) {
        if (loss.size() != 1) {
            throw new IllegalArgumentException("a loss is one number; this tensor has shape " + loss.shape()
                    + ". Take its mean, or give the gradient that flows into it");
        }
        return gradients(loss, Tensor.full(loss.shape(), 1), wanted);
    }

    /**
     * The derivative of Σ y·dy by some tensors: what flows back when dy flows into y.
     *
     * @param y a recorded tensor
     * @param dy a gradient of its shape. Not modified
     * @param wanted parameters, inputs or recorded tensors
     * @return a gradient for each wanted tensor
     * @throws IllegalArgumentException if y is not recorded or does not depend on a wanted tensor
     * @throws IllegalStateException if a parameter on the way was changed since, or the tape is closed
     */
    public Gradients gradients(Tensor y, Tensor dy, Collection<? extends Tensor> wanted) {
        if (pass == null) {
            throw new IllegalStateException("this tape records nothing; start from Tape.training(random)");
        }
        checkOpen();
        if (!dy.shape().equals(y.shape())) {
            throw new IllegalArgumentException("dy has shape " + dy.shape() + ", y has " + y.shape());
        }
        Integer last = pass.madeBy.get(y);
        if (last == null) {
            throw new IllegalArgumentException("this tensor of shape " + y.shape() + " was not recorded on this tape:"
                    + " nothing leads back from it");
        }
        return new BackwardPass(pass.nodes, last, wanted, buffers()).gradients(dy);
    }

    /**
     * Ends the pass. Its tensors and gradients must not be used afterwards; with assertions on those in
     * {@link Buffers} are filled with NaN.
     */
    @Override
    public void close() {
        if (pass == null || pass.closed) {
            return;
        }
        pass.closed = true;
        pass.nodes.clear();
        pass.madeBy.clear();
        pass.handedOut.forEach(array -> pass.buffers.giveBack(array));
        pass.handedOut.clear();
    }

    private void checkOpen() {
        if (pass != null && pass.closed) {
            throw new IllegalStateException("this tape is closed; make a new one for the next pass");
        }
    }

    /**
     * The pass as text.
     *
     * @return one line per operation: its position, name, the shapes it read and the shape it made
     */
    @Override
    public String toString() {
        List<Node> nodes = nodes();
        return IntStream.range(0, nodes.size())
                .mapToObj(i -> String.format(Locale.ROOT, "%3d  %s", i, nodes.get(i)))
                .collect(Collectors.joining("\n"));
    }
}
