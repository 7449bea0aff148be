package easel.examples.commands;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.LabeledImages;
import easel.datasets.Scaling;
import easel.examples.run.OptionTypes;
import easel.gan.AdversarialLoss;
import easel.gan.Checkpoint;
import easel.gan.ClassLabels;
import easel.layers.Predictor;
import easel.training.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code easel evaluate}: classifies a generator's images, and applies the checkpoint's discriminator to them. */
@Command(name = "evaluate", header = "Counts the classes of generated images.",
        description = {
            "Trains a classifier on the ten classes of MNIST or Fashion-MNIST for a few seconds, then classifies"
                + " generated images and real test images. For a good generator the frequencies of the classes, and"
                + " the classifier's confidence, are close to those of the real images. For a checkpoint, the command"
                + " also prints the share of images that the discriminator classifies as real, and for a GAN with"
                + " classes the share of images that the classifier assigns to their class.",
            "Mean confidence is the mean probability of the predicted class. Effective classes is exp(entropy) of the"
                + " predicted classes: 10 if all are equally frequent, 1 if there is only one."},
        footer = {
            "  easel evaluate runs/vanilla-mnist-001",
            "  easel evaluate runs/fashion-001 --count 5000",
            "  easel evaluate generator.safetensors --data mnist"})
public final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private GeneratorOptions generator;

    @Option(names = "--data", paramLabel = "NAME",
            description = "The classifier's data set: mnist or fashion. Default: that on which the run was trained. A"
                + " file of one network does not name it, so --data is required there.")
    private ClassifierData requested;

    @Option(names = "--count", paramLabel = "N", defaultValue = "2000", converter = OptionTypes.AtLeastOne.class,
            description = "Number of generated images, up to " + Generator.MOST + ", and of real images."
                + " Default: ${DEFAULT-VALUE}.")
    private int count;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    EvaluateCommand() {}

    @Override
    public Integer call() throws IOException {
        ModelFile file = ModelFile.open(generator.model);
        Generator g = generator.of(file);
        if (!g.image().equals(Shape.of(28, 28, 1))) {
            throw new IllegalArgumentException(generator.model + ": makes images of " + g.image()
                    + "; the classifier takes images of " + Shape.of(28, 28, 1));
        }
        ClassifierData data = data(file);
        LabeledImages training = data.training();
        LabeledImages test = data.test();
        boolean separate = data == ClassifierData.mnist;      // test images that are no training images
        int most = separate ? Generator.MOST : training.size() / 2;
        if (count > most) {
            throw new IllegalArgumentException("--count " + count + ": at most " + most + " images of " + data.title()
                    + " are available");
        }
        int[] last = IntStream.range(test.size() - count, test.size()).toArray();
        int[] points = IntStream.rangeClosed(1, count).toArray();
        Tensor generated = g.images(g.points(generator.seed, points), 1);                              // (N, 784)
        ImageClassifier classifier = ImageClassifier.train(training,
                separate ? training.size() : training.size() - count,
                RandomStream.of(generator.seed).stream("classifier"));
        Tensor probabilities = classifier.probabilities(test.images(last, Scaling.ZERO_TO_ONE),
                Scaling.ZERO_TO_ONE);                                                                    // (N, 10)
        double accuracy = Metric.accuracy().function().applyAsDouble(probabilities, test.labels(last));

        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "%,d images of each kind, the real ones of %s; the classifier reads"
                + " %.1f %% of the real ones right", count, data.title(), 100 * accuracy));
        out.println("read as, %"
                + "       0     1     2     3     4     5     6     7     8     9  mean confidence  effective classes");
        out.println(row("real", ClassFrequencies.of(probabilities)));
        Tensor predicted = classifier.probabilities(generated, g.scaling());                             // (N, 10)
        out.println(row("generated", ClassFrequencies.of(predicted)));
        Tensor real = test.images(last, g.scaling());
        if (g.classes() == 0) {
            printDiscriminator(out, file, real, generated);
        } else {
            int[] labels = g.labels(count, 1);
            printAgreement(out, predicted, labels);
            printDiscriminator(out, file, labeled(g, real, IntStream.of(last).map(test::label).toArray()),
                    labeled(g, generated, labels));
        }
        return 0;
    }

    private static String row(String name, ClassFrequencies frequencies) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-12s", name));
        for (double share : frequencies.shares()) {
            row.append(String.format(Locale.ROOT, "%6.1f", 100 * share));
        }
        return row.append(String.format(Locale.ROOT, "%17.3f%19.2f", frequencies.meanConfidence(),
                frequencies.effectiveClasses())).toString();
    }

    /** The share of generated images that the classifier assigns to the class of their label. */
    private static void printAgreement(PrintWriter out, Tensor predicted, int[] labels) {
        long same = IntStream.range(0, labels.length).filter(n -> Predictions.argmax(predicted, n) == labels[n])
                .count();
        out.println(String.format(Locale.ROOT, "%.1f %% of the generated images are read as their class",
                100.0 * same / labels.length));
    }

    /** The data set of --data, or else of the run. */
    private ClassifierData data(ModelFile file) throws IOException {
        Optional<ClassifierData> trained = ClassifierData.of(file.state());
        String recorded = file.state().within("run").strings().get("data");
        if (requested == null) {
            return trained.orElseThrow(() -> new IllegalArgumentException(file.path() + ": " + (recorded == null
                    ? "does not name the images on which it was trained"
                    : "was trained on other images than MNIST and Fashion-MNIST (" + recorded + ")")
                    + "; choose the classifier's data set with --data mnist or --data fashion"));
        }
        if (recorded != null && !trained.equals(Optional.of(requested))) {
            generator.note(file, "was trained on " + trained.map(ClassifierData::title)
                    .orElse("other images, " + recorded) + "; the classifier knows only " + requested.title());
        }
        return requested;
    }

    /** Images in the generator's shape, joined with their labels. */
    private static Tensor labeled(Generator g, Tensor images, int[] labels) {
        return ClassLabels.join(images.reshaped(g.network().output().batch(labels.length)), labels, g.classes());
    }

    private void printDiscriminator(PrintWriter out, ModelFile file, Tensor real, Tensor generated)
            throws IOException {
        if (!file.isCheckpoint()) {
            return;
        }
        Predictor discriminator = Predictor.of(file.network("discriminator"));
        if (discriminator.input().size() != generated.size() / count) {                               // packed images
            generator.note(file, "has a discriminator of " + discriminator.input() + " and not of single images; its"
                    + " accuracy is not computed");
            return;
        }
        Optional<AdversarialLoss> loss = Checkpoint.loss(file.state());
        if (loss.isEmpty()) {
            generator.note(file, "was trained with a loss of an application; a positive logit counts as real");
        }
        out.println(String.format(Locale.ROOT, "the discriminator takes %.1f %% of the real and %.1f %% of the"
                + " generated images for real", percentReal(discriminator, real, loss),
                percentReal(discriminator, generated, loss)));
    }

    private static double percentReal(Predictor discriminator, Tensor images, Optional<AdversarialLoss> loss) {
        int n = images.shape().axis(0);
        Tensor logits = discriminator.predict(images.reshaped(discriminator.input().batch(n)));          // (N, 1)
        int positive = 0;
        for (float logit : logits.array()) {
            positive += loss.map(known -> known.towardsReal(logit)).orElse(logit) > 0 ? 1 : 0;
        }
        return 100.0 * positive / n;
    }
}
