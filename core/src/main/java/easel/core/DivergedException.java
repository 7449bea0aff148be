package easel.core;

import java.util.Objects;

/**
 * Thrown if the loss or a gradient of an update is not finite, or a gradient is too large for the state of the
 * optimizer. The update was not applied: it changed no parameter and no state of an optimizer. Earlier updates of the
 * same step remain.
 *
 * <p>The running statistics of BatchNorm may have changed, because they change in the forward pass in training mode,
 * before the loss is known. They stay finite: a batch whose statistics are not finite does not change them. To undo the
 * change, restore the last checkpoint.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * An exception with a message.
     *
     * @param message names the update, the loss or gradient, and the first layer with a value that is not finite
     */
    public DivergedException(String message) {
        super(Objects.requireNonNull(message, "message"));
    }
}
