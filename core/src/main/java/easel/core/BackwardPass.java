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
 * derivative of each node that is downstream of a wanted tensor and upstream of the loss.
 */
final class BackwardPass implements GradientSink {
    private final List<Node> nodes;
    private final int last;
    private final Collection<? extends Tensor> wanted;
    private final Allocator buffers;
    /** The wanted tensors and every tensor computed from them. */
    private final Set<Tensor> downstream = identitySet();
    /** The gradient of the loss with respect to each tensor, summed over the nodes that ran so far. */
    private final Map<Tensor, Tensor> gradients = new IdentityHashMap<>();
    /** Tensors whose gradient is in an array that this pass allocated for a sum, and may therefore add to. */
    private final Set<Tensor> owned = identitySet();
    private Node current;

    /**
     * Prepares a backward pass.
     *
     * @param nodes the recorded operations, in the order they ran
     * @param last index of the node whose output is the loss
     * @param wanted the tensors to differentiate with respect to
     * @param buffers allocates the gradients
     * @throws IllegalArgumentException if the loss does not depend on a wanted tensor
     */
    BackwardPass(List<Node> nodes, int last, Collection<? extends Tensor> wanted, Allocator buffers) {
        this.nodes = nodes;
        this.last = last;
        this.wanted = wanted;
        this.buffers = buffers;
        checkUpstream();
        downstream.addAll(wanted);
        for (Node node : nodes) {
            if (node.sources().stream().anyMatch(downstream::contains)) {
                downstream.add(node.output());
            }
        }
    }

    /** Refuses a wanted tensor that the loss does not depend on: a zero gradient would hide a broken path. */
    private void checkUpstream() {
        Set<Tensor> upstream = identitySet();
        upstream.add(nodes.get(last).output());
        for (int i = last; i >= 0; i--) {
            if (upstream.contains(nodes.get(i).output())) {
                upstream.addAll(nodes.get(i).sources());
            }
        }
        int position = 0;
        for (Tensor tensor : wanted) {
            if (!upstream.contains(tensor)) {
                throw new IllegalArgumentException("the loss does not depend on wanted tensor " + position + " of "
                        + wanted.size() + ", " + (tensor instanceof Parameter ? "a parameter of" : "of") + " shape "
                        + tensor.shape() + ": it was not used on this tape, or an unrecorded operation"
                        + " (Tensor.reshaped, array(), an unrecorded view) cuts the path");
            }
            position++;
        }
    }

    /** Runs the pass from dy, the gradient of the loss, and returns the gradients of the wanted tensors. */
    Gradients run(Tensor dy) {
        Set<Tensor> kept = identitySet();
        kept.addAll(wanted);
        gradients.put(nodes.get(last).output(), dy);
        for (int i = last; i >= 0; i--) {
            current = nodes.get(i);
            Tensor y = current.output();
            // A gradient that is not wanted is complete here and read once, so its tensor can be collected early.
            Tensor gradient = kept.contains(y) ? gradients.get(y) : gradients.remove(y);
            if (gradient != null && current.sources().stream().anyMatch(downstream::contains)) {
                current.backward(gradient, this);
            }
        }
        return wantedGradients();
    }

    private Gradients wantedGradients() {
        Map<Tensor, Tensor> result = new IdentityHashMap<>();
        List<Tensor> sources = new ArrayList<>();
        for (Tensor tensor : wanted) {
            Tensor gradient = gradients.get(tensor);
            if (gradient == null) {
                throw new IllegalStateException("no gradient reached a wanted tensor of shape " + tensor.shape()
                        + ": the backward of an operation between it and the loss did not add one to its sink");
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
            throw new IllegalStateException(current.name() + ": its backward gave a gradient for a tensor of shape "
                    + source.shape() + " that is not among its recorded sources; record the operation with it");
        }
        if (!wants(source)) {
            return;
        }
        Tensor d = gradient.get();
        if (!d.shape().equals(source.shape())) {
            throw new IllegalStateException(current.name() + ": its backward gave a gradient of shape " + d.shape()
                    + " for a source of shape " + source.shape());
        }
        Tensor sum = gradients.putIfAbsent(source, d);
        if (sum == null) {
            return;
        }
        if (owned.add(source)) {
            // The first contribution may be the dy of another tensor, so the sum gets a new array.
            Tensor first = sum;
            sum = allocate(source.shape());
            System.arraycopy(first.array(), 0, sum.array(), 0, sum.size());
            gradients.put(source, sum);
        }
        Gradients.add(sum.array(), d.array());
    }

    @Override
    public Tensor allocate(Shape shape) {
        return buffers.allocate(shape);
    }

    private static Set<Tensor> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
