package easel.examples.run;

import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints in a run's folder: the last few, and {@code best.safetensors}. The best checkpoint has the lowest
 * mean loss over the steps since the previous checkpoint.
 */
public final class Checkpoints {
    private static final String STEPS_WANTED = RunIdentity.KEY + ".steps_wanted";
    private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]{6,18})\\.safetensors");

    private final Path folder;
    private final int kept;
    private final long stepsWanted;
    private double sum;      // of the losses since the previous checkpoint
    private long count;
    private double best = Double.POSITIVE_INFINITY;

    /**
     * Starts without a best checkpoint.
     *
     * @param folder of the run
     * @param kept the number of checkpoints to keep, at least 1, besides the best one
     * @param stepsWanted the number of steps after which the run ends; stored in checkpoints for {@code easel resume}
     */
    Checkpoints(Path folder, int kept, long stepsWanted) {
        this.folder = folder;
        this.kept = kept;
        this.stepsWanted = stepsWanted;
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
     * Finds the checkpoint from which a run continues.
     *
     * @param folder of a run
     * @return its last checkpoint
     * @throws IOException if the folder cannot be read, or if there is no folder or no checkpoint
     */
    public static Path toResume(Path folder) throws IOException {
        return last(RunFolder.existing(folder).path()).orElseThrow(() -> new IOException("cannot resume "
                + folder + ": there is no checkpoint-NNNNNN.safetensors in it."
                + " Name the folder of a run that has one."));
    }

    /**
     * The number of steps after which the run of a checkpoint was to end.
     *
     * @param checkpoint of the run
     * @return the number of steps; empty for the best checkpoint, which does not contain it
     */
    public static Optional<String> stepsWanted(State checkpoint) {
        return Optional.ofNullable(checkpoint.strings().get(STEPS_WANTED));
    }

    /**
     * Reads a checkpoint.
     *
     * @param checkpoint the last one of a folder
     * @return its content
     * @throws IOException if it is damaged; names the checkpoint before it, if there is one
     */
    public static State read(Path checkpoint) throws IOException {
        try {
            return Safetensors.read(checkpoint);
        } catch (IOException e) {
            Optional<Path> before = all(checkpoint.toAbsolutePath().getParent()).stream()
                    .filter(file -> step(file) < step(checkpoint)).findFirst();
            throw before.isEmpty() ? e : new IOException(e.getMessage() + " Or delete it to continue from "
                    + before.get().getFileName() + ".", e);
        }
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
        sum = Double.parseDouble(checkpoint.string("best.sum"));
        count = checkpoint.count("best.count");
        best = Double.parseDouble(checkpoint.string("best.loss"));
    }

    /** Adds the loss of a step. */
    void add(double loss) {
        sum += loss;
        count++;
    }

    /**
     * Saves a checkpoint, and deletes the oldest ones if there are more than the number to keep.
     *
     * @param training the state of the training
     * @param step the number of the last step
     * @param whole whether the interval since the previous checkpoint is complete; only then may this checkpoint be the
     *     best
     */
    void save(State training, long step, boolean whole) throws IOException {
        boolean isBest = whole && sum / count < best;
        if (isBest) {
            best = sum / count;
        }
        if (whole) {
            sum = 0;
            count = 0;
        }
        State checkpoint = training.plus(State.builder()
                .string("best.loss", Double.toString(best))
                .string("best.sum", Double.toString(sum))
                .string("best.count", Long.toString(count))
                .build());
        if (isBest) {
            // Written first: if the process is killed before the next write, the resumed run writes this file again.
            Safetensors.write(checkpoint, folder.resolve("best.safetensors"));
        }
        // Not in best.safetensors, which must not depend on the length of the run.
        State resumable = checkpoint.plus(State.builder().string(STEPS_WANTED, Long.toString(stepsWanted)).build());
        Safetensors.write(resumable, folder.resolve(String.format(Locale.ROOT, "checkpoint-%06d.safetensors", step)));
        for (Path old : all(folder).stream().skip(kept).toList()) {
            Files.deleteIfExists(old);
        }
    }
}
