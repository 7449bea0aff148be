package easel.examples.run;

import easel.core.Tensor;
import easel.core.state.State;
import easel.datasets.ImageSource;
import easel.gan.GanTrainer;
import easel.measures.Evaluator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A trainer for a {@link Run}: it trains in numbered steps, and between two steps it can be saved and restored. */
public interface ResumableTrainer {
    /** Reads the batches of a step, so that a run can distinguish an unreadable batch from a failure within a step. */
    interface BatchReader {
        /**
         * Reads a batch.
         *
         * @param <B> the type of a batch
         * @param batch reads it
         * @return the batch
         */
        <B> B read(Supplier<B> batch);
    }

    /**
     * Names the measurements.
     *
     * @return the columns of {@code losses.csv}
     */
    Columns columns();

    /**
     * Adds a listener.
     *
     * @param listener called after each step, on the training thread
     */
    void listen(Consumer<Measurements> listener);

    /**
     * Watches the training for failures, such as mode collapse. By default there is nothing to watch for.
     *
     * @param report called with one line for each failure, on the training thread
     */
    default void watch(Consumer<String> report) {}

    /**
     * Tells a host that the training is ready to begin. By default there is nothing to tell.
     *
     * @param host called if this is the trainer of a GAN
     * @param program see {@link TrainingHost#begin}
     */
    default void begin(TrainingHost host, List<String> program) {}

    /**
     * A trainer that also evaluates generated images.
     *
     * @param evaluator of the training images
     * @param data the training images
     * @param interval steps between two evaluations, at least 1
     * @param count generated images of an evaluation, more than the features of the evaluator
     * @return a trainer that shares everything else with this one; empty if this trainer, like that of a classifier,
     *     generates no images that fit
     */
    default Optional<ResumableTrainer> evaluated(Evaluator evaluator, ImageSource data, int interval, int count) {
        return Optional.empty();
    }

    /**
     * The evaluation of generated images.
     *
     * @return empty without one, which is the default
     */
    default Optional<GanQuality> quality() {
        return Optional.empty();
    }

    /**
     * The trainer of a GAN, for the page of {@code --study}.
     *
     * @return empty for other trainings, which is the default
     */
    default Optional<GanTrainer> gan() {
        return Optional.empty();
    }

    /**
     * Reads a real batch before its step, which then does not read it again. Called on the training thread, between two
     * steps.
     *
     * @param number of the batch, from 0, in the next step
     * @return the batch. Not modified
     */
    default Tensor peek(long number) {
        throw new UnsupportedOperationException(this + " trains no GAN");
    }

    /**
     * Trains for a number of steps, or until {@link #stop} is called.
     *
     * @param count steps, at least 1
     * @param reader reads each batch; must be called before the step changes anything
     * @return false if {@link #stop} was called, otherwise true
     */
    boolean train(long count, BatchReader reader);

    /** Makes {@link #train} return after the current step. */
    void stop();

    /**
     * The number of completed steps.
     *
     * @return 0 at first
     */
    long stepsDone();

    /**
     * Makes a checkpoint for {@link #restore}.
     *
     * @return copies of tensors, and strings, without names that begin with "run." or "best."
     */
    State state();

    /**
     * Restores a checkpoint. The next steps equal those of the saved training, bit for bit.
     *
     * @param checkpoint from {@link #state}; may have more entries. Not modified
     * @throws IllegalArgumentException if it is from a different training; nothing changes
     */
    void restore(State checkpoint);
}
