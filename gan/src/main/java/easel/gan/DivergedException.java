package easel.gan;

/**
 * Thrown if a loss or gradient is not finite. The update was not applied, so it changed no parameter of either network.
 * The running statistics of BatchNorm stay finite.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DivergedException(String message) {
        super(message);
    }
}
