package easel.core;

import java.util.function.UnaryOperator;

/** Receives the terms of ẏ that a {@link Tangent} computes for its sources. */
public interface TangentSink {
    /**
     * Whether this source moves.
     *
     * @param source a source that the operation was recorded with
     * @return true if the source is the tensor with the given direction or was computed from it
     */
    boolean moves(Tensor source);

    /**
     * Adds a term to ẏ. The function runs only if {@link #moves} is true for the source.
     *
     * @param source a source that the operation was recorded with
     * @param term computes (∂y/∂x)·ẋ, of the output's shape, from the direction ẋ of the source, with recorded
     *     operations; it may return ẋ itself
     */
    void add(Tensor source, UnaryOperator<Tensor> term);
}
