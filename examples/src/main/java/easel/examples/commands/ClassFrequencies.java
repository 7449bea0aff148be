package easel.examples.commands;

import easel.core.Tensor;
import java.util.stream.DoubleStream;

/**
 * The frequencies of the predicted classes.
 *
 * @param shares for each class the share of images with this prediction
 * @param meanConfidence the mean probability of the predicted class
 */
public record ClassFrequencies(double[] shares, double meanConfidence) {
    /**
     * Counts predictions.
     *
     * @param probabilities of each class, (N, classes). Not modified
     * @return the frequencies
     */
    public static ClassFrequencies of(Tensor probabilities) {
        double[] shares = new double[probabilities.columns()];
        double meanConfidence = 0;
        for (int n = 0; n < probabilities.rows(); n++) {
            int k = Predictions.argmax(probabilities, n);
            shares[k] += 1.0 / probabilities.rows();
            meanConfidence += probabilities.at(n, k) / probabilities.rows();
        }
        return new ClassFrequencies(shares, meanConfidence);
    }

    /**
     * The number of classes that have the same entropy if they are equally frequent.
     *
     * @return exp(entropy) = exp(-Σ s·ln s)
     */
    public double effectiveClasses() {
        return StrictMath.exp(DoubleStream.of(shares).filter(s -> s > 0).map(s -> -s * StrictMath.log(s)).sum());
    }
}
