package easel.examples.commands;

import easel.core.Tensor;
import java.util.stream.IntStream;

/** The predictions of a classifier: the class with the largest score. */
final class Predictions {
    private Predictions() {}

    /** The class with the largest score in row n; the first one if several are equal. */
    static int argmax(Tensor scores, int n) {
        return IntStream.range(1, scores.columns()).reduce(0,
                (best, k) -> scores.at(n, k) > scores.at(n, best) ? k : best);
    }
}
