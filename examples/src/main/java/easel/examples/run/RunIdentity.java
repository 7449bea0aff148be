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
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Identifies a training: the program, its data, and the options that affect the result of a step. A checkpoint stores
 * it, and only a run with an equal identity may continue from that checkpoint.
 *
 * @param state the program, the data and the options that must be equal
 * @param changeable the options of the run that may change when it is resumed
 * @param images the training images
 */
record RunIdentity(State state, State changeable, ImageSource images) {
    /** The key of the identity within a checkpoint. */
    static final String KEY = "run";

    private static final String PROGRAM = "program";
    private static final String DATA = "data";
    /** The length of a run. A checkpoint stores it as the number of the last step. */
    private static final Set<String> LENGTH = Set.of("--steps", "--epochs");
    /** Options of a run that do not affect the result of a step. A resumed run inherits them and may change them. */
    private static final Set<String> CHANGEABLE = Set.of("--patience", "--every", "--pretraining",
            "--checkpoint-every", "--keep", "--stop-when-collapsed");
    /** Options of one command. A checkpoint does not store them; if it has one, it is ignored. */
    private static final Set<String> OF_THE_COMMAND = Set.of("--out", "--resume", "--accept-changed-data", "--profile",
            "--study", "--help");
    /** Stored but not compared: the fingerprint of the images is compared, wherever their folder is. */
    private static final Set<String> DATA_OPTIONS = Set.of("--data", "--skip-broken", "--max-pixels");

    static RunIdentity of(String program, ImageSource images, CommandSpec spec) throws IOException {
        State.Builder identity = State.builder().string(PROGRAM, program).string(DATA, DataFingerprint.of(images));
        State.Builder changeable = State.builder();
        for (OptionSpec option : spec.options()) {
            String name = option.longestName();
            Object value = option.getValue();
            if (CHANGEABLE.contains(name) && value != null) {
                changeable.string(name, value.toString());
            } else if (!LENGTH.contains(name) && !CHANGEABLE.contains(name) && !OF_THE_COMMAND.contains(name)) {
                identity.string(name, String.valueOf(value));
            }
        }
        return new RunIdentity(identity.build(), changeable.build(), images);
    }

    /** The program of a checkpoint with these strings. */
    static Optional<String> program(Map<String, String> checkpoint) {
        return Optional.ofNullable(checkpoint.get(KEY + "." + PROGRAM));
    }

    /** The value of an option in the strings of a checkpoint; empty for an option that does not define a run. */
    static Optional<String> option(String name, Map<String, String> checkpoint) {
        return OF_THE_COMMAND.contains(name) || LENGTH.contains(name) ? Optional.empty()
                : Optional.ofNullable(checkpoint.get(KEY + "." + name));
    }

    /** The program with the options that define it, as arguments of {@code train}. */
    List<String> program() {
        return Stream.concat(Stream.of(state.string(PROGRAM)), state.strings().entrySet().stream()
                .filter(option -> option.getKey().startsWith("--") && !option.getValue().equals("null"))
                .map(option -> option.getKey() + "=" + option.getValue())).toList();
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
     * Restores a trainer from a checkpoint of the same training. An option that the checkpoint does not have, because
     * its program had no such option, counts as its default.
     *
     * @param trainer modified
     * @param defaults names of options to their defaults
     * @param steps the number of steps after which the resumed run ends
     * @param acceptChangedData whether the images may differ from those of the checkpoint
     * @return the whole checkpoint
     * @throws IllegalArgumentException if the identity differs, or if no steps are left; names every difference
     */
    State restore(Path file, ResumableTrainer trainer, Map<String, String> defaults, long steps,
            boolean acceptChangedData) throws IOException {
        State checkpoint = Checkpoints.read(file);
        State saved = withDefaults(checkpoint.within(KEY), defaults);
        Map<String, String> required = new LinkedHashMap<>(state.strings());
        required.keySet().removeAll(DATA_OPTIONS);
        required.remove(PROGRAM);
        if (acceptChangedData || hasImagesOf(saved)) {
            required.remove(DATA);
        }
        try {
            requireProgram(saved.strings().get(PROGRAM));
            RunDifferences.require(saved.strings(), required, DATA);
            trainer.restore(checkpoint);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot resume " + file + ": " + e.getMessage(), e);
        }
        if (trainer.stepsDone() >= steps) {
            throw new IllegalArgumentException("cannot resume " + file + ": it is the checkpoint of step "
                    + trainer.stepsDone() + ", and the run ends after step " + steps
                    + ". Steps are counted from the start of the run: give --steps above " + trainer.stepsDone()
                    + (trainer.stepsDone() > Integer.MAX_VALUE - steps ? "."
                    : ", such as --steps " + (trainer.stepsDone() + steps) + " to train " + steps + " more."));
        }
        return checkpoint;
    }

    /** Checked first, because the options of another program are not comparable. */
    private void requireProgram(String saved) {
        String program = state.string(PROGRAM);
        if (saved == null) {
            throw new IllegalArgumentException("it names no program, so it is not the checkpoint of a run of " + program
                    + ". Resume it with the code that wrote it");
        }
        if (!saved.equals(program)) {
            throw new IllegalArgumentException("it is a checkpoint of the program " + saved + ", not of " + program
                    + ". Resume it with " + saved);
        }
    }

    private static State withDefaults(State saved, Map<String, String> defaults) {
        State.Builder missing = State.builder();
        defaults.forEach((option, value) -> {
            if (!saved.strings().containsKey(option)) {
                missing.string(option, value);
            }
        });
        return saved.plus(missing.build());
    }

    /** Whether the images are those of a checkpoint, whose run may not have skipped the broken files of the folder. */
    private boolean hasImagesOf(State saved) throws IOException {
        String data = saved.strings().get(DATA);
        return data().equals(data) || data != null && images instanceof ImageFolder folder
                && !folder.skipped().isEmpty() && DataFingerprint.withSkippedFiles(folder).equals(data);
    }
}
