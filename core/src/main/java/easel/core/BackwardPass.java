package easel.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** One walk back over the nodes of a tape. It visits only what lies between the wanted tensors and the loss. */
final class BackwardPass implements GradientSink {
    private final List<Node> nodes;
    private final int last;
    private final Collection<? extends Tensor> wanted;
    private final Allocator buffers;
    private final Set<Tensor> targets = identitySet();
    /** The wanted tensors and all that was computed from them. */
    private final Set<Tensor> between = identitySet();
    /** Gradients that have arrived; each is dropped once it has been handed on, unless it is wanted. */
    private final Map<Tensor, Tensor> flowing = new IdentityHashMap<>();
    private final Set<Tensor> sums = identitySet();
    private Node current;

    /**
     * Prepares a walk.
     *
     * @param nodes the tape, in the order the operations ran
     * @param last the node where the loss was made
     * @param wanted what gradients are asked of
     * @param buffers where gradients are put
     * @throws IllegalArgumentException if the loss does not depend on a wanted tensor
     */
    BackwardPass(List<Node> nodes, int last, Collection<? extends Tensor> wanted, Allocator buffers) {
        this.nodes = nodes;
        this.last = last;
        this.wanted = wanted;
        this.buffers = buffers;
        targets.addAll(wanted);
        checkReached();
        between.addAll(targets);
        for (Node node : nodes) {
            if (node.sources().stream().anyMatch(between::contains)) {
                between.add(node.output());
            }
        }
    }

    /** Refuses a wanted tensor that the loss does not depend on: a silent zero would hide a broken path. */
    private void checkReached() {
        Set<Tensor> reached = identitySet();
        reached.add(nodes.get(last).output());
        for (int i = last; i >= 0; i--) {
            if (reached.contains(nodes.get(i).output())) {
                reached.addAll(nodes.get(i).sources());
            }
        }
        int position = 0;
        for (Tensor tensor : wanted) {
            if (!reached.contains(tensor)) {
                throw new IllegalArgumentException("the loss does not depend on wanted tensor " + position + " of "
                        + wanted.size() + ", " + (tensor instanceof Parameter ? "a parameter of" : "of") + " shape "
                        + tensor.shape() + ": it was not used on this tape, or an unrecorded operation"
                        + " (Tensor.reshaped, array(), an unrecorded view) cuts the path");
            }
            position++;
        }
    }

    /** Lets dy flow back from the loss. */
    Gradients gradients(Tensor dy) {
        flowing.put(nodes.get(last).output(), dy);
        for (int i = last; i >= 0; i--) {
            current = nodes.get(i);
            boolean kept = targets.contains(current.output());
            Tensor dOutput = kept ? flowing.get(current.output()) : flowing.remove(current.output());
            if (dOutput != null && current.sources().stream().anyMatch(between::contains)) {
                current.differentiate(dOutput, this);
            }
        }
        Map<Tensor, Tensor> result = new IdentityHashMap<>();
        List<Tensor> sources = new ArrayList<>();
        for (Tensor tensor : wanted) {
            if (flowing.get(tensor) == null) {
                throw new IllegalStateException("no gradient arrived at a wanted tensor of shape " + tensor.shape()
                        + ": a backward between it and the loss gave its sink nothing");
            }
            if (result.put(tensor, flowing.get(tensor)) == null) {
                sources.add(tensor);
            }
        }
        return new Gradients(sources, result);
    }

    @Override
    public boolean wants(Tensor source) {
        return between.contains(source);
    }

    @Override
    public void add(Tensor source, Supplier<Tensor> gradient) {
        if (!current.sources().contains(source)) {
            throw new IllegalStateException(current.name() + ": its backward gave a gradient for a tensor of shape "
                    + source.shape() + " that it was not recorded with; name it among the sources");
        }
        if (!wants(source)) {
            return;
        }
        Tensor d = gradient.get();
        if (!d.shape().equals(source.shape())) {
            throw new IllegalStateException(current.name() + ": its backward gave a gradient of shape " + d.shape()
                    + " for a source of shape " + source.shape());
        }
        Tensor before = flowing.putIfAbsent(source, d);
        if (before == null) {
            return;
        }
        if (sums.add(source)) {
            // The first contribution may be somebody's dy, so the sum needs an array of its own.
            Tensor sum = allocate(source.shape());
            System.arraycopy(before.array(), 0, sum.array(), 0, sum.size());
            flowing.put(source, sum);
            before = sum;
        }
        Gradients.add(before.array(), d.array());
    }

    @Override
    public Tensor allocate(Shape shape) {
        return buffers.allocate(shape);
    }

    private static Set<Tensor> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
