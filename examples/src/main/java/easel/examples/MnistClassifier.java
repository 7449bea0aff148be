package easel.examples;

import easel.core.Buffers;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Batches;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.datasets.ShuffledBatches;
import easel.examples.commands.Predictions;
import easel.examples.profile.Profile;
import easel.examples.run.ExitCodes;
import easel.examples.run.Interruption;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.Progress;
import easel.examples.run.TrainingLength;
import easel.gan.ConvNetworks;
import easel.layers.Layer;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.layers.Summary;
import easel.optim.Adam;
import java.io.PrintWriter;
import java.util.Locale;
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
        RandomStream random = RandomStream.of(seed);
        Sequential net = ConvNetworks.classifier(Shape.of(28, 28, 1), 10, random.stream("weights"));
        Layer watched = profile.watch("Classifier", net);
        Adam adam = Adam.withLearningRate(learningRate);
        Buffers buffers = new Buffers();

        LabeledImages training = Mnist.train();
        LabeledImages test = Mnist.test();
        ShuffledBatches batches = Batches.shuffled(training.size(), batch, random);
        int perEpoch = batches.batchesPerEpoch();
        long steps = length.steps(perEpoch);

        PrintWriter out = spec.commandLine().getOut();
        try (Interruption interruption = new Interruption();
                Progress progress = new Progress(out, Progress.isTerminal(), steps, batch, "images")) {
            progress.print(Summary.of("Classifier", net).toString());
            profile.begin(steps);
            double sum = 0;
            for (long step = 0; step < steps && !interruption.happened(); step++) {
                int[] indices = batches.indices(step);
                try (Tape tape = Tape.training(random, buffers)) {
                    Tensor logits = watched.forward(training.images(indices, Scaling.ZERO_TO_ONE), tape);
                    Tensor loss = Losses.softmaxCrossEntropy(logits, training.labels(indices), tape);
                    adam.step(tape.gradients(loss, net.parameters()));
                    sum += loss.item();
                }
                profile.step();
                long batchOfEpoch = step % perEpoch + 1;
                progress.step(step + 1);
                if (batchOfEpoch == perEpoch || step + 1 == steps) {
                    progress.print(String.format(Locale.ROOT, "epoch %d  loss %.4f  test accuracy %.2f %%",
                            step / perEpoch + 1, sum / batchOfEpoch, 100 * accuracy(net, test)));
                    sum = 0;
                }
            }
            if (profile.isOn()) {
                progress.print(profile.toString());
            }
        }
        return 0;
    }

    /** The fraction of images whose largest logit belongs to their class, from 0 to 1. */
    private static double accuracy(Sequential net, LabeledImages images) {
        int correct = 0;
        for (int from = 0; from < images.size(); from += 500) {
            int[] indices = IntStream.range(from, Math.min(from + 500, images.size())).toArray();
            Tensor logits = net.infer(images.images(indices, Scaling.ZERO_TO_ONE));   // (500, 10)
            correct += Predictions.correct(logits, images.labels(indices));
        }
        return (double) correct / images.size();
    }
}
