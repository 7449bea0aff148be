package easel.datasets;

import java.io.IOException;

/** Says that one mirror did not deliver, so that the next one is tried; a failure of the disk is not of this kind. */
final class MirrorException extends IOException {
    private static final long serialVersionUID = 1;

    MirrorException(String message) {
        super(message);
    }

    MirrorException(String message, Throwable cause) {
        super(message + " (" + cause + ")", cause);
    }
}
