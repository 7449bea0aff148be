package easel.core;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Forward-mode differentiation over nodes that are already recorded. It visits the nodes in the order they ran and runs
 * the tangent of each node that was computed from x and was used to compute y. Each tangent adds terms of ẏ to this
 * object, its {@link TangentSink}.
 */
final class TangentPass implements TangentSink {
    private final List<Node> nodes;
    /** Index of the node whose output is y. */
    private final int index;
    private final Tape tape;
    /** The direction of x and of each tensor computed from it so far. */
    private final Map<Tensor, Tensor> directions = new IdentityHashMap<>();
    /** The sources of the current node that its tangent has added a term for. */
    private final Set<Tensor> covered = Collections.newSetFromMap(new IdentityHashMap<>());
    /** The node whose tangent is running. */
    private Node current;
    /** The sum of the terms of the current node; null before the first. */
    private Tensor sum;

    /**
     * Prepares a tangent pass.
     *
     * @param nodes the recorded operations, in the order they ran; the tape appends to the list during the pass
     * @param index index of the node whose output is y
     * @param tape records the operations that compute the directions
     */
    TangentPass(List<Node> nodes, int index, Tape tape) {
        this.nodes = nodes;
        this.index = index;
        this.tape = tape;
    }

    /** Runs the pass from the direction of x. Returns the direction of y. */
    Tensor run(Tensor x, Tensor direction) {
        Tensor y = nodes.get(index).output();
        Set<Tensor> upstream = BackwardPass.upstream(nodes, index);
        if (!upstream.contains(x)) {
            throw new IllegalArgumentException("y does not depend on this tensor of shape " + x.shape()
                    + ": it was not used on this tape, or y was computed from it through an operation that was not"
                    + " recorded (Tensor.reshaped, array(), an unrecorded view)");
        }
        directions.put(x, direction);
        for (int i = 0; i <= index; i++) {
            current = nodes.get(i);
            if (upstream.contains(current.output()) && current.sources().stream().anyMatch(this::moves)) {
                directions.put(current.output(), directionOfOutput());
            }
        }
        return directions.get(y);
    }

    private Tensor directionOfOutput() {
        sum = null;
        covered.clear();
        current.tangent(this, tape);
        for (Tensor source : current.sources()) {
            if (moves(source) && !covered.contains(source)) {
                throw new UnsupportedOperationException(current.name() + ": its tangent has no term for its "
                        + (source instanceof Parameter ? "parameter" : "source") + " of shape " + source.shape()
                        + "; add one with TangentSink.add, or choose a direction of another tensor");
            }
        }
        return sum;
    }

    @Override
    public boolean moves(Tensor source) {
        return directions.containsKey(source);
    }

    @Override
    public void add(Tensor source, UnaryOperator<Tensor> term) {
        if (!current.sources().contains(source)) {
            throw new IllegalStateException(current.name() + ": its tangent added a term for a tensor of shape "
                    + source.shape() + " that is not among its recorded sources; pass it to Tape.record as a source");
        }
        if (!moves(source)) {
            return;
        }
        Tensor direction = term.apply(directions.get(source));
        if (!direction.shape().equals(current.output().shape())) {
            throw new IllegalStateException(current.name() + ": its tangent added a term of shape " + direction.shape()
                    + " to the direction of an output of shape " + current.output().shape());
        }
        covered.add(source);
        sum = sum == null ? direction : plus(sum, direction);
    }

    private Tensor plus(Tensor a, Tensor b) {
        Tensor y = tape.buffers().allocate(a.shape());
        System.arraycopy(a.array(), 0, y.array(), 0, y.size());
        Gradients.addInPlace(y.array(), b.array());
        return tape.record("sum of directions", y, (dy, sink) -> {
            sink.add(a, () -> dy);
            sink.add(b, () -> dy);
        }, (sink, t) -> {
            sink.add(a, v -> v);
            sink.add(b, v -> v);
        }, a, b);
    }
}
