package easel.datasets;

import java.io.IOException;

/** Thrown when a mirror, or all mirrors, failed to deliver a file. Disk failures have other exceptions. */
final class MirrorException extends IOException {
    private static final long serialVersionUID = 1;

    MirrorException(String message) {
        super(message);
    }

    MirrorException(String message, Throwable cause) {
        super(message + " (" + cause + ")", cause);
    }
}
