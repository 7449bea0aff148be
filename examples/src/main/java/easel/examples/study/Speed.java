package easel.examples.study;

import java.util.concurrent.TimeUnit;

/** How fast the page plays. The names are those in the event state and in the command speed. */
enum Speed {
    /** One step after the other without a pause. */
    fast(0),
    /** About 30 steps a second. */
    medium(33),
    /** Slow motion: one stage after the other. */
    slow(1200);

    /** From one step or stage to the next, in ns. */
    final long interval;

    Speed(long millis) {
        interval = TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
