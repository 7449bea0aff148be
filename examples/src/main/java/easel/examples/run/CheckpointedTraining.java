package easel.examples.run;

import easel.core.state.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Trains and saves checkpoints: at regular intervals, at the end, and if the training fails between two steps. An error
 * of the batches occurs before a step changes anything. An error of a file that listeners write ends the training after
 * the listeners have completed their work on the step.
 */
final class CheckpointedTraining {
    /** If a step takes this long, the state is copied before the next one, so that an interruption can save it. */
    private static final long SLOW_NANOS = 1_000_000_000L;

    private final ResumableTrainer trainer;
    private final long steps;
    private final RunOptions options;
    private final RunIdentity identity;
    private final Checkpoints checkpoints;
    private final Map<String, Supplier<State>> parts = new LinkedHashMap<>();
    private Optional<UncheckedIOException> fileError = Optional.empty();
    private boolean running;
    /** Whether the current step has its first batch, so the networks may have changed since the last complete step. */
    private boolean inStep;
    private boolean batchFailed;
    private long saved;
    private final StepGuard guard = new StepGuard();
    /** Whether the current step has asked for a batch and has not ended. */
    private boolean begun;
    private long stepBefore;
    private long stepStart;
    private boolean slow;
    /** The state before the current step, if the step before it was slow and no checkpoint has that state. */
    private Optional<State> before = Optional.empty();

    CheckpointedTraining(ResumableTrainer trainer, long steps, RunOptions options, RunIdentity identity,
            Checkpoints checkpoints) {
        this.trainer = trainer;
        this.steps = steps;
        this.options = options;
        this.identity = identity;
        this.checkpoints = checkpoints;
        this.saved = trainer.stepsDone();
    }

    /** Saves another part of the training, too, and restores it if the checkpoint of a resumed run has it. */
    void save(String name, Supplier<State> state, Consumer<State> restore, State restored) {
        parts.put(name, state);
        State saved = restored.within(name);
        if (!saved.strings().isEmpty()) {
            restore.accept(saved);
        }
    }

    /** Trains up to the last step, or until the trainer is stopped. */
    void train() throws IOException {
        running = true;
        try {
            boolean continues = true;
            while (continues && trainer.stepsDone() < steps) {
                continues = trainUpTo(next());
                if (continues && trainer.stepsDone() < steps && trainer.stepsDone() % options.checkpointEvery != 0) {
                    saveIfBest();      // after an evaluation between two checkpoints
                } else {
                    save();
                }
            }
        } finally {
            running = false;
        }
    }

    /** The next step after which a checkpoint or the best one may be written. */
    private long next() {
        long evaluation = trainer.quality().map(quality -> after(quality.interval())).orElse(steps);
        return Math.min(steps, Math.min(evaluation, after(options.checkpointEvery)));
    }

    /** The next multiple of an interval. */
    private long after(long interval) {
        return (trainer.stepsDone() / interval + 1) * interval;
    }

    private boolean trainUpTo(long step) {
        try {
            boolean continues = trainer.train(step - trainer.stepsDone(), this::read);
            fileError.ifPresent(e -> {
                throw e;
            });
            return continues;
        } catch (RuntimeException | OutOfMemoryError e) {
            endStep();
            if (!inStep) {
                saveAfter(e);
            }
            throw e;
        }
    }

    private void beginStep() {
        begun = true;
        stepBefore = trainer.stepsDone();
        before = Optional.empty();
        if (slow && options.keep > 0 && stepBefore > saved) {
            before = copy();
        }
        stepStart = System.nanoTime();
        guard.begin();
    }

    private void endStep() {
        guard.end();
        begun = false;
        slow = System.nanoTime() - stepStart >= SLOW_NANOS;
    }

    private Optional<State> copy() {
        try {
            return Optional.of(state());
        } catch (OutOfMemoryError e) {
            return Optional.empty();      // then an interruption leaves the last checkpoint
        }
    }

    /** Lets another thread abandon the current step. */
    StepGuard guard() {
        return guard;
    }

    /**
     * Saves the state before the current step, after another thread has abandoned the step.
     *
     * @return the number of steps in the last checkpoint; 0 if there is none
     */
    long saveBeforeStep() throws IOException {
        if (before.isPresent()) {
            checkpoints.save(before.get(), stepBefore, stepBefore % options.checkpointEvery == 0);
            saved = stepBefore;
        }
        return saved();
    }

    /** The number of complete steps before the current one. */
    long stepBefore() {
        return stepBefore;
    }

    private <B> B read(Supplier<B> batch) {
        if (!begun) {
            beginStep();
        }
        batchFailed = true;
        B read = batch.get();
        batchFailed = false;
        inStep = true;
        return read;
    }

    private void saveAfter(Throwable failure) {
        try {
            save();
        } catch (IOException e) {
            failure.addSuppressed(e);      // the first failure is reported; the previous checkpoint remains
        }
    }

    private void save() throws IOException {
        if (options.keep > 0 && trainer.stepsDone() > saved) {
            checkpoints.save(state(), trainer.stepsDone(), trainer.stepsDone() % options.checkpointEvery == 0);
            saved = trainer.stepsDone();
        }
    }

    private void saveIfBest() throws IOException {
        if (options.keep > 0) {
            checkpoints.saveIfBest(this::state);
        }
    }

    private State state() {
        State state = trainer.state().plus(identity.state().under(RunIdentity.KEY));
        for (Map.Entry<String, Supplier<State>> part : parts.entrySet()) {
            state = state.plus(part.getValue().get().under(part.getKey()));
        }
        return state;
    }

    /** Called for each complete step, before any other listener. */
    void add(Measurements step) {
        endStep();
        inStep = false;
        checkpoints.add(trainer.columns(), step);
    }

    /**
     * Fails because of a file that cannot be written: after the current step while the training runs, otherwise at
     * once.
     */
    void fail(IOException e) {
        UncheckedIOException error = new UncheckedIOException(e.getMessage(), e);
        if (!running) {
            throw error;
        }
        fileError = fileError.or(() -> Optional.of(error));
        trainer.stop();
    }

    /** Whether a checkpoint has the last complete step, and steps are left. */
    boolean canContinue() {
        return trainer.stepsDone() < steps && trainer.stepsDone() == saved && saved > 0 && options.keep > 0;
    }

    /** The number of steps in the last checkpoint of this run; 0 if there is none. */
    long saved() {
        return options.keep > 0 ? saved : 0;
    }

    /** Whether the training failed because a batch could not be read. */
    boolean batchFailed() {
        return batchFailed;
    }
}
