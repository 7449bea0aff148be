package easel.layers;

import easel.core.Shape;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds a {@link BatchNorm} that would normalize single values. In training mode, the mean of one value is the value
 * itself, so x̂ is 0 and the output is β for every input: a generator then gives equal images for all latent points.
 * Trainers log a warning at the start.
 */
public final class SingleValues {
    private SingleValues() {}

    /**
     * Searches a network, with the layers inside {@link Sequential}, {@link Residual}, {@link Concatenate},
     * {@link ClassProjection} and {@linkplain Layer#wrapped wrappers}.
     *
     * @param network any layer. Not modified
     * @param input the shape of one example, without N
     * @param batch the number of examples in a batch, N
     * @return a warning with the remedy, about the first BatchNorm with one value of each feature in a batch; empty if
     *     there is none
     */
    public static Optional<String> warning(Layer network, Shape input, int batch) {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(input, "input");
        return (batch > 1 ? Optional.<BatchNorm>empty() : find(network, input)).map(norm -> "a batch has 1 example, so "
                + norm + " has 1 value of each feature to normalize: in training mode its output is beta for every"
                + " input. Use batches of at least 2 examples, or no BatchNorm");
    }

    private static Optional<BatchNorm> find(Layer layer, Shape input) {
        Optional<Layer> wrapped = layer.wrapped();
        if (wrapped.isPresent()) {
            return find(wrapped.get(), input);
        }
        if (layer instanceof BatchNorm norm) {
            return input.rows() == 1 ? Optional.of(norm) : Optional.empty();
        } else if (layer instanceof Residual residual) {
            return find(residual.body(), input);
        } else if (layer instanceof ClassProjection projection) {
            return find(projection.body(), input.withColumns(input.columns() - projection.classes()));
        } else if (layer instanceof Concatenate concatenate) {
            return concatenate.branches().stream().flatMap(branch -> find(branch, input).stream()).findFirst();
        } else if (layer instanceof Sequential sequential) {
            for (int i = 0; i < sequential.layers().size(); i++) {
                Optional<BatchNorm> found = find(sequential.layers().get(i),
                        i == 0 ? sequential.input() : sequential.shapes().get(i - 1));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
