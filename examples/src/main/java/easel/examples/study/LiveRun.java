package easel.examples.study;

import com.google.gson.JsonObject;
import easel.core.state.State;
import easel.datasets.ImageSource;
import easel.gan.GanListener;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shows a training while a program runs it. The training thread copies its state, at most once a second and only if a
 * page is open; another thread computes the frame from the copy.
 */
final class LiveRun extends RunStudy implements GanListener {
    private static final long INTERVAL = 1_000_000_000;          // ns

    private final History history = new History("");
    private final Supplier<State> checkpoint;
    private final ImageSource images;
    private final LongSupplier clock;
    private volatile int pages;
    private volatile boolean busy;
    private volatile boolean first = true;
    private long lastTime;
    private GanStep last;           // null before the first step

    /** Shows the next steps of a trainer; refuses networks that the page cannot show. */
    static LiveRun of(GanTrainer trainer, String program, ImageSource images) {
        State name = State.builder().string("run.program", program).build();
        RunState.of(trainer.state());
        LiveRun run = new LiveRun(() -> trainer.state().plus(name), images, System::nanoTime);
        trainer.listen(run);
        return run;
    }

    /**
     * Listens to a trainer after {@link GanTrainer#listen}.
     *
     * @param checkpoint makes the state of the trainer, on the training thread
     * @param images the training images
     * @param clock returns nanoseconds
     */
    LiveRun(Supplier<State> checkpoint, ImageSource images, LongSupplier clock) {
        this.checkpoint = checkpoint;
        this.images = images;
        this.clock = clock;
        show(Point.unmeasured(0, Double.NaN));
        later(() -> status(Status.PLAYING));
    }

    @Override
    Optional<? extends ImageSource> images(State shown) {
        return Optional.of(images);
    }

    @Override
    public void onStep(GanStep step) {
        last = step;
        boolean record = history.wants(step.step());
        if (record) {
            history.add(Point.of(step, Double.NaN, null));
        }
        if (pages > 0 && !busy && (first || clock.getAsLong() - lastTime >= INTERVAL)) {
            first = false;
            show(Point.of(step, Double.NaN, null));
        }
    }

    private void show(Point point) {
        busy = true;
        State state = checkpoint.get();
        lastTime = clock.getAsLong();
        later(() -> {
            try {
                show(state, point);
                board.history(history);
            } finally {
                busy = false;
            }
        });
    }

    @Override
    public void command(JsonObject command) {
        throw readOnly();
    }

    @Override
    public void pages(int open) {
        first |= open > pages;                    // a new page gets the next step
        pages = open;
    }

    /** The training has ended: shows its last step. Called by the training thread. */
    void ended() {
        if (last != null) {
            show(Point.of(last, Double.NaN, null));
        }
        get(() -> {
            status(Status.ENDED);
            return true;
        });
    }
}
