package easel.examples.run;

import easel.core.state.Safetensors;
import easel.core.state.SafetensorsFile;
import easel.core.state.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints in a run's folder: the last few, and {@code best.safetensors}; see {@link BestCheckpoint}. */
public final class Checkpoints {
    private static final String BEST = "best.safetensors";
    private static final String STEPS_WANTED = RunIdentity.KEY + ".steps_wanted";
    private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]{6,18})\\.safetensors");

    private final RunFolder folder;
    private final int kept;
    private final State options;
    private final BestCheckpoint best;

    /**
     * Starts without a best checkpoint.
     *
     * @param folder of the run
     * @param kept the number of checkpoints to keep, at least 1, besides the best one
     * @param stepsWanted the number of steps after which the run ends; stored in checkpoints for {@code easel resume}
     * @param changeable the options that a resumed run inherits and may change; stored in checkpoints, too
     * @param best decides which checkpoint is the best
     */
    Checkpoints(RunFolder folder, int kept, long stepsWanted, State changeable, BestCheckpoint best) {
        this.folder = folder;
        this.kept = kept;
        this.best = best;
        this.options = changeable.under(RunIdentity.KEY)
                .plus(State.builder().string(STEPS_WANTED, Long.toString(stepsWanted)).build());
    }

    /**
     * Finds the last checkpoint of a folder.
     *
     * @param folder of a run
     * @return its last checkpoint
     * @throws IOException if the folder cannot be read
     */
    public static Optional<Path> last(Path folder) throws IOException {
        return all(folder).stream().findFirst();
    }

    /**
     * Finds the checkpoint from which a run continues. Corrects the page of a killed run.
     *
     * @param folder of a run
     * @return its last checkpoint
     * @throws IOException if the folder cannot be read, or if there is no folder or no checkpoint
     */
    public static Path toResume(Path folder) throws IOException {
        KilledRun.correctPage(folder);
        return last(RunFolder.existing(folder).path()).orElseThrow(() -> new IOException("cannot resume "
                + folder + ": there is no checkpoint-NNNNNN.safetensors in it."
                + " Name the folder of a run that has one."));
    }

    /** The number of steps after which the run of a checkpoint was to end; the best checkpoint does not store it. */
    static Optional<String> stepsWanted(Map<String, String> checkpoint) {
        return Optional.ofNullable(checkpoint.get(STEPS_WANTED));
    }

    /**
     * Reads a checkpoint.
     *
     * @param checkpoint the last one of a folder
     * @return its content
     * @throws IOException if it is damaged; names the checkpoint before it, if there is one
     */
    static State read(Path checkpoint) throws IOException {
        try {
            return Safetensors.read(checkpoint);
        } catch (IOException e) {
            throw orContinueBefore(checkpoint, e);
        }
    }

    /**
     * Reads the strings of a checkpoint, but not its tensors.
     *
     * @param checkpoint the last one of a folder
     * @return all strings
     * @throws IOException if its header is damaged; names the checkpoint before it, if there is one
     */
    public static Map<String, String> strings(Path checkpoint) throws IOException {
        try {
            return SafetensorsFile.open(checkpoint).strings();
        } catch (IOException e) {
            throw orContinueBefore(checkpoint, e);
        }
    }

    /**
     * The program that wrote a checkpoint.
     *
     * @param checkpoint the strings of the checkpoint
     * @return the name of the program; empty for a checkpoint of an application
     */
    public static Optional<String> program(Map<String, String> checkpoint) {
        return RunIdentity.program(checkpoint);
    }

    private static IOException orContinueBefore(Path checkpoint, IOException e) throws IOException {
        Optional<Path> before = all(checkpoint.toAbsolutePath().getParent()).stream()
                .filter(file -> step(file) < step(checkpoint)).findFirst();
        return before.isEmpty() ? e : new IOException(e.getMessage()
                + (e.getMessage().endsWith(".") ? "" : ".") + " Or delete it to continue from "
                + before.get().getFileName() + ".", e);
    }

    /** All checkpoints of a folder, newest first. */
    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> step(file) >= 0)
                    .sorted(Comparator.comparingLong(Checkpoints::step).reversed())
                    .toList();
        }
    }

    private static long step(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    /** Continues the search for the best checkpoint from the state that this checkpoint stores. */
    void restore(State checkpoint) {
        try {
            best.restore(checkpoint);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot resume " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Adds the measurements of a step. */
    void add(Columns columns, Measurements step) {
        best.add(columns, step);
    }

    /**
     * Saves a checkpoint, and deletes the oldest ones if there are more than the number to keep.
     *
     * @param training the state of the training
     * @param step the number of the last step
     * @param whole whether the interval since the previous checkpoint is complete
     */
    void save(State training, long step, boolean whole) throws IOException {
        boolean isBest = best.isBest(whole);
        State checkpoint = training.plus(best.state());
        if (isBest) {
            // Written first: if the process is killed before the next write, the resumed run writes this file again.
            write(checkpoint, BEST);
        }
        // Only these files have the options: best.safetensors must not depend on the length of the run.
        write(checkpoint.plus(options), String.format(Locale.ROOT, "checkpoint-%06d.safetensors", step));
        for (Path old : all(folder.path()).stream().skip(kept).toList()) {
            Files.deleteIfExists(old);
        }
    }

    /** Between two checkpoints: writes the best one if the last step had the lowest value so far. */
    void saveIfBest(Supplier<State> training) throws IOException {
        if (best.isBest(false)) {
            write(training.get().plus(best.state()), BEST);
        }
    }

    private void write(State checkpoint, String name) throws IOException {
        try {
            Safetensors.write(checkpoint, folder.file(name));
        } catch (IOException e) {
            throw new IOException(e.getMessage() + String.format(Locale.ROOT,
                    " The file needs about %,d bytes; %s are free.", bytes(checkpoint), folder.freeBytes()), e);
        }
    }

    /** The size of a file without the syntax of its header. */
    private static long bytes(State checkpoint) {
        return checkpoint.tensors().entrySet().stream()
                .mapToLong(tensor -> tensor.getKey().length() + (long) Float.BYTES * tensor.getValue().size()).sum()
                + checkpoint.strings().entrySet().stream()
                .mapToLong(string -> string.getKey().length() + string.getValue().length()).sum();
    }
}
