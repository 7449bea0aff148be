package easel.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reverse-mode differentiation of one recorded tensor, the loss. It visits the nodes in reverse order and runs the
 * derivative of each node whose output was computed from a wanted tensor and was used to compute the loss. Each
 * derivative adds gradients of its sources to this object, its {@link GradientSink}.
 */
final class BackwardPass implements GradientSink {
    private final List<Node> nodes;
    /** Index of the node whose output is the loss. */
    private final int lossIndex;
    private final Collection<? extends Tensor> wanted;
    private final Allocator buffers;
    /** The wanted tensors and every tensor computed from them. */
    private final Set<Tensor> downstream = identitySet();
    /** The gradient of the loss with respect to each tensor, summed over the nodes that ran so far. */
    private final Map<Tensor, Tensor> gradients = new IdentityHashMap<>();
    /** Tensors whose gradient is a sum in an array allocated by this pass. Only such arrays are added to in place. */
    private final Set<Tensor> owned = identitySet();
    /** The node whose derivative is running. */
    private Node current;

    /**
     * Prepares a backward pass.
     *
     * @param nodes the recorded operations, in the order they ran
     * @param lossIndex index of the node whose output is the loss
     * @param wanted the tensors to differentiate with respect to
     * @param buffers allocates the gradients
     * @throws IllegalArgumentException if the loss does not depend on all wanted tensors
     */
    BackwardPass(List<Node> nodes, int lossIndex, Collection<? extends Tensor> wanted, Allocator buffers) {
        this.nodes = nodes;
        this.lossIndex = lossIndex;
        this.wanted = wanted;
        this.buffers = buffers;
        checkLossDependsOnWanted();
        downstream.addAll(wanted);
        for (Node node : nodes) {
            if (node.sources().stream().anyMatch(downstream::contains)) {
                downstream.add(node.output());
            }
        }
    }

    /** Throws if the loss does not depend on all wanted tensors: a zero gradient would hide an unrecorded operation. */
    private void checkLossDependsOnWanted() {
        Set<Tensor> upstream = upstream(nodes, lossIndex);
        int position = 0;
        for (Tensor tensor : wanted) {
            if (!upstream.contains(tensor)) {
                throw new IllegalArgumentException("the loss does not depend on wanted tensor " + position + " of "
                        + wanted.size() + " (counted from 0), "
                        + (tensor instanceof Parameter ? "a parameter of" : "of") + " shape " + tensor.shape()
                        + ": it was not used on this tape, or the loss was computed from it through an operation"
                        + " that was not recorded (Tensor.reshaped, array(), an unrecorded view)");
            }
            position++;
        }
    }

    /** The output of a node and every tensor that was used to compute it. */
    static Set<Tensor> upstream(List<Node> nodes, int index) {
        Set<Tensor> upstream = identitySet();
        upstream.add(nodes.get(index).output());
        for (int i = index; i >= 0; i--) {
            if (upstream.contains(nodes.get(i).output())) {
                upstream.addAll(nodes.get(i).sources());
            }
        }
        return upstream;
    }

    /** Runs the pass from the gradient of the loss, 1 or a given dy. Returns the gradients of the wanted tensors. */
    Gradients run(Tensor dloss) {
        Set<Tensor> kept = identitySet();
        kept.addAll(wanted);
        gradients.put(nodes.get(lossIndex).output(), dloss);
        for (int i = lossIndex; i >= 0; i--) {
            current = nodes.get(i);
            Tensor y = current.output();
            // The derivatives of all operations that read y have run, so dy is complete. It is null if y is not on a
            // path from a wanted tensor to the loss. Unless y is wanted, this is the last use of dy: remove it, so that
            // it can be garbage-collected.
            Tensor dy = kept.contains(y) ? gradients.get(y) : gradients.remove(y);
            if (dy != null && current.sources().stream().anyMatch(downstream::contains)) {
                current.backward(dy, this);
            }
        }
        return wantedGradients();
    }

    /** Collects the gradients of the wanted tensors. A tensor that is wanted twice appears once. */
    private Gradients wantedGradients() {
        Map<Tensor, Tensor> result = new IdentityHashMap<>();
        List<Tensor> sources = new ArrayList<>();
        for (Tensor tensor : wanted) {
            Tensor gradient = gradients.get(tensor);
            if (gradient == null) {
                throw new IllegalStateException("no gradient reached a wanted tensor of shape " + tensor.shape()
                        + ": the derivative of an operation between it and the loss"
                        + " added no gradient for one of its sources");
            }
            if (result.put(tensor, gradient) == null) {
                sources.add(tensor);
            }
        }
        return new Gradients(sources, result);
    }

    @Override
    public boolean wants(Tensor source) {
        return downstream.contains(source);
    }

    @Override
    public void add(Tensor source, Supplier<Tensor> gradient) {
        if (!current.sources().contains(source)) {
            throw new IllegalStateException(current.name() + ": its derivative added a gradient for a tensor of shape "
                    + source.shape() + " that is not among its recorded sources;"
                    + " pass it to Tape.record as a source");
        }
        if (!wants(source)) {
            return;
        }
        Tensor contribution = gradient.get();
        if (!contribution.shape().equals(source.shape())) {
            throw new IllegalStateException(current.name() + ": its derivative added a gradient of shape "
                    + contribution.shape()
                    + " for a source of shape " + source.shape());
        }
        Tensor sum = gradients.putIfAbsent(source, contribution);
        if (sum == null) {
            return;
        }
        if (owned.add(source)) {
            // The first contribution may be the dy of another tensor, which must not change: copy it.
            Tensor first = sum;
            sum = allocate(source.shape());
            System.arraycopy(first.array(), 0, sum.array(), 0, sum.size());
            gradients.put(source, sum);
        }
        Gradients.addInPlace(sum.array(), contribution.array());
    }

    @Override
    public Tensor allocate(Shape shape) {
        return buffers.allocate(shape);
    }

    private static Set<Tensor> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
