package easel.layers;

import easel.core.Allocator;
import easel.core.Tensor;
import java.util.Objects;

/**
 * A layer in inference mode whose weights were packed or transformed once. {@link Layer#prepare} makes it;
 * {@link Predictor} uses it. It computes the bits of {@link Layer#infer}. Many threads may use it at the same time.
 */
@FunctionalInterface
public interface PreparedLayer {
    /**
     * Computes the output.
     *
     * @param x a batch, (N, …). Not modified
     * @param buffers allocates the output and temporary tensors
     * @return a batch; may share the array of x
     * @throws IllegalArgumentException if the layer does not take the shape of x
     */
    Tensor infer(Tensor x, Allocator buffers);

    /**
     * The memory that this object keeps in addition to the tensors of the layer.
     *
     * @return floats; 0 by default
     */
    default long floats() {
        return 0;
    }

    /**
     * A prepared layer that keeps memory.
     *
     * @param floats the floats that it keeps, at least 0
     * @param layer computes the output
     * @return the layer
     */
    static PreparedLayer keeping(long floats, PreparedLayer layer) {
        Objects.requireNonNull(layer, "layer");
        return new PreparedLayer() {
            @Override
            public Tensor infer(Tensor x, Allocator buffers) {
                return layer.infer(x, buffers);
            }

            @Override
            public long floats() {
                return floats;
            }
        };
    }
}
