package easel.training;

import easel.core.Tensor;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;

/**
 * A quantity to report, in addition to the loss. Its value for several batches is the mean of their values, weighted by
 * their numbers of examples.
 *
 * @param name names the metric in evaluations and tables, such as {@code accuracy}
 * @param function computes the mean over the examples of a batch from outputs (N, …) and targets (N, …), and modifies
 *     neither
 */
public record Metric(String name, ToDoubleBiFunction<Tensor, Tensor> function) {
    /** The name of the loss in an {@link Evaluation}. */
    static final String LOSS = "loss";
    /** Begins the name of a value on the validation examples. */
    static final String VALIDATION = "validation ";

    /**
     * Checks the name.
     *
     * @param name names the metric
     * @param function computes the mean over the examples of a batch
     * @throws IllegalArgumentException if the name is blank, is {@code loss} or begins with {@code "validation "}
     */
    public Metric {
        Objects.requireNonNull(function, "function");
        if (name.isBlank() || name.equals(LOSS) || name.startsWith(VALIDATION)) {
            throw new IllegalArgumentException("the metric name \"" + name + "\" is not allowed: expected a name that"
                    + " is not blank, is not \"loss\" and does not begin with \"validation \", which begins the"
                    + " names of values on the validation examples; choose another name");
        }
    }

    /**
     * The share of examples whose largest output belongs to their class; the first one if several are equal.
     *
     * @return a metric in [0, 1], of outputs (N, K) and class indices (N)
     */
    public static Metric accuracy() {
        return new Metric("accuracy", Metric::accuracy);
    }

    private static double accuracy(Tensor outputs, Tensor labels) {
        int classes = outputs.columns();
        int correct = 0;
        for (int n = 0; n < outputs.rows(); n++) {
            correct += argmax(outputs.array(), n * classes, classes) == labels.array()[n] ? 1 : 0;
        }
        return (double) correct / outputs.rows();
    }

    private static int argmax(float[] outputs, int start, int classes) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            if (outputs[start + k] > outputs[start + best]) {
                best = k;
            }
        }
        return best;
    }

    /**
     * The share of logits with the right sign: above 0 for targets above 0.5, otherwise at most 0.
     *
     * @return a metric in [0, 1], of logits and targets of the same shape
     */
    public static Metric binaryAccuracy() {
        return new Metric("accuracy", (logits, targets) -> {
            int correct = 0;
            for (int i = 0; i < logits.size(); i++) {
                correct += logits.array()[i] > 0 == targets.array()[i] > 0.5f ? 1 : 0;
            }
            return (double) correct / logits.size();
        });
    }

    /**
     * The mean absolute error: mean of |p - t| over all elements.
     *
     * @return a metric, at least 0, of predictions and targets of the same shape
     */
    public static Metric meanAbsoluteError() {
        return new Metric("mean absolute error", (predictions, targets) -> {
            double sum = 0;
            for (int i = 0; i < predictions.size(); i++) {
                sum += Math.abs((double) predictions.array()[i] - targets.array()[i]);
            }
            return sum / predictions.size();
        });
    }
}
