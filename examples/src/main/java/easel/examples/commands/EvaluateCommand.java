package easel.examples.commands;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.ImageFolder;
import easel.examples.run.EvaluatedData;
import easel.examples.run.OptionTypes;
import easel.measures.ClassHistogram;
import easel.measures.EightBit;
import easel.measures.Evaluator;
import easel.measures.Figure;
import easel.measures.QualityReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code easel evaluate}: measures the quality of a generator's images with an evaluator of {@code easel.measures}. */
@Command(name = "evaluate", header = "Measures the quality of generated images.",
        description = {
            "Compares generated images, rounded to 8 bits, with real images by the features of an evaluator, a"
                + " classifier of MNIST or Fashion-MNIST: Fréchet distance (FCD), KID, MIND, precision, recall,"
                + " density, coverage, classifier score, effective classes, and two measures of copies of training"
                + " images. The name of a figure has the number of generated images, the number of real images, and"
                + " the evaluator; only figures with equal names can be compared. Column real has the value of real"
                + " images in place of the generated ones.",
            "Writes histogram.png, the classes; neighbours.png, generated images and the nearest training images;"
                + " realism.png, the generated images that are farthest from and nearest to real ones.",
            "For a checkpoint, also prints the share of images that the discriminator takes for real, and for a GAN"
                + " with classes the share of images that the evaluator assigns to their class.",
            "For Fashion-MNIST the real images are the sample in the jar, on which the GAN may have been trained."},
        footer = {
            "  easel evaluate runs/vanilla-mnist-001",
            "  easel evaluate runs/fashion-001 --count 2000",
            "  easel evaluate generator.safetensors --data mnist",
            "  easel evaluate runs/vanilla-mnist-001 --data digits --out plots"})
public final class EvaluateCommand implements Callable<Integer> {
    /** Images for the discriminator, which may be large. */
    private static final int MOST_FOR_DISCRIMINATOR = 2000;

    @Mixin
    private GeneratorOptions generator;

    @Option(names = "--data", paramLabel = "NAME|FOLDER",
            description = "The real images: mnist, fashion, or a folder of pictures, which are made gray, resized and"
                + " cropped. Default: those on which the run was trained. A file of one network does not name them, so"
                + " --data is required there.")
    private String requested;

    @Option(names = "--evaluator", paramLabel = "NAME",
            description = "mnist or fashion. Default: that of the real images, and for a folder that of the images on"
                + " which the run was trained.")
    private EvaluatedData evaluatorData;

    @Option(names = "--count", paramLabel = "N", converter = OptionTypes.AtLeastOne.class,
            description = "Number of images of each kind: generated, test and training images. Default: 10000 for"
                + " MNIST, 5000 for Fashion-MNIST, half of the pictures in a folder.")
    private Integer count;

    @Option(names = "--out", paramLabel = "FOLDER",
            description = "The folder of the pictures; existing ones are replaced. Default: that of MODEL.")
    private Path out;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    EvaluateCommand() {}

    @Override
    public Integer call() throws IOException {
        ModelFile file = ModelFile.open(generator.model);
        Generator g = generator.of(file);
        EvaluatedData data = evaluatorData(file, g);
        Evaluator evaluator = data.evaluator();
        RealImages real = realImages(data);
        int n = count(evaluator, real);
        Tensor images = g.images(g.latent().sample(n, RandomStream.of(generator.seed)), 1);              // (N, 784)
        Tensor rounded = EightBit.round(images.reshaped(g.image().batch(n)), g.scaling());
        Tensor features = evaluator.features(rounded);                                                   // (N, 128)
        QualityReport report = QualityReport.of(evaluator, real.trainingFeatures(evaluator, n),
                real.testFeatures(evaluator, n), features, RandomStream.of(generator.seed).stream("evaluation"));
        out().println(String.format(Locale.ROOT, "%,d generated images, compared with %s", n, real.title()));
        print(report);
        printLabels(g, evaluator.classesOf(features));
        printDiscriminator(file, g, real, images);
        draw(report, rounded, real);
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** The data set of the evaluator: of --evaluator, --data, or the run. */
    private EvaluatedData evaluatorData(ModelFile file, Generator g) {
        Shape image = EvaluatedData.mnist.evaluator().image();
        if (!g.image().equals(image)) {
            throw new IllegalArgumentException(generator.model + ": makes images of " + g.image() + "; the evaluators"
                    + " read images of " + image + ", so these cannot be measured. `easel sample` draws them");
        }
        Optional<EvaluatedData> trained = EvaluatedData.of(file.state());
        String recorded = file.state().within("run").strings().get("data");
        EvaluatedData data = Optional.ofNullable(evaluatorData).or(this::requestedData).or(() -> trained)
                .orElseThrow(() -> new IllegalArgumentException(file.path() + ": " + (recorded == null
                ? "does not name the images on which it was trained"
                : "was trained on other images than MNIST and Fashion-MNIST (" + recorded + ")")
                + "; choose the evaluator with --data mnist or --data fashion, or with --evaluator for a folder"));
        if (recorded != null && !trained.equals(Optional.of(data))) {
            generator.note(file, "was trained on " + trained.map(EvaluatedData::title)
                    .orElse("other images, " + recorded) + "; the evaluator knows only " + data.title());
        }
        return data;
    }

    private Optional<EvaluatedData> requestedData() {
        return Stream.of(EvaluatedData.values()).filter(data -> data.name().equals(requested)).findFirst();
    }

    private RealImages realImages(EvaluatedData data) throws IOException {
        if (requested == null || requestedData().isPresent()) {
            return RealImages.of(requestedData().orElse(data));
        }
        Path folder = Path.of(requested);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("--data " + requested + ": is neither mnist nor fashion nor a folder;"
                    + " name one of them");
        }
        ImageFolder pictures = ImageFolder.open(folder, data.evaluator().image());
        return RealImages.halves("the second half of the pictures in " + folder, pictures);
    }

    private int count(Evaluator evaluator, RealImages real) {
        int least = evaluator.dimensions() + 1;
        int n = count == null ? real.most() : count;
        if (n < least || n > real.most()) {
            throw new IllegalArgumentException((count == null ? "--data " + requested : "--count " + count)
                    + ": there are " + real.most() + " images in " + real.title() + "; " + (real.most() < least
                    ? "an evaluation requires at least " + least + ", so give at least " + 2 * least + " pictures"
                    : "expected " + least + " to " + real.most()));
        }
        return n;
    }

    private void print(QualityReport report) {
        out().println(String.format(Locale.ROOT, "%-66s %10s %10s  %s", "figure", "generated", "real", "good"));
        for (Figure figure : report.figures()) {
            out().println(String.format(Locale.ROOT, "%-66s %10s %10s  %s", figure.name(), number(figure.generated()),
                    number(figure.real()), figure.goal().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        out().println("class, %           0     1     2     3     4     5     6     7     8     9");
        out().println(row("generated", report.generatedClasses()));
        out().println(row("real", report.realClasses()));
    }

    /** Four significant digits. */
    private static String number(double value) {
        return Math.abs(value) < 100 ? String.format(Locale.ROOT, "%.4f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String row(String name, ClassHistogram classes) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-14s", name));
        for (double share : classes.shares()) {
            row.append(String.format(Locale.ROOT, "%6.1f", 100 * share));
        }
        return row.toString();
    }

    /** The share of generated images that the evaluator assigns to the class of their label. */
    private void printLabels(Generator g, int[] predicted) {
        if (g.classes() > 0) {
            int[] labels = g.labels(predicted.length, 1);
            long same = IntStream.range(0, labels.length).filter(i -> predicted[i] == labels[i]).count();
            out().println(String.format(Locale.ROOT, "the evaluator assigns %.1f %% of the generated images to their"
                    + " class", 100.0 * same / labels.length));
        }
    }

    private void printDiscriminator(ModelFile file, Generator g, RealImages real, Tensor images) throws IOException {
        if (g.classes() > 0 && real.test() instanceof ImageFolder) {
            return;      // its labels need not be those of the GAN
        }
        int n = Math.min(images.rows(), MOST_FOR_DISCRIMINATOR);
        new DiscriminatorReport(generator, file, g)
                .sentence(Generator.rows(images, 0, n), real.test(), real.testIndices(n)).ifPresent(out()::println);
    }

    private void draw(QualityReport report, Tensor rounded, RealImages real) throws IOException {
        Path parent = Files.isDirectory(generator.model) ? generator.model
                : generator.model.toAbsolutePath().getParent();
        Path folder = out == null ? parent : Files.createDirectories(out);
        QualityPictures pictures = new QualityPictures(report, rounded, folder);
        pictures.drawNeighbours(real.training(), real.trainingIndices(rounded.shape().axis(0)));
        pictures.drawRealism();
        try {
            pictures.drawHistogram();
            out().println("histogram.png, neighbours.png and realism.png are in " + folder);
        } catch (RuntimeException | InternalError | LinkageError e) {
            out().println("neighbours.png and realism.png are in " + folder + "; no histogram.png: this Java cannot"
                    + " draw text (" + e + ")");
        }
    }
}
