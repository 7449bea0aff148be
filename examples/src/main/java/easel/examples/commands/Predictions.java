package easel.examples.commands;

import easel.core.Tensor;
import java.util.stream.IntStream;

/** The predictions of a classifier: the class with the largest score. */
public final class Predictions {
    private Predictions() {}

    /** The class with the largest score in row n; the first one if several are equal. */
    static int argmax(Tensor scores, int n) {
        return IntStream.range(1, scores.columns()).reduce(0,
                (best, k) -> scores.at(n, k) > scores.at(n, best) ? k : best);
    }

    /**
     * Counts the correct predictions.
     *
     * @param scores logits or probabilities, (N, classes). Not modified
     * @param labels the class of each example, (N). Not modified
     * @return the number of rows whose largest score belongs to their class, from 0 to N
     */
    public static int correct(Tensor scores, Tensor labels) {
        return (int) IntStream.range(0, scores.rows()).filter(n -> argmax(scores, n) == labels.at(n)).count();
    }
}
