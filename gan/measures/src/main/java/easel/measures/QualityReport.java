package easel.measures;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.measures.Figure.Goal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * All measures of generated images by one evaluator, next to the values of real images. The generated images are
 * compared with test images and, for the measures of copying, with training images.
 *
 * <p>The value of real images is that of training images in place of the generated ones, in the same number. For the
 * measures of copying it is that of the test images; C_T compares those of even index with those of odd index.
 */
public final class QualityReport {
    private static final List<Balls> CONVENTIONS = List.of(Balls.open(5), Balls.closed(3));
    /** The largest k of the conventions. */
    private static final int NEIGHBOURS = 5;
    /** The k of {@link Realism}. */
    private static final int REALISM = 3;

    private final Evaluator evaluator;
    private final Points training;
    private final Points test;
    private final Points generated;
    private final List<Figure> figures = new ArrayList<>();
    private ClassHistogram generatedClasses;
    private ClassHistogram realClasses;
    private NearestNeighbours nearest;
    private double[] realism;

    private QualityReport(Evaluator evaluator, Tensor training, Tensor test, Tensor generated) {
        this.evaluator = evaluator;
        this.training = Points.of(training, "training");
        this.test = Points.of(test, "test");
        this.generated = Points.of(generated, "generated");
    }

    /**
     * Computes all measures. For 10,000 images of each kind and 128 features it takes about a minute of processor time.
     *
     * @param evaluator computed the features
     * @param training features (T, d) of images on which the generator was trained, T at least M. Not modified
     * @param test features (N, d) of real images on which it was not trained, N above d. Not modified
     * @param generated features (M, d), M above d. Not modified
     * @param random for subsets and directions. Not advanced
     * @return the report
     * @throws IllegalArgumentException for features of other shapes or that are not finite, or too few images
     */
    public static QualityReport of(Evaluator evaluator, Tensor training, Tensor test, Tensor generated,
            RandomStream random) {
        Objects.requireNonNull(random, "random");
        QualityReport report = new QualityReport(Objects.requireNonNull(evaluator, "evaluator"), training, test,
                generated);
        report.training.requireRows(report.generated.rows(), "the values of real images need a training image for each"
                + " generated one. Use more training images or fewer generated ones");
        Tensor real = Tensor.of(generated.shape(), Arrays.copyOf(training.array(), generated.size()));
        report.addDistances(test, generated, real, random);
        report.addNeighbourhoods(Points.of(real, "training"));
        report.addClasses(evaluator.logitsOf(generated), evaluator.logitsOf(real), random);
        report.realClasses = ClassHistogram.ofLogits(evaluator.logitsOf(test));
        return report;
    }

    private void addDistances(Tensor test, Tensor generated, Tensor real, RandomStream random) {
        Moments moments = Moments.of(test);
        add("fcd", FrechetDistance.between(moments, Moments.of(generated)),
                FrechetDistance.between(moments, Moments.of(real)), Goal.LOW, test.rows());
        int size = Math.min(1000, Math.min(test.rows(), generated.rows()));
        add("kid", KernelDistance.between(test, generated, 100, size, random).mean(),
                KernelDistance.between(test, real, 100, size, random).mean(), Goal.LOW, test.rows());
        add("mind", Mind.between(test, generated, random), Mind.between(test, real, random), Goal.LOW, test.rows());
    }

    private void addNeighbourhoods(Points real) {
        NearestNeighbours withinTest = NearestNeighbours.within(test, NEIGHBOURS);
        NearestNeighbours withinTraining = NearestNeighbours.within(training, NEIGHBOURS);
        NearestNeighbours withinReal = training.rows() == real.rows() ? withinTraining
                : NearestNeighbours.within(real, NEIGHBOURS);
        List<PrecisionRecall> found = PrecisionRecall.between(test, generated, withinTest,
                NearestNeighbours.within(generated, NEIGHBOURS), CONVENTIONS);
        List<PrecisionRecall> floor = PrecisionRecall.between(test, real, withinTest, withinReal, CONVENTIONS);
        add("precision_k5", found.get(0).precision(), floor.get(0).precision(), Goal.HIGH, test.rows());
        add("recall_k5", found.get(0).recall(), floor.get(0).recall(), Goal.HIGH, test.rows());
        add("density_k5", found.get(0).density(), floor.get(0).density(), Goal.HIGH, test.rows());
        add("coverage_k5", found.get(0).coverage(), floor.get(0).coverage(), Goal.HIGH, test.rows());
        add("improved_precision_k3", found.get(1).precision(), floor.get(1).precision(), Goal.HIGH, test.rows());
        add("improved_recall_k3", found.get(1).recall(), floor.get(1).recall(), Goal.HIGH, test.rows());
        addCopying(withinTraining);
        realism = Realism.of(test, generated, withinTest.squaredDistances(REALISM - 1));
    }

    private void addCopying(NearestNeighbours withinTraining) {
        nearest = NearestNeighbours.of(generated, training, 1);
        NearestNeighbours held = NearestNeighbours.of(test, training, 1);
        add("authenticity", Authenticity.share(withinTraining, nearest), Authenticity.share(withinTraining, held),
                Goal.AS_REAL, training.rows());
        double[] distances = held.squaredDistances(0);
        add("copying_test", CopyingTest.of(distances, nearest.squaredDistances(0)).z(),
                CopyingTest.of(everySecond(distances, 0), everySecond(distances, 1)).z(), Goal.AS_REAL,
                training.rows());
    }

    /** Interleaved halves: the first 5,000 test images of MNIST are from other writers than the last 5,000. */
    private static double[] everySecond(double[] values, int first) {
        return IntStream.range(0, values.length).filter(i -> i % 2 == first).mapToDouble(i -> values[i]).toArray();
    }

    private void addClasses(Tensor logits, Tensor realLogits, RandomStream random) {
        generatedClasses = ClassHistogram.ofLogits(logits);
        add("classifier_score", ClassifierScore.ofLogits(logits, random).mean(),
                ClassifierScore.ofLogits(realLogits, random).mean(), Goal.HIGH, 0);
        add("effective_classes", generatedClasses.effectiveClasses(),
                ClassHistogram.ofLogits(realLogits).effectiveClasses(), Goal.HIGH, 0);
    }

    /** Adds a figure; {@code compared} is the number of real images in the comparison, or 0 without one. */
    private void add(String measure, double value, double floor, Goal goal, int compared) {
        figures.add(new Figure(measure + "_" + generated.rows() + (compared == 0 ? "" : "_" + compared) + "_"
                + evaluator.id(), value, floor, goal));
    }

    /**
     * The figures, in this order: Fréchet distance, kernel distance (100 subsets of at most 1,000), MIND; precision,
     * recall, density and coverage with k = 5; improved precision and recall with k = 3; authenticity and C_T;
     * classifier score and effective number of classes.
     *
     * @return names with the numbers of images and the evaluator, and values
     */
    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    /**
     * The classes of the generated images.
     *
     * @return how often the evaluator chooses each class
     */
    public ClassHistogram generatedClasses() {
        return generatedClasses;
    }

    /**
     * The classes of the test images.
     *
     * @return how often the evaluator chooses each class
     */
    public ClassHistogram realClasses() {
        return realClasses;
    }

    /**
     * The nearest training image of each generated image.
     *
     * @return one neighbour for each generated image
     */
    public NearestNeighbours nearest() {
        return nearest;
    }

    /**
     * The realism of each generated image, see {@link Realism}.
     *
     * @return M values, a new array
     */
    public double[] realism() {
        return realism.clone();
    }
}
