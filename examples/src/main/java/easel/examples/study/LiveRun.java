package easel.examples.study;

import com.google.gson.JsonObject;
import easel.core.Tensor;
import easel.core.state.State;
import easel.datasets.ImageSource;
import easel.gan.GanListener;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shows a training while a program runs it, and pauses it. Before a step, the training thread copies its state and
 * reads the next batches early, at most once a second and only if a page is open. Another thread computes the frame,
 * and takes the next step with copies of the networks, for the norms of its gradients and for its operations. Both take
 * at most one part in {@value #SHARE} of the time.
 */
final class LiveRun extends RunStudy implements GanListener {
    private static final System.Logger LOG = System.getLogger(LiveRun.class.getName());
    private static final long INTERVAL = 1_000_000_000;          // ns
    private static final int SHARE = 10;
    private static final String NOTE = "The real examples are those of the run's next step.";

    private final History history = new History("");
    private final PauseGate gate = new PauseGate();
    private final Thread hook = new Thread(gate::remove, "end the pause");
    private final Supplier<State> checkpoint;
    private final LongFunction<Tensor> batches;
    private final ImageSource images;
    private final LongSupplier clock;
    private volatile int pages;
    /** Whether a page is open or the training is paused: all that a step reads without a page. */
    private volatile boolean active;
    private volatile boolean busy;
    private volatile boolean first = true;
    private volatile String ending = "";      // why the page has ended; empty before
    private volatile long pause = INTERVAL;
    private long lastTime;
    private boolean announced;
    private GanStep last;           // null before the first step

    /** Shows the next steps of a trainer; refuses networks that the page cannot show. */
    static LiveRun of(GanTrainer trainer, String program, ImageSource images, LongFunction<Tensor> batches) {
        State name = State.builder().string("run.program", program).build();
        RunState.of(trainer.state());
        LiveRun run = new LiveRun(() -> trainer.state().plus(name), images, batches, System::nanoTime);
        trainer.listen(run);
        Runtime.getRuntime().addShutdownHook(run.hook);      // after Ctrl-C, the training ends after its step
        return run;
    }

    /**
     * Listens to a trainer after {@link GanTrainer#listen}.
     *
     * @param checkpoint makes the state of the trainer, on the training thread
     * @param images the training images
     * @param batches reads a batch of the next step, on the training thread
     * @param clock returns nanoseconds
     */
    LiveRun(Supplier<State> checkpoint, ImageSource images, LongFunction<Tensor> batches, LongSupplier clock) {
        this.checkpoint = checkpoint;
        this.images = images;
        this.batches = batches;
        this.clock = clock;
        later(() -> status(Status.PLAYING));
        show(Optional.empty());
    }

    @Override
    boolean isLive() {
        return true;
    }

    @Override
    History history() {
        return history;
    }

    @Override
    Optional<? extends ImageSource> images(State shown) {
        return Optional.of(images);
    }

    @Override
    String standing(Status present) {
        return switch (present) {
            case PAUSED -> "Paused before the next step. The training waits, also if this page is closed, until Play,"
                    + " End, or Ctrl-C in its terminal.";
            case ENDED -> ending;
            default -> gate.isClosed() ? "The training pauses before its next step." : "The training runs.";
        };
    }

    @Override
    public void onStep(GanStep step) {
        last = step;
        if (history.wants(step.step())) {
            history.add(Point.of(step, Double.NaN, null));
        }
    }

    @Override
    public void beforeStep(long step) {
        if (!active) {
            return;
        }
        boolean waits = gate.isClosed();
        if (waits || pages > 0 && !busy && isDue(step)) {
            show(Optional.of(step));
        }
        if (waits) {
            later(() -> status(Status.PAUSED));
            if (!announced) {
                LOG.log(System.Logger.Level.INFO, "The page has paused the training before step " + step
                        + "; Play on the page continues it.");
            }
            gate.pass();
            announced = gate.isClosed();          // a single step needs no other line
            later(() -> status(ending.isEmpty() ? Status.PLAYING : Status.ENDED));
        }
    }

    /** The history has only some steps. So a due frame waits for one of these, if it comes in time. */
    private boolean isDue(long step) {
        long since = clock.getAsLong() - lastTime;
        return first || since >= pause && history.wants(step) || since >= 2 * pause;
    }

    /** Shows the present state, and measures the next step if there is one and the history keeps it. */
    private void show(Optional<Long> step) {
        busy = true;
        first = false;
        long start = clock.getAsLong();
        State state = checkpoint.get();
        Point point = last == null ? Point.unmeasured(state.count("step"), Double.NaN)
                : Point.of(last, Double.NaN, null);
        Function<RunState, RunCopy> next = next(state, step.isPresent());
        lastTime = clock.getAsLong();
        long copied = lastTime - start;
        later(() -> {
            long begin = clock.getAsLong();
            show(state, point, next);
            board.history(history);
            long shown = clock.getAsLong() - begin;
            later(() -> measure(step.filter(history::keeps).isPresent(), copied + shown));
        });
    }

    /** Measures the next step; {@code cost} is the time since the copy of the state was begun. */
    private void measure(boolean kept, long cost) {
        try {
            long begin = clock.getAsLong();
            if (kept) {
                measure().ifPresent(point -> {
                    history.expect(point);
                    board.history(history);
                });
            }
            pause = Math.max(INTERVAL, SHARE * (cost + clock.getAsLong() - begin));
        } finally {
            busy = false;
        }
    }

    /** Reads the batches of the next step. Another reading of a batch that failed is the training's. */
    private Function<RunState, RunCopy> next(State state, boolean exists) {
        if (!exists) {
            return run -> {
                throw new IllegalArgumentException("");
            };
        }
        try {
            long count = state.count("settings.discriminator_steps");
            long number = state.count("step") * count;
            List<Tensor> real = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                real.add(batches.apply(number + i));
            }
            return run -> RunCopy.of(state, i -> real.get((int) (i - number)), NOTE);
        } catch (RuntimeException e) {
            return run -> {
                throw new IllegalArgumentException("its batch cannot be read (" + e.getMessage() + ")", e);
            };
        }
    }

    @Override
    public void command(JsonObject command) {
        String name = Commands.text(command, "do");
        if (!ending.isEmpty()) {
            throw new IllegalArgumentException(ending);
        }
        switch (name) {
            case "play" -> gate.open();
            case "pause" -> pause();
            case "step" -> {
                String unit = Commands.unit(command);
                later(() -> step(unit));
            }
            case "back" -> {
                String unit = Commands.unit(command);
                later(() -> {
                    if (!back(unit)) {
                        throw new IllegalArgumentException("A training that a program runs does not go back.");
                    }
                });
            }
            case "end" -> {
                ending = "The page has ended. The training goes on; its terminal shows it.";
                active = false;
                gate.remove();
                later(() -> status(Status.ENDED));
            }
            default -> throw readOnly();
        }
    }

    private void pause() {
        gate.close();
        active = true;
        later(this::publish);      // says that the training pauses soon
    }

    private void step(String unit) {
        if (!forward(unit)) {
            gate.step();
            active = true;
        }
    }

    @Override
    public void pages(int open) {
        first |= open > pages;                    // a new page gets the next step
        pages = open;
        active = ending.isEmpty() && (open > 0 || gate.isClosed());
    }

    @Override
    public void close() {
        gate.remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is exiting.
        }
        super.close();
    }

    /** The training has ended: shows its last step. Called by the training thread. */
    void ended() {
        gate.remove();
        if (last != null) {
            show(Optional.empty());
        }
        get(() -> {
            ending = "The training has ended.";
            status(Status.ENDED);
            return true;
        });
    }
}
