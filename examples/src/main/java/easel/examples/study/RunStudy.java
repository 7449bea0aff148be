package easel.examples.study;

import com.google.gson.JsonObject;
import easel.core.DivergedException;
import easel.core.state.State;
import easel.datasets.ImageSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Shows the run of a GAN program: its losses, its networks at checkpoints, and the next step of a checkpoint, which
 * copies of the networks take. The page cannot change the run. One thread of low priority computes all of this.
 */
abstract class RunStudy implements StudyModel, Present {
    private static final String READ_ONLY = "The page shows the run of a program, which it cannot change;"
            + " start easel study for a training that it can.";

    final Board board = new Board();
    private final Queries queries = new Queries(this);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "easel study");
        created.setDaemon(true);
        created.setPriority(Thread.MIN_PRIORITY);
        return created;
    });
    private final TracePosition position = new TracePosition(board);      // used by the thread only, as the next fields
    private RunState shown;
    private View view;
    private Optional<? extends ImageSource> data = Optional.empty();
    private Optional<RunCopy> next = Optional.empty();
    private String missing = "";      // why there is no next step
    private Status status = Status.PAUSED;
    private String message = "";

    /** The training images of the run, if they are known. Called once. */
    abstract Optional<? extends ImageSource> images(State checkpoint);

    /** Runs a task on the thread of this study; does nothing after the end. */
    final void later(Runnable task) {
        later(0, task);
    }

    /** The same after a number of milliseconds. */
    final void later(long delay, Runnable task) {
        try {
            thread.schedule(() -> {
                message = "";
                try {
                    task.run();
                } catch (RuntimeException e) {
                    failed(e);
                }
            }, delay, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The study has ended.
        }
    }

    /** Whether the run trains while it is shown. */
    abstract boolean isLive();

    /** The measurements of the steps. */
    abstract History history();

    /** What the page says while the status lasts and there is no other message. */
    abstract String standing(Status present);

    /**
     * Publishes a checkpoint, on the thread of this study.
     *
     * @param point its measurements
     * @param batches the real examples of the next step; it may throw an exception that says why there are none
     */
    final void show(State checkpoint, Point point, Function<RunState, RunCopy> batches) {
        shown = RunState.of(checkpoint);
        position.forget();
        if (view == null) {
            data = images(checkpoint).filter(set -> set.imageShape().size() == shown.example().size());
            view = shown.view(0, data);
            publish();                 // a frame can be drawn only after a state
        }
        try {
            next = Optional.of(batches.apply(shown));
            missing = "";
        } catch (RuntimeException e) {
            lacks(String.valueOf(e.getMessage()));
        }
        board.step(shown.step());
        JsonObject frame = point.json();
        frame.addProperty("record", false);
        view.addTo(frame, shown.game());
        board.frame(frame);
        publish();
    }

    private void lacks(String reason) {
        next = Optional.empty();
        missing = reason.isEmpty() ? "" : "The next step is not taken apart, and the norms of its gradients are not"
                + " measured: " + reason + ".";
    }

    /** The training images of the run, if they are known and fit. */
    final Optional<? extends ImageSource> data() {
        return data;
    }

    /** Measures the norms of the next step, if it is known. The result is that of the next step of a copy. */
    final Optional<Point> measure() {
        try {
            return next.map(RunCopy::measure);
        } catch (RuntimeException e) {
            lacks(String.valueOf(e.getMessage()));
            publish();
            return Optional.empty();
        }
    }

    /** Moves forward in the operations of the next step; false if the unit is a step, or if the step ends there. */
    final boolean forward(String unit) {
        if (unit.equals("step")) {
            return false;
        }
        trace();
        boolean moved = position.forward(unit);
        if (moved) {
            publish();
        }
        return moved;
    }

    /** Moves back in the operations of the next step; false if the unit is a step, or from their start. */
    final boolean back(String unit) {
        if (unit.equals("step") || position.isAtStart()) {
            return false;
        }
        position.back(unit);
        publish();
        return true;
    }

    /** Sets the status, on the thread of this study. */
    final void status(Status next) {
        status = next;
        publish();
    }

    /** Shows why a task failed. */
    void failed(RuntimeException e) {
        message = String.valueOf(e.getMessage());
        publish();
    }

    final void publish() {
        if (shown == null) {
            return;
        }
        JsonObject json = StateJson.of(shown);
        json.addProperty("step", shown.step());
        json.addProperty("status", status.toString());
        json.addProperty("message", message.isEmpty() ? standing(status) : message);
        json.addProperty("target", shown.step());
        json.addProperty("speed", Speed.fast.toString());
        position.addTo(json);
        json.addProperty("readOnly", true);
        json.addProperty("live", isLive());
        json.addProperty("missing", missing);
        json.addProperty("note", next.map(RunCopy::note).orElse(""));
        json.add("stages", next.map(copy -> Stage.json(copy.settings().schedule())).orElseGet(Stage::json));
        board.state(json);
    }

    @Override
    public final Game game() {
        return shown.game();
    }

    @Override
    public final View view() {
        return view;
    }

    @Override
    public final StepTrace trace() {
        if (status != Status.PAUSED) {
            throw new IllegalArgumentException("Pause to take the next step apart.");
        }
        RunCopy copy = next.orElseThrow(() -> new IllegalArgumentException(missing));
        try {
            return position.open(copy::takeApart);
        } catch (DivergedException e) {
            throw new IllegalArgumentException("The next step diverges: " + e.getMessage() + ".", e);
        }
    }

    static IllegalArgumentException readOnly() {
        return new IllegalArgumentException(READ_ONLY);
    }

    @Override
    public final List<Event> snapshot() {
        return board.snapshot();
    }

    @Override
    public final void listen(Consumer<Event> listener) {
        board.listen(listener);
    }

    @Override
    public final String query(String name, Map<String, String> parameters) {
        return get(() -> queries.answer(name, parameters).toString());
    }

    /** Runs a task on the thread of this study and waits for its result. */
    final <T> T get(Callable<T> task) {
        try {
            return thread.submit(task).get();
        } catch (RejectedExecutionException e) {
            throw new IllegalArgumentException("The session has ended.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("The session ends.", e);
        } catch (ExecutionException e) {
            throw new IllegalArgumentException(e.getCause().getMessage(), e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
