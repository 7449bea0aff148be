package easel.training;

import easel.core.DivergedException;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.layers.Layer;
import easel.layers.Models;
import easel.optim.Optimizer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains a network on examples with targets, epoch by epoch.
 *
 * <p>Random numbers depend only on the seed, their purpose and the number of the step or epoch. So a run gives the same
 * bits with any number of threads, and a run that was saved and restored gives the same bits as one that was not.
 *
 * <p>Defaults: 1 epoch, batches of 32 examples, seed 0, no validation, no early stopping.
 *
 * <p>Not thread-safe, except that any thread may call {@link #stop}.
 */
public final class Training {
    private final Layer network;
    private final Optimizer optimizer;
    private final Objective objective;
    private final Settings settings;
    private final TrainingLoop loop;

    private Training(Layer network, Optimizer optimizer, Objective objective, Settings settings) {
        this.network = Objects.requireNonNull(network, "network");
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
        this.objective = Objects.requireNonNull(objective, "objective");
        this.settings = settings;
        this.loop = new TrainingLoop(network, optimizer, objective, settings);
    }

    /**
     * A training run at step 0.
     *
     * @param network from inputs (N, …) to outputs. Training modifies its parameters
     * @param optimizer updates the network's parameters
     * @param objective the loss and the metrics
     * @return a new training run with the defaults
     */
    public static Training of(Layer network, Optimizer optimizer, Objective objective) {
        return new Training(Objects.requireNonNull(network, "network"), Objects.requireNonNull(optimizer, "optimizer"),
                Objects.requireNonNull(objective, "objective"), new Settings());
    }

    private Training with(Consumer<Settings> change) {
        Settings changed = settings.copy();
        change.accept(changed);
        return new Training(network, optimizer, objective, changed);
    }

    private static long atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + ": expected at least 1");
        }
        return value;
    }

    /**
     * A copy of another length. The copies of all methods {@code withX} are at step 0 and have no listeners; they share
     * the network and the optimizer.
     *
     * @param epochs passes over all training examples, at least 1
     * @return a new training run
     * @throws IllegalArgumentException if the number is below 1
     */
    public Training withEpochs(long epochs) {
        atLeastOne("epochs", epochs);
        return with(s -> {
            s.epochs = epochs;
            s.steps = 0;
        });
    }

    /**
     * A copy of another length, in steps instead of epochs. The run may end within an epoch: the history then has an
     * incomplete epoch, which early stopping ignores.
     *
     * @param steps the number of the last step, at least 1
     * @return a new training run
     * @throws IllegalArgumentException if the number is below 1
     */
    public Training withSteps(long steps) {
        atLeastOne("steps", steps);
        return with(s -> s.steps = steps);
    }

    /**
     * A copy with another batch size. The last batch of an epoch may be smaller.
     *
     * @param batch examples in a step, at least 1
     * @return a new training run
     * @throws IllegalArgumentException if the number is below 1
     */
    public Training withBatch(int batch) {
        atLeastOne("batch", batch);
        return with(s -> s.batch = batch);
    }

    /**
     * A copy with another seed for the order of the examples, the validation split and layers such as dropout.
     *
     * @param seed any number
     * @return a new training run
     */
    public Training withSeed(long seed) {
        return withRandom(RandomStream.of(seed));
    }

    /**
     * A copy with another source of random numbers, instead of a seed.
     *
     * @param random the training derives streams from it. Not modified; its position has no effect
     * @return a new training run
     */
    public Training withRandom(RandomStream random) {
        Objects.requireNonNull(random, "random");
        return with(s -> s.random = random);
    }

    /**
     * A copy that evaluates the network after each epoch on these examples, instead of a split.
     *
     * @param examples examples that the run does not train on
     * @return a new training run
     */
    public Training withValidation(Examples examples) {
        return with(s -> {
            s.validation = Optional.of(examples);
            s.validationSplit = 0;
        });
    }

    /**
     * A copy that does not train on a random share of the examples, and evaluates the network on it after each epoch.
     *
     * @param share above 0 and below 1; the number of examples is rounded to the nearest
     * @return a new training run
     * @throws IllegalArgumentException if the share is out of range
     */
    public Training withValidationSplit(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("validation split " + share
                    + ": expected a share above 0 and below 1, such as 0.1");
        }
        return with(s -> {
            s.validation = Optional.empty();
            s.validationSplit = share;
        });
    }

    /**
     * A copy that may end before its last epoch.
     *
     * @param earlyStopping the value to monitor and the patience
     * @return a new training run
     */
    public Training withEarlyStopping(EarlyStopping earlyStopping) {
        return with(s -> s.earlyStopping = Optional.of(earlyStopping));
    }

    /**
     * Adds a listener.
     *
     * @param listener called after steps and epochs from now on
     * @return this training run
     */
    public Training listen(TrainingListener listener) {
        loop.listeners.add(listener);
        return this;
    }

    /**
     * Trains up to the last step, or until early stopping ends the run or {@link #stop} is called.
     *
     * @param examples inputs and targets, the same in each call
     * @return the history of all calls
     * @throws DivergedException if the loss or a gradient is not finite; the refused update changes no parameter, but
     *     running statistics of BatchNorm may have changed in its forward pass; see {@link DivergedException}
     * @throws IllegalArgumentException if the examples do not fit the network, the objective or the settings
     */
    public History train(Examples examples) {
        return train(examples, Long.MAX_VALUE);
    }

    /**
     * Trains as {@link #train(Examples)} does, for at most this number of further steps.
     *
     * @param examples inputs and targets, the same in each call
     * @param limit steps of this call, at least 1
     * @return the history of all calls
     * @throws DivergedException if the loss or a gradient is not finite; the refused update changes no parameter, but
     *     running statistics of BatchNorm may have changed in its forward pass; see {@link DivergedException}
     * @throws IllegalArgumentException if the limit is below 1, or the examples do not fit the network, the objective
     *     or the settings
     */
    public History train(Examples examples, long limit) {
        atLeastOne("limit", limit);
        loop.train(examples, limit);
        return loop.history();
    }

    /** Makes {@link #train} return after the current step. If no call is running, the next call returns at once. */
    public void stop() {
        loop.stop();
    }

    /**
     * Evaluates the network on examples, with layers in inference mode, in batches of the size set by
     * {@link #withBatch}. The last batch may be smaller. Does not change the training run or the network.
     *
     * @param examples inputs and targets
     * @return means over all examples
     * @throws IllegalArgumentException if the examples do not fit the network or the objective
     */
    public Evaluation evaluate(Examples examples) {
        return objective.evaluate(network, examples, settings.batch);
    }

    /**
     * The number of completed steps.
     *
     * @return 0 at first
     */
    public long stepsDone() {
        return loop.progress().steps();
    }

    /**
     * The number of steps in an epoch.
     *
     * @param examples inputs and targets
     * @return the number of batches that have each training example once
     * @throws IllegalArgumentException if the batch or the validation split does not fit the number of examples
     */
    public int stepsPerEpoch(Examples examples) {
        return EpochOrder.batches(Data.of(examples, settings).training().size(), settings.batch);
    }

    /**
     * Whether the run has made its last step or was ended by early stopping.
     *
     * @return false after {@link #stop} and before the first call of {@link #train}, if steps remain
     */
    public boolean isFinished() {
        return loop.isFinished();
    }

    /**
     * The epochs so far.
     *
     * @return a history without epochs at first
     */
    public History history() {
        return loop.history();
    }

    /**
     * Makes a checkpoint for {@link #restore}, after any step. It contains the network, the optimizer, the history, the
     * means of the current epoch, the weights of the best epoch, and the settings with the seed. The network,
     * {@code within("network")}, has the format of {@link Models#state}.
     *
     * @return copies of tensors, and strings
     * @throws UnsupportedOperationException if the optimizer does not support saving
     */
    public State state() {
        return checkpoint().state(loop.progress());
    }

    /**
     * Restores a checkpoint. With the same examples, the next steps equal those of the saved run, bit for bit. The
     * lengths of the two runs may differ. After the last step of a run with early stopping, a longer run continues from
     * the weights of the best epoch.
     *
     * @param checkpoint from {@link #state} of a training run with the same network, optimizer, objective and settings,
     *     and of the same version of Easel. Not modified
     * @throws IllegalArgumentException if anything differs; the message names every difference, and nothing changes
     */
    public void restore(State checkpoint) {
        loop.moveTo(checkpoint().restore(checkpoint));
    }

    private TrainingCheckpoint checkpoint() {
        return new TrainingCheckpoint(network, optimizer, objective, settings);
    }
}
