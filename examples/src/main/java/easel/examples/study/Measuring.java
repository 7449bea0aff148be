package easel.examples.study;

import com.google.gson.JsonObject;
import easel.gan.GanStep;
import easel.measures.ModeCoverage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Measures steps and publishes frames and the history, only if a page is open: at most 20 frames a second, which take
 * at most a tenth of the time. Without a page a step costs one volatile read and, for points of the history, the copy
 * of seven numbers.
 */
final class Measuring implements AutoCloseable {
    private static final UpdateObserver NOTHING = (network, gradients, update) -> update.run();
    private static final long FRAME = 50_000_000;              // ns
    /** The pause before a frame, in times of the frame before it: frames take at most a tenth of the time. */
    private static final int PAUSE = 10;
    private static final long HISTORY = 1_000_000_000;         // ns

    private final Board board;
    private final Consumer<Runnable> later;
    private final LongSupplier clock;
    private final int fakes;
    private volatile int pages;
    private Course course;
    private View view;
    private History history;
    private ImageQuality images;       // null before the first measurement
    private GanStep step;              // the newest one; null before the first
    private Point newest;              // its measurements, or null
    /** Whether the history has points that no event had. */
    private boolean unsent;
    private long lastFrame;
    private long pause = FRAME;        // ns from the last frame to the next one
    private long lastHistory;

    /**
     * Measures nothing yet.
     *
     * @param board receives the events
     * @param later runs a task on the training thread
     * @param clock returns nanoseconds; it decides only when events are sent
     * @param fakes number of fakes for the FCD of images
     */
    Measuring(Board board, Consumer<Runnable> later, LongSupplier clock, int fakes) {
        this.board = board;
        this.later = later;
        this.fakes = fakes;
        this.clock = clock;
        this.lastFrame = clock.getAsLong() - FRAME;
        this.lastHistory = clock.getAsLong() - HISTORY;
    }

    /** Sets the number of open pages. */
    void pages(int open) {
        pages = open;
    }

    /** Starts with another course. */
    void begin(Course next) {
        course = next;
        view = View.of(next.settings(), next.training().data());
        close();
        history = new History(next.settings().subject().qualityName());
        newest = null;
        step = null;
        unsent = true;
    }

    View view() {
        return view;
    }

    /**
     * Takes a step of the course.
     *
     * @param last whether no other step follows at once; the step is then published in any case
     * @param seeks whether the step is on the way to another one; then only steps with a frame are measured
     */
    void advance(boolean last, boolean seeks) {
        boolean open = pages > 0;
        boolean due = last || open && clock.getAsLong() - lastFrame >= pause;
        boolean record = history.wants(course.step() + 1);
        LayerNorms norms = open && (due || record && !seeks) ? new LayerNorms(course.training().networks()) : null;
        newest = null;
        step = course.advance(norms == null ? NOTHING : norms);
        board.step(step.step());
        if (record || norms != null) {
            newest = Point.of(step, norms == null ? Double.NaN : modes(), norms);
        }
        if (record) {
            history.add(newest);
            unsent |= !due;
            if (norms != null && course.first().subject().isImage()) {
                measureImages();
            }
        }
        if (due) {
            frame(record);
        }
        if (unsent && (last || open && clock.getAsLong() - lastHistory >= HISTORY)) {
            history();
        }
    }

    /** The course has gone back, to train forward to a step, or to stay there. Points up to that step are kept. */
    void wentBack(long to) {
        newest = null;
        step = null;
        board.step(course.step());
        dropAfter(to);
    }

    /** Drops the points after a step from the history. */
    void dropAfter(long last) {
        history.dropAfter(last);
        unsent = true;
    }

    /** Publishes the present step, measured or not, and the history if a page lacks points. */
    void publish() {
        board.step(course.step());
        if (unsent) {
            history();
        }
        frame(false);
    }

    /** The number of covered modes; NaN if the data have no modes. */
    private double modes() {
        Subject subject = course.first().subject();
        return subject.means.length == 0 ? Double.NaN
                : ModeCoverage.of(view.fakes(course.training().game()), subject.means, subject.sigma).modes();
    }

    /** Starts to measure the FCD of images for the point of this step in the history. */
    private void measureImages() {
        if (images == null) {
            images = new ImageQuality(course.first(), course.training().data(), fakes, clock);
        }
        long measured = course.step();
        History of = history;
        images.measure(course.training(), distance -> later.accept(() -> {
            if (of == history && history.quality(measured, distance)) {
                unsent = true;
                history();
            }
        }));
    }

    private void history() {
        unsent = false;
        lastHistory = clock.getAsLong();
        board.history(history);
    }

    private void frame(boolean record) {
        long start = clock.getAsLong();
        JsonObject frame = point().json();
        frame.addProperty("record", record);
        view.addTo(frame, course.training().game());
        board.frame(frame);
        lastFrame = clock.getAsLong();
        pause = Math.max(FRAME, PAUSE * (lastFrame - start));
    }

    /** The measurements of the present step, as far as there are any. */
    private Point point() {
        Point kept = newest != null ? newest : history.at(course.step());
        if (kept != null) {
            return kept;
        }
        double quality = modes();
        return step == null || step.step() != course.step() ? Point.unmeasured(course.step(), quality)
                : Point.of(step, quality, null);
    }

    /** Ends the measurement of images. */
    @Override
    public void close() {
        if (images != null) {
            images.close();
            images = null;
        }
    }
}
