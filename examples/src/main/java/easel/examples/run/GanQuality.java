package easel.examples.run;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.ImageSource;
import easel.datasets.Scaling;
import easel.gan.ClassLabels;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.layers.Layer;
import easel.measures.EightBit;
import easel.measures.Evaluator;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The quality of a GAN's images during its training. Each evaluation compares images of the same latent points, rounded
 * to 8 bits, with training images: the Fréchet distance of classifier features (FCD), precision, coverage and the
 * effective number of classes. FCD selects the best checkpoint, so no test image is used. The images are those of
 * {@link GanTrainer#generator} in inference mode, with the same number of images for each class of a conditional GAN.
 * An evaluation does not change the training.
 */
public final class GanQuality {
    /** Training images for the Fréchet distance, for each generated one. */
    private static final int REAL = 5;
    /** The largest number of images of each kind for precision and coverage, whose time grows with its square. */
    private static final int MOST_NEIGHBOURS = 1000;
    /**
     * The watchdog ignores samples whose class has a lower probability. After 200 steps of vanilla-mnist, 58 of 64
     * samples, all noise, have probabilities of at least 0.9 and 21 of at least 0.99; 54 of 64 digits have 0.999.
     */
    private static final float LEAST_CONFIDENCE = 0.995f;

    private final GanTrainer trainer;
    private final Evaluator evaluator;
    private final ImageSource data;
    private final Scaling scaling;
    private final int interval;
    private final int count;
    private final int real;
    private final int neighbours;
    private final List<String> columns;
    private Optional<Reference> reference = Optional.empty();

    /** Training images, and the distance of other ones. */
    private record Reference(RealFeatures real, double floor) {}

    private GanQuality(GanTrainer trainer, Evaluator evaluator, ImageSource data, Scaling scaling, int interval,
            int count) {
        this.trainer = trainer;
        this.evaluator = evaluator;
        this.data = data;
        this.scaling = scaling;
        this.interval = interval;
        this.count = count;
        this.real = (int) Math.min((long) REAL * count, data.size() - (long) count);
        this.neighbours = Math.min(count, MOST_NEIGHBOURS);
        this.columns = List.of(name("fcd", count, real), name("precision", neighbours, neighbours),
                name("coverage", neighbours, neighbours), name("effective_classes", count, 0));
    }

    /** Evaluations of a trainer; empty if its examples are not images that the evaluator reads. */
    static Optional<GanQuality> of(GanTrainer trainer, Evaluator evaluator, ImageSource data, int interval, int count) {
        int most = data.size() / 2;
        if (count <= evaluator.dimensions() || count > most) {
            throw new IllegalArgumentException("--evaluate-count " + count + ": expected "
                    + (evaluator.dimensions() + 1) + " to " + most + ", more than the " + evaluator.dimensions()
                    + " features of the evaluator and at most half of the training images");
        }
        Layer generator = trainer.generator();
        GanSettings settings = trainer.settings();
        Shape example = generator.outputShape(Shape.of(settings.latent().size() + settings.classes()));
        return PixelRange.of(generator).filter(range -> example.size() == evaluator.image().size())
                .map(range -> new GanQuality(trainer, evaluator, data, range, interval, count));
    }

    private String name(String measure, int generated, int real) {
        return measure + "_" + generated + (real == 0 ? "" : "_" + real) + "_" + evaluator.id();
    }

    /** Steps between two evaluations. */
    int interval() {
        return interval;
    }

    /** The columns of losses.csv: measure, number of generated images, number of real images, evaluator. */
    List<String> columns() {
        return columns;
    }

    /** The column of the Fréchet distance, which selects the best checkpoint. */
    String fcd() {
        return columns.get(0);
    }

    /** A sentence for the start of a run. */
    String description() {
        return String.format(Locale.ROOT, "Every %d steps %s evaluates %d generated images; %s.", interval,
                evaluator.id(), count, "best.safetensors is the checkpoint with the lowest FCD");
    }

    /** A sentence on an evaluation; empty for a step without one, or with images that are not finite. */
    Optional<String> line(Columns all, Measurements step) {
        double[] values = columns.stream().mapToDouble(column -> all.value(column, step)).toArray();
        return Double.isNaN(values[0]) ? Optional.empty() : Optional.of(String.format(Locale.ROOT,
                "step %d: FCD %.2f (training images: %.2f), precision %.3f, coverage %.3f, effective classes %.2f",
                step.step(), values[0], floor(), values[1], values[2], values[3]));
    }

    /** The values of the columns after a step; NaN between two evaluations, and for images that are not finite. */
    List<Double> values(long step) {
        return step % interval == 0 ? values() : Collections.nCopies(columns.size(), Double.NaN);
    }

    private List<Double> values() {
        Tensor images = images();
        if (!images.isFinite()) {
            return Collections.nCopies(columns.size(), Double.NaN);
        }
        RealFeatures training = reference().real;
        RealFeatures.Figures figures = training.compare(training.features(images, scaling));
        return List.of(figures.fcd(), figures.precision(), figures.coverage(), figures.effectiveClasses());
    }

    /** Images of the same latent points in each evaluation. */
    private Tensor images() {
        GanSettings settings = trainer.settings();
        Tensor z = settings.latent().sample(count, RandomStream.of(settings.seed()).stream("evaluation"));
        int classes = settings.classes();
        if (classes > 0) {
            z = ClassLabels.join(z, IntStream.range(0, count).map(i -> i % classes).toArray(), classes);
        }
        return RealFeatures.generate(trainer.generator(), z);
    }

    /**
     * The classes of samples for the watchdog, or -1 for those that the evaluator does not recognize.
     *
     * @param samples of the trainer. Not modified
     */
    int[] classes(Tensor samples) {
        int[] classes = new int[samples.shape().axis(0)];
        Arrays.fill(classes, -1);
        if (samples.isFinite()) {
            Tensor images = samples.reshaped(evaluator.image().batch(classes.length));
            Tensor probabilities = evaluator.probabilities(EightBit.round(images, scaling));      // (N, K)
            for (int i = 0; i < probabilities.size(); i++) {
                if (probabilities.array()[i] >= LEAST_CONFIDENCE) {
                    classes[i / probabilities.columns()] = i % probabilities.columns();
                }
            }
        }
        return classes;
    }

    /** The number of classes of the evaluator. */
    int classCount() {
        return evaluator.classCount();
    }

    /** The FCD of other training images, in the number of the generated ones: the value of a perfect generator. */
    double floor() {
        return reference().floor;
    }

    /** Computed when it is first needed. The plot may need it on another thread, after Ctrl-C. */
    private synchronized Reference reference() {
        if (reference.isEmpty()) {
            int[] indices = RealFeatures.randomIndices(real + count, data.size());
            RealFeatures training = new RealFeatures(evaluator, data, Arrays.copyOf(indices, real), neighbours);
            Tensor others = evaluator.features(data, Arrays.copyOfRange(indices, real, real + count));
            reference = Optional.of(new Reference(training, training.fcd(others)));
        }
        return reference.get();
    }
}
