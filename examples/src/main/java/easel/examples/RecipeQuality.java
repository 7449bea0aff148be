package easel.examples;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.ImageSource;
import easel.datasets.Scaling;
import easel.gan.LatentSpace;
import easel.layers.Layer;
import easel.measures.ClassHistogram;
import easel.measures.EightBit;
import easel.measures.Evaluator;
import easel.measures.FrechetDistance;
import easel.measures.Moments;
import easel.measures.PrecisionRecall;
import java.util.stream.IntStream;

/** Compares generated images with the first training images and the first test images of a data set. */
final class RecipeQuality {
    private static final int BATCH = 500;

    private final Evaluator evaluator;
    private final int images;
    private final Tensor training;                // features (N, 128)
    private final Tensor test;
    private final Moments ofTraining;
    private final Moments ofTest;

    /**
     * The qualities of a set of images.
     *
     * @param fcdTraining Fréchet distance from the training images
     * @param fcdTest Fréchet distance from the test images
     * @param precision share of the images inside a ball of a training image
     * @param recall share of the training images inside a ball of an image
     * @param coverage share of the training images whose ball contains an image
     * @param classes effective number of classes
     */
    record Figures(double fcdTraining, double fcdTest, double precision, double recall, double coverage,
            double classes) {}

    /** Uses the first {@code images} images of both sets. */
    RecipeQuality(Evaluator evaluator, ImageSource training, ImageSource test, int images) {
        this.evaluator = evaluator;
        this.images = images;
        this.training = evaluator.features(training, IntStream.range(0, images).toArray());
        this.test = evaluator.features(test, IntStream.range(0, images).toArray());
        this.ofTraining = Moments.of(this.training);
        this.ofTest = Moments.of(this.test);
    }

    /** The number of generated images, of training images and of test images. */
    int images() {
        return images;
    }

    /** The name of the evaluator. */
    String evaluator() {
        return evaluator.id();
    }

    /** The qualities of images of a generator in [-1, 1], of latent points that depend on the seed only. */
    Figures of(Layer generator, LatentSpace latent, long seed) {
        RandomStream random = RandomStream.of(seed).stream("latent points of the evaluation");
        Tensor features = Tensor.zeros(Shape.of(images, evaluator.dimensions()));
        for (int done = 0; done < images; done += BATCH) {
            Tensor fakes = generator.infer(latent.sample(Math.min(BATCH, images - done), random));
            Tensor part = evaluator.features(EightBit.round(fakes, Scaling.MINUS_ONE_TO_ONE));
            System.arraycopy(part.array(), 0, features.array(), done * evaluator.dimensions(), part.size());
        }
        return of(features, Moments.of(features));
    }

    /** The qualities of the test images; their distance from themselves is 0. */
    Figures ofTestImages() {
        return of(test, ofTest);
    }

    private Figures of(Tensor features, Moments moments) {
        PrecisionRecall balls = PrecisionRecall.between(training, features);
        return new Figures(FrechetDistance.between(ofTraining, moments), FrechetDistance.between(ofTest, moments),
                balls.precision(), balls.recall(), balls.coverage(),
                ClassHistogram.of(evaluator.classesOf(features), evaluator.classCount()).effectiveClasses());
    }
}
