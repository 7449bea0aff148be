package easel.examples.run;

import easel.datasets.Scaling;
import easel.layers.Layer;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import java.util.List;
import java.util.Optional;

/** The range of the pixels that a generator computes. */
public final class PixelRange {
    private PixelRange() {}

    /**
     * The range of pixels after the last layer that is not a Reshape.
     *
     * @param network a generator of images. Not modified
     * @return the scaling; empty unless the layer is a Tanh or a Sigmoid
     */
    public static Optional<Scaling> of(Layer network) {
        if (network.wrapped().isPresent()) {
            return of(network.wrapped().get());
        }
        if (network instanceof Sequential sequential) {
            List<Layer> layers = sequential.layers();
            int last = layers.size() - 1;
            while (last > 0 && layers.get(last) instanceof Reshape) {
                last--;
            }
            return of(layers.get(last));
        }
        return network instanceof Tanh ? Optional.of(Scaling.MINUS_ONE_TO_ONE)
                : network instanceof Sigmoid ? Optional.of(Scaling.ZERO_TO_ONE) : Optional.empty();
    }
}
