package easel.examples;

import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.gan.GanStep;
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
 * The checkpoints in a run's folder: the last few, and {@code best.safetensors}. That one is the checkpoint with the
 * lowest mean of G's loss over the steps since the one before. Such a loss says how G fares against the D of those
 * steps, not how good its images look; but nothing better is known without looking.
 */
final class Checkpoints {
    private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]{6,18})\\.safetensors");

    private final Path folder;
    private final int kept;
    private double sum;
    private long count;
    private double best = Double.POSITIVE_INFINITY;

    /** Keeps so many, at least 1, and the best one. */
    Checkpoints(Path folder, int kept) {
        this.folder = folder;
        this.kept = kept;
    }

    /** The last checkpoint of a folder. */
    static Optional<Path> last(Path folder) throws IOException {
        return all(folder).stream().findFirst();
    }

    /** Reads the last checkpoint of a folder; if it is damaged, the error says what is left. */
    static State read(Path checkpoint) throws IOException {
        try {
            return Safetensors.read(checkpoint);
        } catch (IOException e) {
            Optional<Path> before = all(checkpoint.toAbsolutePath().getParent()).stream()
                    .filter(file -> step(file) < step(checkpoint)).findFirst();
            throw before.isEmpty() ? e : new IOException(e.getMessage() + " Or delete it to go on from "
                    + before.get().getFileName() + ".", e);
        }
    }

    /** The last one first. */
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

    /** Goes on with what was known when this checkpoint was saved. */
    void restore(State checkpoint) {
        sum = Double.parseDouble(checkpoint.string("best.sum"));
        count = checkpoint.count("best.count");
        best = Double.parseDouble(checkpoint.string("best.loss"));
    }

    /** Another step is done. */
    void add(GanStep step) {
        sum += step.generatorLoss();
        count++;
    }

    /**
     * Saves a checkpoint, and deletes the oldest.
     *
     * @param training all but what this class knows itself
     * @param step the number of the last step
     * @param whole whether as many steps were done since the one before as always, so that it may be the best
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
            // First: a run that is killed in between finds and writes it again.
            Safetensors.write(checkpoint, folder.resolve("best.safetensors"));
        }
        Safetensors.write(checkpoint, folder.resolve(String.format(Locale.ROOT, "checkpoint-%06d.safetensors", step)));
        for (Path old : all(folder).stream().skip(kept).toList()) {
            Files.deleteIfExists(old);
        }
    }
}
