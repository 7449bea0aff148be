package easel.examples.study;

import com.google.gson.JsonObject;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.datasets.ImageSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replays a run from its folder: the losses of all steps, and the networks at each kept checkpoint. */
final class Replay extends RunStudy {
    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-([0-9]{6,18})\\.safetensors");
    private static final String NOTE = "The run's folder has no batches. The real examples here are other images of"
            + " its training data, so these numbers are not those of the run's own next step.";
    private static final long PAUSE = 1000;          // ms from one checkpoint to the next while playing

    private final NavigableMap<Long, Path> checkpoints = new TreeMap<>();
    private final RunLosses losses;
    private long step;
    private int moves;
    private int plays;                               // counts the commands play and pause
    private final Function<State, Optional<? extends ImageSource>> images;
    private final long pause;

    private Replay(Path run, Function<State, Optional<? extends ImageSource>> images, long pause) throws IOException {
        this.images = images;
        this.pause = pause;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(run)) {
            for (Path file : files) {
                Matcher name = CHECKPOINT.matcher(file.getFileName().toString());
                if (name.matches()) {
                    checkpoints.put(Long.parseLong(name.group(1)), file);
                }
            }
        }
        if (checkpoints.isEmpty()) {
            throw new IOException(run + ": a folder without a checkpoint-NNNNNN.safetensors. Name the folder of a run"
                    + " of a GAN program, such as runs/vanilla-mnist-001.");
        }
        losses = RunLosses.read(run.resolve("losses.csv"), checkpoints.keySet());
    }

    /**
     * A paused replay at the last checkpoint.
     *
     * @param images finds the training images of a checkpoint, if they are known
     */
    static Replay of(Path run, Function<State, Optional<? extends ImageSource>> images) throws IOException {
        return of(run, images, PAUSE);
    }

    /** The same with another time from one checkpoint to the next while playing, in ms. */
    static Replay of(Path run, Function<State, Optional<? extends ImageSource>> images, long pause)
            throws IOException {
        Replay replay = new Replay(run, images, pause);
        try {
            replay.get(() -> {
                replay.board.history(replay.history());
                replay.move(replay.checkpoints.lastKey());
                return replay;
            });
        } catch (IllegalArgumentException e) {
            replay.close();
            throw new IOException(run + ": " + e.getMessage(), e);
        }
        return replay;
    }

    /** The run's folder has the fingerprint of the images only. */
    @Override
    Optional<? extends ImageSource> images(State checkpoint) {
        return images.apply(checkpoint);
    }

    private void move(long to) {
        Path file = checkpoints.get(to);
        State checkpoint;
        try {
            checkpoint = Safetensors.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file.getFileName() + " cannot be read. Choose another step.", e);
        }
        step = to;
        show(checkpoint, losses.point(to), run -> copy(checkpoint, run));
        int shown = ++moves;
        later(() -> {
            if (moves == shown) {
                measure().ifPresent(next -> {
                    history().put(next.after(losses.point(to)));
                    board.history(history());
                });
            }
        });
    }

    /** The next step of a checkpoint, with other real examples than those of the run. */
    private RunCopy copy(State checkpoint, RunState run) {
        ImageSource images = data().orElseThrow(() -> new IllegalArgumentException(
                "the run's folder has no training images, and they are not of a known data set"));
        int batch = RunSettings.of(checkpoint).batch();
        RandomStream random = RandomStream.of(RunSettings.of(checkpoint).seed()).stream("study: real examples");
        return RunCopy.of(checkpoint, number -> run.real(images, batch, random.at(number)), NOTE);
    }

    @Override
    boolean isLive() {
        return false;
    }

    @Override
    History history() {
        return losses.history();
    }

    @Override
    String standing(Status present) {
        return "";
    }

    @Override
    public void command(JsonObject command) {
        switch (Commands.text(command, "do")) {
            case "play" -> later(this::play);
            case "pause" -> later(this::pause);
            case "step" -> {
                String unit = Commands.unit(command);
                later(() -> {
                    if (!forward(unit)) {
                        step(checkpoints.higherKey(step));
                    }
                });
            }
            case "back" -> {
                String unit = Commands.unit(command);
                later(() -> {
                    if (!back(unit)) {
                        step(checkpoints.lowerKey(step));
                    }
                });
            }
            case "seek" -> {
                long wanted = Commands.step(command);
                later(() -> step(checkpoints.floorKey(Math.max(wanted, checkpoints.firstKey()))));
            }
            case "end" -> later(this::pause);
            default -> throw readOnly();
        }
    }

    /** Shows a checkpoint, and pauses; null if there is none in this direction. */
    private void step(Long to) {
        pause();
        if (to != null) {
            move(to);
        }
    }

    private void pause() {
        plays++;
        status(Status.PAUSED);
    }

    @Override
    void failed(RuntimeException e) {
        pause();
        super.failed(e);
    }

    private void play() {
        if (checkpoints.size() == 1) {
            throw new IllegalArgumentException("Nothing moves, because the run's folder has only one checkpoint; the"
                    + " options --checkpoint-every and --keep of a training let it have more.");
        }
        if (step == checkpoints.lastKey()) {
            move(checkpoints.firstKey());
        }
        plays++;
        status(Status.PLAYING);
        playOn(plays);
    }

    /** Moves to the next checkpoint after a while, unless another command comes first. */
    private void playOn(int number) {
        if (step == checkpoints.lastKey()) {
            pause();
            return;
        }
        later(pause, () -> {
            if (plays == number) {
                move(checkpoints.higherKey(step));
                playOn(number);
            }
        });
    }

    @Override
    public void pages(int open) {}
}
