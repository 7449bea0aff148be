package easel.examples.commands;

import easel.core.Allocator;
import easel.core.Tensor;
import easel.datasets.LabeledImages;
import easel.datasets.Scaling;
import easel.layers.Layer;
import easel.layers.PreparedLayer;
import java.util.stream.IntStream;

/** The predictions of a classifier: the class with the largest score. */
public final class Predictions {
    private static final int BATCH = 500;

    private Predictions() {}

    /** The class with the largest score in row n; the first one if several are equal. */
    static int argmax(Tensor scores, int n) {
        return IntStream.range(1, scores.columns()).reduce(0,
                (best, k) -> scores.at(n, k) > scores.at(n, best) ? k : best);
    }

    /**
     * The mean probability of the predicted class.
     *
     * @param probabilities of each class, (N, classes). Not modified
     * @return from 1 / classes to 1
     */
    public static double meanConfidence(Tensor probabilities) {
        double mean = 0;
        for (int n = 0; n < probabilities.rows(); n++) {
            mean += probabilities.at(n, argmax(probabilities, n)) / probabilities.rows();
        }
        return mean;
    }

    /**
     * Finds the wrong predictions of a classifier.
     *
     * @param classifier from images with pixels in [0, 1] to scores, (N, classes). Not modified
     * @param images with their classes. Not modified
     * @return the indices of the images whose largest score belongs to another class, in increasing order
     */
    public static int[] wrong(Layer classifier, LabeledImages images) {
        IntStream.Builder wrong = IntStream.builder();
        PreparedLayer prepared = classifier.prepare(images.imageShape());
        for (int from = 0; from < images.size(); from += BATCH) {
            int[] indices = IntStream.range(from, Math.min(from + BATCH, images.size())).toArray();
            Tensor scores = prepared.infer(images.images(indices, Scaling.ZERO_TO_ONE), Allocator.HEAP);
            IntStream.range(0, indices.length).filter(n -> argmax(scores, n) != images.label(indices[n]))
                    .forEach(n -> wrong.add(indices[n]));
        }
        return wrong.build().toArray();
    }
}
