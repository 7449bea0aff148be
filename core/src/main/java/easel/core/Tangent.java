package easel.core;

/**
 * The tangent of one recorded operation, the counterpart of its {@link Backward}: from ẋ, a direction in which a source
 * moves, it computes ẏ = (∂y/∂x)·ẋ, the direction in which the output moves. It consists of recorded operations, so
 * that ẏ can be differentiated itself. For {@link Tape#tangent}.
 */
@FunctionalInterface
public interface Tangent {
    /**
     * Adds the term of each source to the sink.
     *
     * @param sink takes one function per source and runs it only if {@link TangentSink#moves} is true for the source
     * @param tape records the operations that compute the terms
     */
    void apply(TangentSink sink, Tape tape);
}
