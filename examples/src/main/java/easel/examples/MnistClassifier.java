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

/** A classifier in the manner of LeNet: two convolutions, two pools, two dense layers. */
@Command(name = "mnist-classifier", sortOptions = false, sortSynopsis = false,
        header = "No GAN: a classifier that learns to read digits.",
        descriptionHeading = "%n", exitCodeListHeading = Manual.CODES,
        exitCodeList = {Manual.WELL, Manual.FAILED, Manual.MISUSED},
        description = {
            "Learns to read MNIST's digits, and prints after each epoch how many of the",
            "10,000 test images, which it never learns from, it reads right.",
            ""},
        footer = {
            "",
            "Example:",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.MnistClassifier"})
public final class MnistClassifier implements Callable<Integer> {
    @Option(names = "--epochs", paramLabel = "N", defaultValue = "3", converter = Launch.AtLeastOne.class,
            description = "How often all 60,000 training images are seen. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--steps", paramLabel = "N", defaultValue = Option.NULL_VALUE,
            converter = Launch.AtLeastOne.class,
            description = "Batches, instead of whole epochs; --epochs then does not count.")
    private Integer stepsInstead;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "128", converter = Launch.AtLeastOne.class,
            description = "Images in a step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.001",
            converter = Launch.AboveZero.class, description = "Of Adam. Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The same seed gives the same numbers. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private Profile profile;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this and ends.")
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
        long perEpoch = batches.batchesPerEpoch();
        long steps = stepsInstead == null ? epochs * perEpoch : stepsInstead;

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
                long of = step % perEpoch + 1;                              // this batch of the epoch
                progress.step(step + 1);
                if (of == perEpoch || step + 1 == steps) {
                    progress.print(String.format(Locale.ROOT, "epoch %d  loss %.4f  test accuracy %.2f %%",
                            step / perEpoch + 1, sum / of, 100 * accuracy(net, test)));
                    sum = 0;
                }
            }
            if (profile.isOn()) {
                progress.print(profile.toString());
            }
        }
        return 0;
    }

    /** The share of images whose largest logit is that of their class. */
    private static double accuracy(Sequential net, LabeledImages images) {
        int right = 0;
        for (int from = 0; from < images.size(); from += 500) {
            int[] indices = IntStream.range(from, Math.min(from + 500, images.size())).toArray();
            Tensor logits = net.infer(images.images(indices, Scaling.ZERO_TO_ONE));   // (500, 10)
            for (int n = 0; n < indices.length; n++) {
                int best = 0;
                for (int k = 1; k < 10; k++) {
                    best = logits.at(n, k) > logits.at(n, best) ? k : best;
                }
                right += best == images.label(indices[n]) ? 1 : 0;
            }
        }
        return (double) right / images.size();
    }
}
