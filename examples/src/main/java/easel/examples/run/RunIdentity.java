package easel.examples.run;

import easel.core.state.State;
import easel.gan.GanTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Identifies a training: the program, its data, and the options that affect the result of a step. A checkpoint stores
 * it, and only a run with an equal identity may continue from that checkpoint.
 */
record RunIdentity(State state) {
    /** The key of the identity within a checkpoint. */
    static final String KEY = "run";

    private static final String PROGRAM = "program";
    private static final String DATA = "data";
    /** Options that do not affect the result of a step. A resumed run may change them. */
    private static final Set<String> CHANGEABLE = Set.of("--steps", "--epochs", "--patience", "--every",
            "--pretraining", "--out", "--checkpoint-every", "--keep", "--resume", "--profile", "--help");
    /** The folder may have been moved, so the fingerprint of its images is compared, not its path. */
    private static final String DATA_FOLDER = "--data";

    static RunIdentity of(String program, String data, CommandSpec spec) {
        State.Builder identity = State.builder().string(PROGRAM, program).string(DATA, data);
        for (OptionSpec option : spec.options()) {
            if (!CHANGEABLE.contains(option.longestName())) {
                identity.string(option.longestName(), String.valueOf(option.<Object>getValue()));
            }
        }
        return new RunIdentity(identity.build());
    }

    String data() {
        return state.string(DATA);
    }

    /**
     * Restores a trainer from a checkpoint of the same training.
     *
     * @param trainer modified
     * @param steps the number of steps after which the resumed run ends
     * @return the whole checkpoint
     * @throws IllegalArgumentException if the identity differs, or if no steps are left; names every difference
     */
    State restore(Path file, GanTrainer trainer, long steps) throws IOException {
        State checkpoint = Checkpoints.read(file);
        State saved = checkpoint.within(KEY);
        Map<String, String> required = new LinkedHashMap<>(state.strings());
        required.remove(DATA_FOLDER);
        try {
            // Checked first, because the options of another program are not comparable.
            saved.requireStrings(Map.of(PROGRAM, state.string(PROGRAM)));
            saved.requireStrings(required);
            trainer.restore(checkpoint);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot resume " + file + ": " + e.getMessage(), e);
        }
        if (trainer.stepsDone() >= steps) {
            throw new IllegalArgumentException("cannot resume " + file + ": it is the checkpoint of step "
                    + trainer.stepsDone() + ", and the run ends after step " + steps
                    + ". Steps are counted from the start of the run: give --steps above " + trainer.stepsDone()
                    + ", such as --steps " + (trainer.stepsDone() + steps) + " to train " + steps + " more.");
        }
        return checkpoint;
    }
}
