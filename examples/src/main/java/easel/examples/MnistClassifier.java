package easel.examples;

import easel.core.Shape;
import easel.core.random.RandomStream;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.examples.profile.Profile;
import easel.examples.run.ExitCodes;
import easel.examples.run.Interruption;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.Progress;
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
import easel.training.TrainingStep;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A classifier similar to LeNet: two convolutions, two poolings, two dense layers. */
@Command(name = "mnist-classifier", sortOptions = false, sortSynopsis = false,
        header = "A digit classifier; not a GAN.",
        descriptionHeading = "%n", exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.HELP_SUCCESS, ExitCodes.HELP_FAILED, ExitCodes.HELP_MISUSED},
        description = {
            "Trains a classifier on MNIST's digits. After each epoch it prints the accuracy on",
            "the 10,000 test images, which are not used for training.",
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
    @Mixin
    private final TrainingLength length = new TrainingLength(3);

    @Option(names = "--batch", paramLabel = "N", defaultValue = "128", converter = OptionTypes.AtLeastOne.class,
            description = "Images per step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.001",
            converter = OptionTypes.AboveZero.class, description = "Learning rate of Adam. Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Seed of all random numbers. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private Profile profile;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help and exit.")
    private boolean help;

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
    public Integer call() {
        Sequential net = ConvNetworks.classifier(Shape.of(28, 28, 1), 10, RandomStream.of(seed).stream("weights"));
        Examples digits = examples(Mnist.train());
        Training unlimited = Training.of(profile.watch("Classifier", net), Adam.withLearningRate(learningRate),
                Objective.classification()).withBatch(batch).withSeed(seed).withValidation(examples(Mnist.test()));
        long steps = length.steps(unlimited.stepsPerEpoch(digits));
        Training training = unlimited.withSteps(steps);

        PrintWriter out = spec.commandLine().getOut();
        try (Interruption interruption = new Interruption();
                Progress progress = new Progress(out, Progress.isTerminal(), steps, batch, "images")) {
            progress.print(Summary.of("Classifier", net).toString());
            profile.begin(steps);
            training.listen(new TrainingListener() {
                @Override
                public void onStep(TrainingStep step) {
                    profile.step();
                    progress.step(step.step());
                    if (interruption.happened()) {
                        training.stop();
                    }
                }

                @Override
                public void onEpoch(TrainingEpoch epoch) {
                    progress.print(String.format(Locale.ROOT, "epoch %d  loss %.4f  test accuracy %.2f %%",
                            epoch.epoch(), epoch.value("loss"), 100 * epoch.value("validation accuracy")));
                }
            });
            training.train(digits);
            if (profile.isOn()) {
                progress.print(profile.toString());
            }
        }
        return 0;
    }

    private static Examples examples(LabeledImages images) {
        return Examples.of(images.size(), indices -> images.images(indices, Scaling.ZERO_TO_ONE), images::labels);
    }
}
