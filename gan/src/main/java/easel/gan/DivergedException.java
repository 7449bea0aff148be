package easel.gan;

/**
 * A loss or gradient is no longer finite. The update was refused, so both networks hold the values of the last good
 * update; running statistics skip what is not finite.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DivergedException(String message) {
        super(message);
    }
}
