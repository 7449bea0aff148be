package easel.gan;

/**
 * A loss or gradient is no longer finite. The update was refused, so the parameters of both networks are as before it;
 * running statistics skip what is not finite.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DivergedException(String message) {
        super(message);
    }
}
