package easel.gan;

import easel.core.state.State;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Stops a training run if the mean of a measurement over an epoch has had no new minimum for a number of epochs.
 * Requires {@link GanTrainer#stepsPerEpoch}; without epochs the listener never stops the run.
 *
 * <p>The losses of a GAN are those of a two-player game: a lower loss shows which network is currently better than the
 * other, not that the images are better. Look at the samples too.
 *
 * <p>The class is final: only the measurement can be chosen. For another rule implement {@link GanListener} and call
 * {@link GanTrainer#stop}.
 */
public final class GanEarlyStopping implements GanListener {
    private final int patience;
    private final ToDoubleFunction<GanStep> measurement;
    private final GanTrainer trainer;
    private double sum;
    private long steps;
    private double best = Double.POSITIVE_INFINITY;
    private long bestEpoch;
    private long waited;

    private GanEarlyStopping(int patience, ToDoubleFunction<GanStep> measurement, GanTrainer trainer) {
        this.patience = patience;
        this.measurement = measurement;
        this.trainer = trainer;
    }

    /**
     * Creates a listener for {@link GanTrainer#listen}.
     *
     * @param patience epochs without a new minimum after which it stops, at least 1
     * @param measurement the quantity to minimize, such as {@code GanStep::generatorLoss}; negate a quantity to
     *     maximize it
     * @param trainer the trainer to stop
     * @return a new listener
     * @throws IllegalArgumentException if patience is below 1
     */
    public static GanEarlyStopping afterEpochs(int patience, ToDoubleFunction<GanStep> measurement,
            GanTrainer trainer) {
        if (patience < 1) {
            throw new IllegalArgumentException("early stopping after " + patience
                    + " epochs without improvement: give at least 1");
        }
        return new GanEarlyStopping(patience, Objects.requireNonNull(measurement, "measurement"),
                Objects.requireNonNull(trainer, "trainer"));
    }

    @Override
    public void onStep(GanStep step) {
        sum += measurement.applyAsDouble(step);
        steps++;
    }

    @Override
    public void onEpoch(long epoch, long step) {
        double mean = sum / steps;
        sum = 0;
        steps = 0;
        if (mean < best) {
            best = mean;
            bestEpoch = epoch;
            waited = 0;
        } else if (++waited >= patience) {
            trainer.stop();
        }
    }

    /**
     * The epoch with the lowest mean.
     *
     * @return the number of the epoch, from 1; 0 before the first epoch ends
     */
    public long bestEpoch() {
        return bestEpoch;
    }

    /**
     * The lowest mean of an epoch.
     *
     * @return positive infinity before the first epoch ends
     */
    public double best() {
        return best;
    }

    /**
     * Makes a snapshot of the sum of the current epoch, the minimum and the counts.
     *
     * @return strings
     */
    public State state() {
        return State.builder()
                .string("sum", Double.toString(sum))
                .string("steps", Long.toString(steps))
                .string("best", Double.toString(best))
                .string("best_epoch", Long.toString(bestEpoch))
                .string("waited", Long.toString(waited))
                .build();
    }

    /**
     * Restores a snapshot. The patience of this listener does not change.
     *
     * @param state from {@link #state}. Not modified
     * @throws IllegalArgumentException if a value is missing or not a number; nothing changes
     */
    public void restore(State state) {
        double savedSum = state.number("sum");
        double savedBest = state.number("best");
        long savedSteps = state.count("steps");
        long savedEpoch = state.count("best_epoch");
        waited = state.count("waited");
        bestEpoch = savedEpoch;
        steps = savedSteps;
        best = savedBest;
        sum = savedSum;
    }
}
