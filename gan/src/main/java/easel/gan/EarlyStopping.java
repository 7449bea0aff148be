package easel.gan;

import easel.core.state.State;
import java.util.function.ToDoubleFunction;

/**
 * Stops a training once the mean of a measurement over an epoch has not fallen below its best for some epochs in a row.
 * Needs {@link GanTrainer#stepsPerEpoch}; without epochs it never stops.
 *
 * <p>A GAN's losses are those of a game: a falling one says who is winning, not that the images get better. Look at
 * the samples too.
 */
public final class EarlyStopping implements GanListener {
    private final int patience;
    private final ToDoubleFunction<GanStep> measurement;
    private final GanTrainer trainer;
    private double sum;
    private long steps;
    private double best = Double.POSITIVE_INFINITY;
    private long bestEpoch;
    private long waited;

    private EarlyStopping(int patience, ToDoubleFunction<GanStep> measurement, GanTrainer trainer) {
        this.patience = patience;
        this.measurement = measurement;
        this.trainer = trainer;
    }

    /**
     * A listener, to be given to {@link GanTrainer#listen}.
     *
     * @param patience epochs without a new best after which it stops, at least 1
     * @param measurement what should fall, such as {@code GanStep::generatorLoss}; negate what should rise
     * @param trainer the training to stop
     * @return a listener that has heard nothing yet
     * @throws IllegalArgumentException if patience is below 1
     */
    public static EarlyStopping afterEpochs(int patience, ToDoubleFunction<GanStep> measurement, GanTrainer trainer) {
        if (patience < 1) {
            throw new IllegalArgumentException("early stopping after " + patience
                    + " epochs without improvement: give at least 1");
        }
        return new EarlyStopping(patience, measurement, trainer);
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
     * @return its number, from 1; 0 before the first epoch's end
     */
    public long bestEpoch() {
        return bestEpoch;
    }

    /**
     * The lowest mean of an epoch.
     *
     * @return positive infinity before the first epoch's end
     */
    public double best() {
        return best;
    }

    /**
     * A snapshot of what it has heard.
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
     * Goes on from a snapshot. The patience is this one's own.
     *
     * @param state as {@link #state} makes it. Not modified
     * @throws IllegalArgumentException if it is not; nothing is changed then
     */
    public void restore(State state) {
        double savedSum = Double.parseDouble(state.string("sum"));
        double savedBest = Double.parseDouble(state.string("best"));
        long savedSteps = state.count("steps");
        long savedEpoch = state.count("best_epoch");
        waited = state.count("waited");
        bestEpoch = savedEpoch;
        steps = savedSteps;
        best = savedBest;
        sum = savedSum;
    }
}
