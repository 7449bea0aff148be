package easel.examples.study;

import java.util.Locale;

/** What a training session does. */
enum Status {
    PLAYING, PAUSED, SEEKING, ENDED, DIVERGED;

    /** The name in the event state. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
