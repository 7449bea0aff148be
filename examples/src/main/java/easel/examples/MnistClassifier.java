package easel.examples;

import easel.core.Shape;
import easel.core.random.RandomStream;
import easel.datasets.ImageGrid;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.examples.commands.Predictions;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.ResumableTraining;
import easel.examples.run.Run;
import easel.examples.run.RunOptions;
import easel.examples.run.TrainingLength;
import easel.gan.ConvNetworks;
import easel.layers.Sequential;
import easel.layers.Summary;
import easel.optim.Adam;
import easel.training.Examples;
import easel.training.Objective;
import easel.training.Training;
import easel.training.TrainingEpoch;
import easel.training.TrainingListener;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A classifier similar to LeNet: two convolutions, two poolings, two dense layers. */
@Command(name = "mnist-classifier", sortOptions = false, sortSynopsis = false,
        header = "A digit classifier; not a GAN.",
        description = {
            "Trains a classifier on MNIST's digits. After each epoch it prints the accuracy",
            "on the 10,000 test images, which are not used for training.",
            "",
            "Creates a folder with:",
            "  classifier.safetensors   the network, for easel info and easel export",
            "  misclassified.png        at most 100 test images with a wrong prediction",
            "  losses.csv               loss and accuracy of each step, before its update,",
            "                           and of the test images after the epoch's last step",
            "  losses.png               both losses",
            "  index.html               a page that shows these files",
            "  settings.json            options, versions, data, and how the run ended",
            "Prints the network, and the mean loss and the test accuracy of each epoch.",
            "Ctrl-C ends the run after the current step and completes all files.",
            ""},
        footer = {
            "",
            "Similar to LeNet (LeCun and others, Gradient-based learning applied to document",
            "recognition, 1998). No tutorial is its source.",
            "",
            "Examples:",
            "  easel train mnist-classifier",
            "  easel train mnist-classifier --epochs 5 --profile"})
public final class MnistClassifier implements Callable<Integer> {
    private static final int SHOWN = 100;
    private static final int COLUMNS = 10;

    @Mixin
    private final TrainingLength length = new TrainingLength(3);

    @Option(names = "--batch", paramLabel = "N", defaultValue = "128", converter = OptionTypes.AtLeastOne.class,
            description = "Images per step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.001",
            converter = OptionTypes.AboveZero.class, description = "Learning rate of Adam. Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    MnistClassifier() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new MnistClassifier(), args);
    }

    @Override
    public Integer call() throws IOException {
        RandomStream random = RandomStream.of(options.seed());
        Sequential net = ConvNetworks.classifier(Shape.of(28, 28, 1), 10, random.stream("weights"));   // to (N, 10)
        LabeledImages mnist = Mnist.train();
        options.requireBatch(batch, mnist.size());
        LabeledImages test = Mnist.test();
        Examples examples = examples(mnist);
        Training anyLength = Training.of(options.profile().watch("Classifier", net),
                        Adam.withLearningRate(learningRate), Objective.classification())
                .withBatch(batch)
                .withSeed(options.seed())
                .withValidation(examples(test));
        int perEpoch = anyLength.stepsPerEpoch(examples);                             // 469
        long steps = length.steps(perEpoch);
        Training training = anyLength.withSteps(steps);

        try (Run run = Run.start("mnist-classifier", options, new ResumableTraining(training, examples), mnist, steps,
                batch, spec)) {
            run.print("%s", Summary.of("Classifier", net));
            training.listen(new TrainingListener() {
                @Override
                public void onEpoch(TrainingEpoch epoch) {
                    run.print("epoch %d%s  loss %.4f  test accuracy %.2f %%", epoch.epoch(),
                            part(epoch.epoch(), epoch.step(), perEpoch),
                            epoch.training().loss(), 100 * epoch.value("validation accuracy"));
                }
            });
            run.train();
            showErrors(run, net, test);
            run.model(net, "classifier.safetensors");
        }
        return 0;
    }

    private static Examples examples(LabeledImages images) {
        return Examples.of(images.size(), indices -> images.images(indices, Scaling.ZERO_TO_ONE), images::labels);
    }

    /** The number of steps of an incomplete epoch, as with --steps 200; empty for a complete epoch. */
    static String part(long epoch, long lastStep, int perEpoch) {
        long steps = lastStep - (epoch - 1) * perEpoch;
        return steps == perEpoch ? "" : " (" + steps + " of " + perEpoch + " steps)";
    }

    private static void showErrors(Run run, Sequential net, LabeledImages test) {
        int[] wrong = Predictions.wrong(net, test);
        int[] shown = IntStream.of(wrong).limit(SHOWN).toArray();
        run.print("%,d of the %,d test images are misclassified", wrong.length, test.size());
        if (shown.length > 0) {
            int rows = (shown.length - 1) / COLUMNS + 1;
            ImageGrid grid = ImageGrid.of(rows, COLUMNS, test.imageShape(), Scaling.ZERO_TO_ONE);
            run.picture(grid, test.images(shown, Scaling.ZERO_TO_ONE), "misclassified.png");
        }
    }
}
