package easel.examples.commands;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.LabeledImages;
import easel.datasets.Scaling;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Predictor;
import easel.layers.ReLU;
import easel.layers.Sequential;
import easel.layers.Softmax;
import easel.optim.Adam;
import easel.training.Examples;
import easel.training.Objective;
import easel.training.Training;

/** A classifier of MNIST or Fashion-MNIST that is trained in a few seconds, for measures of generated images. */
public final class ImageClassifier {
    private static final int CLASSES = 10;
    private static final int EPOCHS = 3;

    private final Predictor network;

    private ImageClassifier(Predictor network) {
        this.network = network;
    }

    /**
     * Trains a network 784→256→10 with Adam for three epochs.
     *
     * @param images 28×28 gray images of ten classes. Not modified
     * @param examples the number of training images, the first ones
     * @param random the stream for the initial weights and the order of the images. Modified
     * @return the trained classifier
     */
    public static ImageClassifier train(LabeledImages images, int examples, RandomStream random) {
        Sequential net = Sequential.of(images.imageShape(), Flatten.of(), Dense.of(784, 256, random), ReLU.of(),
                Dense.of(256, CLASSES, random));
        Training.of(net, Adam.withLearningRate(0.001), Objective.classification())
                .withEpochs(EPOCHS).withBatch(128).withRandom(random)
                .train(Examples.of(examples, indices -> images.images(indices, Scaling.ZERO_TO_ONE), images::labels));
        return new ImageClassifier(Predictor.of(Sequential.of(net.input(), net, Softmax.of())));
    }

    /**
     * Computes the probabilities of the classes. Any number of threads may call it at the same time.
     *
     * @param images (N, 28, 28, 1) or (N, 784). Not modified
     * @param scaling the scaling of their pixels
     * @return (N, 10)
     */
    public Tensor probabilities(Tensor images, Scaling scaling) {
        Tensor unit = images.copy();
        for (int i = 0; i < unit.size() && scaling == Scaling.MINUS_ONE_TO_ONE; i++) {
            unit.array()[i] = (unit.array()[i] + 1) / 2;
        }
        return network.predict(unit.reshaped(Shape.of(unit.shape().axis(0), 28, 28, 1)));
    }
}
