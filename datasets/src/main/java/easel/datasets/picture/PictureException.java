package easel.datasets.picture;

import java.io.IOException;

/** A picture that cannot be read. The message is the reason, without the file's name. */
final class PictureException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean tooLarge;

    PictureException(String reason) {
        this(reason, false);
    }

    private PictureException(String reason, boolean tooLarge) {
        super(reason);
        this.tooLarge = tooLarge;
    }

    /** For a picture with more pixels than the limit. */
    static PictureException tooLarge(String reason) {
        return new PictureException(reason, true);
    }

    boolean isTooLarge() {
        return tooLarge;
    }

    static PictureException truncated() {
        return new PictureException("its data is truncated");
    }

    static PictureException damaged(String what) {
        return new PictureException("its data is damaged (" + what + ")");
    }
}
