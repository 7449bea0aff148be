package easel.measures;

import easel.core.Tensor;

/**
 * Share of generated examples that are not near copies of training examples. A generated y with the nearest training
 * example t is authentic if another training example is nearer to t than y is:
 *
 * <pre>
 * authentic(y):  min over training t' ≠ t of |t - t'|  &lt;  |t - y|
 * </pre>
 *
 * <p>Source: Alaa, van Breugel, Saveliev and van der Schaar, How faithful is your synthetic data? 2022; as
 * in AuthPct of the code of Jiralerspong and others, Feature likelihood divergence, 2023. About half of the examples of
 * an independent sample of the training distribution are authentic, so compare with the value of held-out examples. A
 * value far below it means copies. Poor examples are authentic too.
 */
public final class Authenticity {
    private Authenticity() {}

    /**
     * The share of authentic examples.
     *
     * @param training features (N, d) of the examples that the generator was trained on, N at least 2. Not modified
     * @param generated features (M, d). Not modified
     * @return in [0, 1]; 100 times this is AuthPct
     * @throws IllegalArgumentException for features of other shapes or that are not finite, or too few examples
     */
    public static double share(Tensor training, Tensor generated) {
        return share(Points.of(training, "training"), Points.of(generated, "generated"));
    }

    static double share(Points training, Points generated) {
        training.requireSameColumns(generated);
        return share(NearestNeighbours.within(training, 1), NearestNeighbours.of(generated, training, 1));
    }

    /** Of the nearest neighbours of training examples among the others, and of generated ones among all. */
    static double share(NearestNeighbours others, NearestNeighbours nearest) {
        int authentic = 0;
        for (int y = 0; y < nearest.queries(); y++) {
            int t = nearest.index(y, 0);
            authentic += others.squaredDistance(t, 0) < nearest.squaredDistance(y, 0) ? 1 : 0;
        }
        return (double) authentic / nearest.queries();
    }
}
