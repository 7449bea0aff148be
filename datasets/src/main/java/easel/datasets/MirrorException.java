package easel.datasets;

import java.io.IOException;

/** One mirror did not deliver a file, so the next one is tried. Disk failures are other exceptions. */
final class MirrorException extends IOException {
    private static final long serialVersionUID = 1;

    MirrorException(String message) {
        super(message);
    }

    MirrorException(String message, Throwable cause) {
        super(message + " (" + cause + ")", cause);
    }
}
