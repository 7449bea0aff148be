package easel.layers;

import java.util.Objects;

/**
 * Thrown if the loss or a gradient of an update is not finite. The update was not applied, so it changed no parameter.
 * The running statistics of BatchNorm stay finite.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * An exception with a message.
     *
     * @param message names the update, the value that is not finite, and the first layer with such a value
     */
    public DivergedException(String message) {
        super(Objects.requireNonNull(message, "message"));
    }
}
