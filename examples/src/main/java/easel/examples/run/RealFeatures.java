package easel.examples.run;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import easel.core.random.RandomStream;
import easel.datasets.ImageSource;
import easel.datasets.Scaling;
import easel.layers.Layer;
import easel.layers.PreparedLayer;
import easel.measures.Balls;
import easel.measures.ClassHistogram;
import easel.measures.EightBit;
import easel.measures.Evaluator;
import easel.measures.FrechetDistance;
import easel.measures.Moments;
import easel.measures.NearestNeighbours;
import easel.measures.PrecisionRecall;
import java.util.Arrays;

/** The features of real images; compares those of other images with them. */
public final class RealFeatures {
    private static final int BATCH = 100;
    /** The balls of precision, recall and coverage. */
    private static final Balls BALLS = Balls.open(5);

    private final Evaluator evaluator;
    private final Moments moments;
    private final Tensor neighbours;                     // (neighbours, d)
    private final NearestNeighbours within;

    /**
     * The qualities of a set of images.
     *
     * @param fcd Fréchet distance from the real images
     * @param precision share of the images inside a ball of a real image
     * @param recall share of the real images inside a ball of an image
     * @param coverage share of the real images whose ball contains an image
     * @param effectiveClasses exp(entropy) of the classes
     */
    public record Figures(double fcd, double precision, double recall, double coverage, double effectiveClasses) {}

    /**
     * Images of a source.
     *
     * @param evaluator computes the features
     * @param images real images
     * @param indices the images for the Fréchet distance, such as {@link #randomIndices}. Not modified
     * @param neighbours number of images of each kind, the first ones, for precision, recall and coverage, whose time
     *        grows with its square; at most the number of indices
     */
    public RealFeatures(Evaluator evaluator, ImageSource images, int[] indices, int neighbours) {
        this.evaluator = evaluator;
        Tensor features = evaluator.features(images, indices);
        this.moments = Moments.of(features);
        this.neighbours = rows(features, 0, neighbours);
        this.within = NearestNeighbours.within(this.neighbours, BALLS.k());
    }

    /**
     * The positions of a random subset, the same in each call. The first images of a data set are often not typical:
     * the first half of MNIST's test images is from other writers than the second half.
     *
     * @param count size of the subset
     * @param size number of images, at least {@code count}
     * @return different positions from 0 to size - 1; those of a smaller subset are the first of a larger one
     */
    public static int[] randomIndices(int count, int size) {
        return Arrays.copyOf(RandomStream.of(0).stream("random subset").permutation(size), count);
    }

    /**
     * The evaluator.
     *
     * @return the evaluator that computed the features
     */
    public Evaluator evaluator() {
        return evaluator;
    }

    /**
     * The features of images of a generator, rounded to 8 bits.
     *
     * @param images (N, …) with the number of pixels of the evaluator's images, finite. Not modified
     * @param range the values of black and white
     * @return (N, d)
     */
    public Tensor features(Tensor images, Scaling range) {
        Shape batch = evaluator.image().batch(images.shape().axis(0));
        return evaluator.features(EightBit.round(images.reshaped(batch), range));
    }

    /**
     * The Fréchet distance of images from the real ones.
     *
     * @param features (N, d). Not modified
     * @return the distance; 0 is best
     */
    public double fcd(Tensor features) {
        return FrechetDistance.between(moments, Moments.of(features));
    }

    /**
     * All qualities of images.
     *
     * @param features (N, d). Not modified
     * @return the qualities
     */
    public Figures compare(Tensor features) {
        Tensor first = rows(features, 0, Math.min(features.rows(), neighbours.rows()));
        PrecisionRecall balls = PrecisionRecall.between(neighbours, within, first, BALLS);
        return new Figures(fcd(features), balls.precision(), balls.recall(), balls.coverage(),
                ClassHistogram.ofLogits(evaluator.logitsOf(features)).effectiveClasses());
    }

    /**
     * Images of a generator in inference mode. Generated in batches to limit the memory.
     *
     * @param generator from inputs to images
     * @param inputs (N, d), latent points, with their labels for a generator with classes. Not modified
     * @return (N, …)
     */
    public static Tensor generate(Layer generator, Tensor inputs) {
        Layer network = generator.wrapped().orElse(generator);                 // without a profile
        PreparedLayer prepared = network.prepare(inputs.shape().example());
        Shape image = network.outputShape(inputs.shape().example());
        Tensor images = Tensor.zeros(image.batch(inputs.rows()));
        for (int from = 0; from < inputs.rows(); from += BATCH) {
            Tensor z = rows(inputs, from, Math.min(from + BATCH, inputs.rows()));
            Tensor batch = prepared.infer(z, Allocator.HEAP);
            System.arraycopy(batch.array(), 0, images.array(), from * image.size(), batch.size());
        }
        return images;
    }

    private static Tensor rows(Tensor x, int from, int to) {
        return Rearrange.sliceRows(x, from, to, Tape.forInference());
    }
}
