package easel.core;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One operation recorded on a {@link Tape}: its name, sources, output, derivative and tangent. The output stays readable
 * until the tape is closed, so a finished pass can be inspected.
 */
public final class Node {
    private final Object operation;
    private final Tensor output;
    private final List<Tensor> sources;
    private final Backward backward;
    private final Tangent tangent;   // null if the operation has none
    /** For each source, its version when it was recorded; 0 if it is not a parameter. */
    private final long[] versions;

    Node(Object operation, Tensor output, Backward backward, Tangent tangent, Tensor[] sources) {
        this.operation = operation;
        this.output = output;
        this.backward = backward;
        this.tangent = tangent;
        this.sources = List.of(sources);
        this.versions = this.sources.stream().mapToLong(Node::version).toArray();
    }

    /**
     * The name of the operation or layer, such as {@code Dense 784→128}.
     *
     * @return the string of the operation given to {@link Tape#record}
     */
    public String name() {
        return operation.toString();
    }

    /**
     * The tensor that the operation computed.
     *
     * @return the recorded tensor
     */
    public Tensor output() {
        return output;
    }

    /**
     * The tensors that the backward computes gradients for, parameters included.
     *
     * @return the sources, in the order given to {@link Tape#record}
     */
    public List<Tensor> sources() {
        return sources;
    }

    /** Runs the derivative. Throws if a parameter has changed since the forward pass. */
    void backward(Tensor dy, GradientSink sink) {
        checkVersions();
        backward.apply(dy, sink);
    }

    /** Runs the tangent. Throws if there is none, or if a parameter has changed since the forward pass. */
    void tangent(TangentSink sink, Tape tape) {
        if (tangent == null) {
            throw new UnsupportedOperationException(operation + " has no tangent, so a gradient that passes through it"
                    + " cannot be differentiated; record the operation with one (Tape.record with a Tangent), or"
                    + " replace it");
        }
        checkVersions();
        tangent.apply(sink, tape);
    }

    private void checkVersions() {
        for (int i = 0; i < versions.length; i++) {
            if (version(sources.get(i)) != versions[i]) {
                throw new IllegalStateException(operation + ": its parameter of shape " + sources.get(i).shape()
                        + " was changed after the forward pass; compute all gradients of a pass before the optimizer"
                        + " step, or run the forward pass again");
            }
        }
    }

    private static long version(Tensor tensor) {
        return tensor instanceof Parameter parameter ? parameter.version() : 0;
    }

    @Override
    public String toString() {
        return sources.stream()
                .map(source -> (source instanceof Parameter ? "parameter" : "") + source.shape())
                .collect(Collectors.joining(" ", operation + ": ", " -> " + output.shape()));
    }
}
