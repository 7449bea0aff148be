package easel.training;

import java.util.List;
import java.util.Objects;

/**
 * Ends a training run if a value has not improved for a number of epochs. By default the value is the validation loss,
 * and the network gets the weights of the best epoch at the end of the run.
 *
 * @param patience epochs without improvement after which the run ends
 * @param monitored the name of the value, for {@link TrainingEpoch#value}
 * @param highest whether the highest value is the best, as for an accuracy; otherwise the lowest
 * @param minDelta a value is an improvement if it is better than the best one so far by more than this
 * @param bestWeights whether the network gets the weights of the best epoch at the end of the run
 */
public record EarlyStopping(int patience, String monitored, boolean highest, double minDelta, boolean bestWeights) {
    /**
     * Checks the numbers.
     *
     * @param patience epochs without improvement after which the run ends
     * @param monitored the name of the value
     * @param highest whether the highest value is the best
     * @param minDelta a value is an improvement if it is better than the best one so far by more than this
     * @param bestWeights whether the network gets the weights of the best epoch at the end of the run
     * @throws IllegalArgumentException if patience is below 1, or minDelta is negative or not finite
     */
    public EarlyStopping {
        Objects.requireNonNull(monitored, "monitored");
        if (patience < 1) {
            throw new IllegalArgumentException("early stopping after " + patience
                    + " epochs without improvement: give at least 1");
        }
        if (!(minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("minDelta " + minDelta + ": expected a finite number, 0 or above");
        }
    }

    /**
     * Monitors the validation loss, with minDelta 0 and the best weights.
     *
     * @param patience epochs without improvement after which the run ends, at least 1
     * @return settings
     * @throws IllegalArgumentException if patience is below 1
     */
    public static EarlyStopping afterEpochs(int patience) {
        return new EarlyStopping(patience, Metric.VALIDATION + Metric.LOSS, false, 0, true);
    }

    /**
     * A copy that monitors another value, of which the lowest is the best.
     *
     * @param monitored such as {@code loss} or {@code validation mean absolute error}
     * @return settings
     */
    public EarlyStopping withLowest(String monitored) {
        return new EarlyStopping(patience, monitored, false, minDelta, bestWeights);
    }

    /**
     * A copy that monitors another value, of which the highest is the best.
     *
     * @param monitored such as {@code validation accuracy}
     * @return settings
     */
    public EarlyStopping withHighest(String monitored) {
        return new EarlyStopping(patience, monitored, true, minDelta, bestWeights);
    }

    /**
     * A copy with another smallest improvement.
     *
     * @param minDelta a value is an improvement if it is better than the best one so far by more than this; finite,
     *     at least 0
     * @return settings
     * @throws IllegalArgumentException if minDelta is negative or not finite
     */
    public EarlyStopping withMinDelta(double minDelta) {
        return new EarlyStopping(patience, monitored, highest, minDelta, bestWeights);
    }

    /**
     * A copy with or without the best weights.
     *
     * @param restored whether the network gets the weights of the best epoch at the end of the run; otherwise it has
     *     those of the last step
     * @return settings
     */
    public EarlyStopping withBestWeights(boolean restored) {
        return new EarlyStopping(patience, monitored, highest, minDelta, restored);
    }

    /** The number of the best epoch; 0 if no epoch has a value that is a number. */
    long bestEpoch(List<TrainingEpoch> epochs) {
        long bestEpoch = 0;
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < epochs.size(); i++) {
            double value = epochs.get(i).value(monitored);
            double cost = highest ? -value : value;
            if (bestEpoch == 0 ? !Double.isNaN(cost) : best - cost > minDelta) {
                best = cost;
                bestEpoch = i + 1;
            }
        }
        return bestEpoch;
    }

    /** Whether the run ends after these epochs. */
    boolean ends(List<TrainingEpoch> epochs) {
        return epochs.size() - bestEpoch(epochs) >= patience;
    }
}
