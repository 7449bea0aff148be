package easel.gan;

/**
 * A loss or gradient is not finite. The update was not applied, so the parameters of both networks are as before it.
 * Running statistics do not include values that are not finite.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DivergedException(String message) {
        super(message);
    }
}
