package easel.examples.study;

import com.google.gson.JsonObject;
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

/**
 * Shows the run of a GAN program: its losses, and its networks at checkpoints. The page cannot change the run. One
 * thread of low priority computes the frames.
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
    private RunState shown;        // used by the thread only, as the next fields
    private View view;
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

    /** Publishes a checkpoint, on the thread of this study. {@code point} has its measurements. */
    final void show(State checkpoint, Point point) {
        shown = RunState.of(checkpoint);
        if (view == null) {
            view = shown.view(0, images(checkpoint));
            publish();                 // a frame can be drawn only after a state
        }
        board.step(shown.step());
        JsonObject frame = point.json();
        frame.addProperty("record", false);
        view.addTo(frame, shown.game());
        board.frame(frame);
        publish();
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

    private void publish() {
        if (shown == null) {
            return;
        }
        JsonObject json = StateJson.of(shown);
        json.addProperty("step", shown.step());
        json.addProperty("status", status.toString());
        json.addProperty("message", message);
        json.addProperty("target", shown.step());
        json.addProperty("slow", false);
        json.addProperty("stage", 0);
        json.addProperty("operation", -1);
        json.addProperty("readOnly", true);
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
        throw new IllegalArgumentException("The next step of a program's run cannot be taken apart; start easel study"
                + " for a training whose steps can.");
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
