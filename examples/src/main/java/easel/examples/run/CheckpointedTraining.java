package easel.examples.run;

import easel.core.Tensor;
import easel.core.state.State;
import easel.gan.EarlyStopping;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Trains and saves checkpoints: at regular intervals, at the end, and if the training fails between two steps. An error
 * of the batches occurs before a step changes anything. An error of a file that listeners write ends the training after
 * the listeners have completed their work on the step.
 */
final class CheckpointedTraining {
    private static final String EARLY_STOPPING = "early_stopping";

    private final GanTrainer trainer;
    private final long steps;
    private final RunOptions options;
    private final RunIdentity identity;
    private final Checkpoints checkpoints;
    private Optional<EarlyStopping> stopping = Optional.empty();
    private Optional<UncheckedIOException> fileError = Optional.empty();
    private boolean running;
    /** Whether the current step has its first batch, so the networks may have changed since the last complete step. */
    private boolean inStep;
    private boolean batchFailed;
    private long saved;

    CheckpointedTraining(GanTrainer trainer, long steps, RunOptions options, RunIdentity identity,
            Checkpoints checkpoints) {
        this.trainer = trainer;
        this.steps = steps;
        this.options = options;
        this.identity = identity;
        this.checkpoints = checkpoints;
        this.saved = trainer.stepsDone();
    }

    /** Saves the state of early stopping, too, and restores it from the checkpoint of a resumed run. */
    void save(EarlyStopping stopping, State restored) {
        this.stopping = Optional.of(stopping);
        State state = restored.within(EARLY_STOPPING);
        if (!state.strings().isEmpty()) {
            stopping.restore(state);
        }
    }

    /** Trains up to the last step, or until the trainer is stopped. */
    void train(LongFunction<Tensor> real) throws IOException {
        running = true;
        try {
            boolean continues = true;
            while (continues && trainer.stepsDone() < steps) {
                long next = (trainer.stepsDone() / options.checkpointEvery + 1) * options.checkpointEvery;
                continues = trainUpTo(Math.min(next, steps), real);
                save();
            }
        } finally {
            running = false;
        }
    }

    private boolean trainUpTo(long step, LongFunction<Tensor> real) {
        try {
            boolean continues = trainer.train(step - trainer.stepsDone(), number -> batch(real, number));
            fileError.ifPresent(e -> {
                throw e;
            });
            return continues;
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!inStep) {
                saveAfter(e);
            }
            throw e;
        }
    }

    private Tensor batch(LongFunction<Tensor> real, long number) {
        batchFailed = true;
        Tensor batch = real.apply(number);
        batchFailed = false;
        inStep = true;
        return batch;
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

    private State state() {
        State state = trainer.state().plus(identity.state().under(RunIdentity.KEY));
        return stopping.isPresent() ? state.plus(stopping.get().state().under(EARLY_STOPPING)) : state;
    }

    /** Called for each complete step, before any other listener. */
    void add(GanStep step) {
        inStep = false;
        checkpoints.add(step);
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

    /** Whether the training failed because a batch could not be read. */
    boolean batchFailed() {
        return batchFailed;
    }
}
