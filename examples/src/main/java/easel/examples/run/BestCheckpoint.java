package easel.examples.run;

import easel.core.state.State;
import java.util.Optional;

/**
 * Decides after which steps {@code best.safetensors} is written: by the lowest value of a column, or by its lowest mean
 * since the previous checkpoint. A checkpoint stores the lowest value so far.
 */
final class BestCheckpoint {
    private static final String COLUMN = "best.column";
    private static final String VALUE = "best.value";

    private final Optional<Columns.Best> rule;
    private double lowest = Double.POSITIVE_INFINITY;
    private double sum;      // of the values since the previous checkpoint
    private long count;
    private boolean isLower;

    BestCheckpoint(Columns columns) {
        this.rule = columns.best();
    }

    private boolean isMean() {
        return rule.isPresent() && rule.get().mean();
    }

    /** Adds the measurements of a step. */
    void add(Columns columns, Measurements step) {
        rule.ifPresent(best -> add(columns.value(best.column(), step)));
    }

    private void add(double value) {
        sum += value;
        count++;
        if (!isMean() && value < lowest) {      // false for NaN: not measured in this step
            lowest = value;
            isLower = true;
        }
    }

    /**
     * Whether the state after the last step is the best so far. Call it once for each state.
     *
     * @param whole whether an interval between two checkpoints ends here; only then is a mean compared
     */
    boolean isBest(boolean whole) {
        boolean isBest = isLower;
        isLower = false;
        if (isMean() && whole) {
            isBest = sum / count < lowest;
            lowest = isBest ? sum / count : lowest;
            sum = 0;
            count = 0;
        }
        return isBest;
    }

    /** For {@link #restore}; without entries if there is no best checkpoint. */
    State state() {
        State.Builder state = State.builder();
        if (isMean()) {
            state.string("best.loss", Double.toString(lowest)).string("best.sum", Double.toString(sum))
                    .string("best.count", Long.toString(count));
        } else {
            rule.ifPresent(best -> state.string(COLUMN, best.column()).string(VALUE, Double.toString(lowest)));
        }
        return state.build();
    }

    /**
     * Continues from a checkpoint. A lowest value of another column, such as one of an older version or of another
     * evaluator, is ignored.
     *
     * @throws IllegalArgumentException if an entry is missing or is not a number
     */
    void restore(State checkpoint) {
        if (isMean()) {
            lowest = checkpoint.number("best.loss");
            sum = checkpoint.number("best.sum");
            count = checkpoint.count("best.count");
        } else if (rule.isPresent() && rule.get().column().equals(checkpoint.strings().get(COLUMN))) {
            lowest = checkpoint.number(VALUE);
        }
    }
}
