package easel.examples.study;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A training that the page controls. One thread trains, measures and answers; commands and questions reach it through
 * a queue, which it reads between two steps.
 */
final class StudySession implements StudyModel {
    private static final System.Logger LOG = System.getLogger(StudySession.class.getName());

    private final Board board = new Board();
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final Measuring measuring;
    private final Playback playback;
    private final Queries queries;
    private final Thread thread;
    /** The settings of the newest command, with which the next command is checked. */
    private StudySettings settings;
    private volatile boolean closed;

    /** A paused session at step 0. */
    StudySession(StudySettings settings) {
        this(settings, System::nanoTime, ImageQuality.FAKES);
    }

    /**
     * A paused session at step 0.
     *
     * @param settings of the training
     * @param clock returns nanoseconds; it decides only when frames are sent
     * @param fakes number of fakes for the FCD of images
     */
    StudySession(StudySettings settings, LongSupplier clock, int fakes) {
        this.settings = settings;
        this.measuring = new Measuring(board, queue::add, clock, fakes);
        this.playback = new Playback(board, measuring);
        this.queries = new Queries(playback);
        playback.begin(settings, Drawings.ARC, List.of(), 0, Status.PAUSED);
        this.thread = new Thread(this::run, "easel study");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long last = System.nanoTime();           // when the playback last moved
        while (!closed) {
            try {
                Runnable command = !playback.isMoving() ? queue.take()
                        : queue.poll(last + playback.interval() - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (command != null) {
                    command.run();
                } else {
                    last = System.nanoTime();
                    playback.tick();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the study stopped at a fault", e);
                playback.failed(e);
            }
        }
    }

    @Override
    public List<Event> snapshot() {
        return board.snapshot();
    }

    @Override
    public void command(JsonObject command) {
        queue.add(read(command));
    }

    /** Checks a command. Synchronized, because a check may need the settings of the command before. */
    private synchronized Runnable read(JsonObject command) {
        String name = Commands.text(command, "do");
        switch (name) {
            case "play":
                return playback::play;
            case "pause":
                return playback::pause;
            case "end":
                return playback::end;
            case "speed":
                Speed speed = Commands.speed(command);
                return () -> playback.speed(speed);
            case "step":
                String forward = Commands.unit(command);
                return () -> playback.step(forward);
            case "back":
                String backward = Commands.unit(command);
                return () -> playback.back(backward);
            case "seek":
                long step = Commands.step(command);
                return () -> playback.seek(step, Status.PAUSED);
            case "edit":
                return edit(Commands.text(command, "key"), Commands.text(command, "value"));
            case "restart":
                return begin(command, Commands.settings(command), 0, Status.PAUSED);
            case "restore":
                long last = command.has("step") ? Commands.step(command) : 0;
                return begin(command, Commands.settings(command), last,
                        Commands.flag(command, "playing") ? Status.PLAYING : Status.PAUSED);
            case "draw":
                return draw(Commands.points(command, "points", Drawings.ARC));
            default:
                throw new IllegalArgumentException("There is no such command.");
        }
    }

    private Runnable edit(String key, String value) {
        settings = settings.with(key, value);
        return () -> playback.edit(key, value);
    }

    private Runnable begin(JsonObject command, StudySettings first, long step, Status then) {
        List<Edit> edits = Commands.edits(command, first);
        List<float[]> drawn = Commands.points(command, "draw", Drawings.ARC);
        settings = first;
        return () -> playback.begin(first, drawn, edits, step, then);
    }

    private Runnable draw(List<float[]> points) {
        if (settings.subject() != Subject.draw) {
            throw new IllegalArgumentException("Points can be drawn for the subject draw only.");
        }
        StudySettings same = settings;
        return () -> playback.begin(same, points, List.of(), 0, Status.PAUSED);
    }

    @Override
    public String query(String name, Map<String, String> parameters) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        queue.add(() -> {
            try {
                answer.complete(queries.answer(name, parameters).toString());
            } catch (IllegalArgumentException e) {
                answer.completeExceptionally(e);
            } catch (RuntimeException e) {
                answer.completeExceptionally(new IllegalArgumentException("The question failed: " + e, e));
                throw e;
            }
        });
        if (closed) {
            answer.completeExceptionally(new IllegalArgumentException("The session has ended."));
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IllegalArgumentException fault ? new IllegalArgumentException(
                    fault.getMessage(), fault) : e;
        }
    }

    @Override
    public void listen(Consumer<Event> listener) {
        board.listen(listener);
    }

    @Override
    public void pages(int open) {
        measuring.pages(open);
        if (open > 0) {
            queue.add(measuring::publish);       // the newest frame may be of an earlier step
        }
    }

    @Override
    public void close() {
        closed = true;
        queue.add(() -> { });
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        measuring.close();
        for (Runnable left = queue.poll(); left != null; left = queue.poll()) {
            left.run();                          // completes waiting queries
        }
    }
}
