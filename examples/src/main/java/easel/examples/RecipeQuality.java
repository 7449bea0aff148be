package easel.examples;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.ImageSource;
import easel.datasets.Scaling;
import easel.examples.run.RealFeatures;
import easel.gan.ClassLabels;
import easel.layers.Layer;
import easel.measures.Evaluator;
import easel.measures.FrechetDistance;
import easel.measures.Moments;
import java.util.stream.IntStream;

/** Compares generated images with random training images and random test images of a data set. */
final class RecipeQuality {
    private final int images;
    private final RealFeatures training;
    private final Tensor test;                    // features (N, d)
    private final Moments ofTest;

    /**
     * The qualities of a set of images.
     *
     * @param fcdTest Fréchet distance from the test images
     * @param training qualities compared with the training images
     */
    record Figures(double fcdTest, RealFeatures.Figures training) {}

    /** Uses {@code images} images of both sets. */
    RecipeQuality(Evaluator evaluator, ImageSource training, ImageSource test, int images) {
        this.images = images;
        this.training = new RealFeatures(evaluator, training, RealFeatures.randomIndices(images, training.size()),
                images);
        this.test = evaluator.features(test, RealFeatures.randomIndices(images, test.size()));
        this.ofTest = Moments.of(this.test);
    }

    /** The name of the evaluator. */
    String evaluator() {
        return training.evaluator().id();
    }

    /**
     * The qualities of images of a recipe's generator, of latent points that depend on the seed only. Each class has
     * the same number of images.
     */
    Figures of(Layer generator, Recipe recipe, long seed) {
        RandomStream random = RandomStream.of(seed).stream("latent points of the evaluation");
        Tensor z = recipe.latent().sample(images, random);
        int classes = recipe.classes();
        Tensor fakes = RealFeatures.generate(generator, classes == 0 ? z
                : ClassLabels.join(z, IntStream.range(0, images).map(i -> i % classes).toArray(), classes));
        return of(training.features(fakes, Scaling.MINUS_ONE_TO_ONE));
    }

    /** The qualities of the test images; their distance from themselves is 0. */
    Figures ofTestImages() {
        return of(test);
    }

    private Figures of(Tensor features) {
        return new Figures(FrechetDistance.between(ofTest, Moments.of(features)), training.compare(features));
    }
}
