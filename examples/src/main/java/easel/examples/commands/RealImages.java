package easel.examples.commands;

import easel.core.Tensor;
import easel.datasets.FashionMnist;
import easel.datasets.ImageSource;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.examples.run.EvaluatedData;
import easel.examples.run.RealFeatures;
import easel.measures.Evaluator;
import java.util.stream.IntStream;

/**
 * The real images of {@code easel evaluate}: training images, and test images on which the generator was not trained if
 * there are any.
 *
 * @param title names them in sentences
 * @param training images from index 0 on
 * @param test images from {@code firstTest} on
 * @param firstTest 0 if training and test images are two sources; otherwise half of the one source
 * @param most the largest number of images of each kind
 */
record RealImages(String title, ImageSource training, ImageSource test, int firstTest, int most) {
    private static final int MOST = 10_000;

    /** The images of a data set: the test images of MNIST; the second half of the sample of Fashion-MNIST. */
    static RealImages of(EvaluatedData data) {
        if (data == EvaluatedData.mnist) {
            LabeledImages test = Mnist.test();
            return new RealImages("the test images of MNIST", Mnist.train(), test, 0, Math.min(MOST, test.size()));
        }
        return halves("the second half of the sample of Fashion-MNIST", FashionMnist.sample());
    }

    /** The second half of a source in place of test images, and the first half as training images. */
    static RealImages halves(String title, ImageSource source) {
        int half = source.size() / 2;
        return new RealImages(title, source, source, half, Math.min(MOST, half));
    }

    /** The features of random training images. */
    Tensor trainingFeatures(Evaluator evaluator, int count) {
        return evaluator.features(training, trainingIndices(count));
    }

    /** The indices of random training images. */
    int[] trainingIndices(int count) {
        return RealFeatures.randomIndices(count, firstTest == 0 ? training.size() : firstTest);
    }

    /** The features of random test images. */
    Tensor testFeatures(Evaluator evaluator, int count) {
        return evaluator.features(test, testIndices(count));
    }

    /** The indices of random test images. */
    int[] testIndices(int count) {
        int[] indices = RealFeatures.randomIndices(count, test.size() - firstTest);
        return IntStream.of(indices).map(i -> firstTest + i).toArray();
    }
}
