package easel.examples.run;

import easel.core.state.State;
import easel.datasets.ImageFolder;
import easel.datasets.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Identifies a training: the program, its data, and the options that affect the result of a step. A checkpoint stores
 * it, and only a run with an equal identity may continue from that checkpoint.
 */
record RunIdentity(State state, ImageSource images) {
    /** The key of the identity within a checkpoint. */
    static final String KEY = "run";

    private static final String PROGRAM = "program";
    private static final String DATA = "data";
    /** Options that do not affect the result of a step. A resumed run may change them. */
    private static final Set<String> CHANGEABLE = Set.of("--steps", "--epochs", "--patience", "--every",
            "--pretraining", "--out", "--checkpoint-every", "--keep", "--resume", "--accept-changed-data", "--profile",
            "--help");
    /** Stored but not compared: the fingerprint of the images is compared, wherever their folder is. */
    private static final Set<String> DATA_OPTIONS = Set.of("--data", "--skip-broken", "--max-pixels");

    static RunIdentity of(String program, ImageSource images, CommandSpec spec) throws IOException {
        State.Builder identity = State.builder().string(PROGRAM, program).string(DATA, DataFingerprint.of(images));
        for (OptionSpec option : spec.options()) {
            if (!CHANGEABLE.contains(option.longestName())) {
                identity.string(option.longestName(), String.valueOf(option.<Object>getValue()));
            }
        }
        return new RunIdentity(identity.build(), images);
    }

    /** The fingerprint of the images. */
    String data() {
        return state.string(DATA);
    }

    /** The fingerprint of the images in a checkpoint. */
    static Optional<String> data(State checkpoint) {
        return Optional.ofNullable(checkpoint.within(KEY).strings().get(DATA));
    }

    /**
     * Restores a trainer from a checkpoint of the same training.
     *
     * @param trainer modified
     * @param steps the number of steps after which the resumed run ends
     * @param acceptChangedData whether the images may differ from those of the checkpoint
     * @return the whole checkpoint
     * @throws IllegalArgumentException if the identity differs, or if no steps are left; names every difference
     */
    State restore(Path file, ResumableTrainer trainer, long steps, boolean acceptChangedData) throws IOException {
        State checkpoint = Checkpoints.read(file);
        State saved = checkpoint.within(KEY);
        Map<String, String> required = new LinkedHashMap<>(state.strings());
        required.keySet().removeAll(DATA_OPTIONS);
        if (acceptChangedData || hasImagesOf(saved)) {
            required.remove(DATA);
        }
        try {
            // Checked first, because the options of another program are not comparable.
            saved.requireStrings(Map.of(PROGRAM, state.string(PROGRAM)));
            saved.requireStrings(required);
            trainer.restore(checkpoint);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot resume " + file + ": " + e.getMessage()
                    + (onlyDataDiffers(saved, required) ? "; restore the images, or add --accept-changed-data to"
                    + " continue with the changed ones" : ""), e);
        }
        if (trainer.stepsDone() >= steps) {
            throw new IllegalArgumentException("cannot resume " + file + ": it is the checkpoint of step "
                    + trainer.stepsDone() + ", and the run ends after step " + steps
                    + ". Steps are counted from the start of the run: give --steps above " + trainer.stepsDone()
                    + ", such as --steps " + (trainer.stepsDone() + steps) + " to train " + steps + " more.");
        }
        return checkpoint;
    }

    /** Whether the images are those of a checkpoint, whose run may not have skipped the broken files of the folder. */
    private boolean hasImagesOf(State saved) throws IOException {
        String data = saved.strings().get(DATA);
        return data().equals(data) || data != null && images instanceof ImageFolder folder
                && !folder.skipped().isEmpty() && DataFingerprint.withSkippedFiles(folder).equals(data);
    }

    private static boolean onlyDataDiffers(State saved, Map<String, String> required) {
        return required.keySet().stream().filter(key -> !required.get(key).equals(saved.strings().get(key))).toList()
                .equals(List.of(DATA));
    }
}
