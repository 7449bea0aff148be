package easel.examples.tutorial;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Batches;
import easel.datasets.LabeledImages;
import easel.datasets.Scaling;
import easel.examples.commands.Predictions;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Losses;
import easel.layers.ReLU;
import easel.layers.Sequential;
import easel.layers.Softmax;
import easel.measures.ClassHistogram;
import easel.optim.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A small classifier of digits. It measures how similar generated digits are to real ones. */
final class DigitReader {
    private static final int STEPS = 940;       // of 128 digits: about two epochs

    private final Sequential features;          // (N, 28, 28, 1) to 128 features
    private final Sequential classes;           // features to logits of the 10 classes
    private final Tensor real;                  // features of real digits

    /** Trains the classifier on pixels from -1 to 1. */
    DigitReader(LabeledImages digits) {
        RandomStream random = RandomStream.of(7);
        features = Sequential.of(Shape.of(28, 28, 1), Flatten.of(), Dense.of(784, 128, random), ReLU.of());
        classes = Sequential.of(Shape.of(128), Dense.of(128, 10, random));
        List<Parameter> parameters = new ArrayList<>(features.parameters());
        parameters.addAll(classes.parameters());
        Adam adam = Adam.withLearningRate(1e-3);
        Batches batches = Batches.uniform(digits.size(), 128, random);
        for (int step = 1; step <= STEPS; step++) {
            int[] indices = batches.indices(step);
            Tape tape = Tape.training(random);
            Tensor x = digits.images(indices, Scaling.MINUS_ONE_TO_ONE);
            Tensor logits = classes.forward(features.forward(x, tape), tape);
            Tensor loss = Losses.softmaxCrossEntropy(logits, digits.labels(indices), tape);
            adam.step(tape.gradients(loss, parameters));
        }
        real = features.infer(digits.images(IntStream.range(0, 2000).toArray(), Scaling.MINUS_ONE_TO_ONE));
    }

    /**
     * The statistics of the classifier's outputs for a set of images.
     *
     * @param confidence mean probability of the predicted class
     * @param classes exp(entropy) of the frequencies of the classes: 10 if all are equally frequent, 1 if there is one
     * @param distance from real digits: the sum of (m - m')² + (s - s')² over the features, where m and s are mean and
     *     standard deviation of a feature of the images, m' and s' those of real digits
     */
    record Reading(double confidence, double classes, double distance) {}

    /** Classifies images (N, 28, 28, 1). */
    Reading read(Tensor images) {
        Tensor hidden = features.infer(images);                                                   // (N, 128)
        Tensor logits = classes.infer(hidden);                                                    // (N, 10)
        double distance = 0;
        for (int i = 0; i < hidden.columns(); i++) {
            double[] fake = meanAndDeviation(hidden, i);
            double[] goal = meanAndDeviation(real, i);
            distance += (fake[0] - goal[0]) * (fake[0] - goal[0]) + (fake[1] - goal[1]) * (fake[1] - goal[1]);
        }
        return new Reading(Predictions.meanConfidence(Softmax.of().infer(logits)),
                ClassHistogram.ofLogits(logits).effectiveClasses(), distance);
    }

    private static double[] meanAndDeviation(Tensor x, int column) {
        double sum = 0;
        double squares = 0;
        for (int row = 0; row < x.rows(); row++) {
            sum += x.at(row, column);
            squares += (double) x.at(row, column) * x.at(row, column);
        }
        double mean = sum / x.rows();
        return new double[] {mean, Math.sqrt(squares / x.rows() - mean * mean)};
    }
}
