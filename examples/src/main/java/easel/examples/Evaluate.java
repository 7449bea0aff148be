package easel.examples;

import easel.core.Buffers;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Batches;
import easel.datasets.FashionMnist;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.datasets.ShuffledBatches;
import easel.gan.Checkpoint;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Losses;
import easel.layers.ReLU;
import easel.layers.Sequential;
import easel.layers.Softmax;
import easel.optim.Adam;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code easel evaluate}: what a classifier, and the model's own discriminator, make of its images. */
@Command(name = "evaluate", header = "Counts what a generator draws.",
        description = {
            "A classifier learns the ten classes of MNIST or Fashion-MNIST, which takes a few seconds, and then reads"
                + " generated images beside real ones that it has not seen. A good generator draws all classes"
                + " about as often as the data has them, and the classifier is about as sure of its images. Of a"
                + " checkpoint it also says what the discriminator takes for real.",
            "sure is the mean probability of the class that is read; classes is the exponential of the entropy of the"
                + " classes read, 10 if all are as frequent and 1 if there is only one."},
        footer = {
            "  easel evaluate runs/vanilla-mnist-001",
            "  easel evaluate runs/fashion-001 --data fashion --count 5000"})
final class Evaluate implements Callable<Integer> {
    /** What is learned. */
    enum Data { mnist, fashion }

    private static final int CLASSES = 10;
    private static final int EPOCHS = 3;

    @Mixin
    private GeneratorOptions generator;

    @Option(names = "--data", paramLabel = "NAME", defaultValue = "mnist",
            description = "mnist or fashion. Default: ${DEFAULT-VALUE}.")
    private Data data;

    @Option(names = "--count", paramLabel = "N", defaultValue = "2000", converter = Launch.AtLeastOne.class,
            description = "Generated images, up to " + Generator.MOST + ", and as many real ones."
                + " Default: ${DEFAULT-VALUE}.")
    private int count;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    /** Shares of the classes that were read, and how sure the classifier was. */
    private record Reading(double[] shares, double sure) {
        static Reading of(Tensor probabilities) {
            double[] shares = new double[CLASSES];
            double sure = 0;
            for (int n = 0; n < probabilities.rows(); n++) {
                int best = best(probabilities, n);
                shares[best] += 1.0 / probabilities.rows();
                sure += probabilities.at(n, best) / probabilities.rows();
            }
            return new Reading(shares, sure);
        }

        static int best(Tensor p, int n) {
            return IntStream.range(1, CLASSES).reduce(0, (best, k) -> p.at(n, k) > p.at(n, best) ? k : best);
        }

        /** exp(-Σ s·ln s). */
        double classes() {
            return Math.exp(DoubleStream.of(shares).filter(s -> s > 0).map(s -> -s * Math.log(s)).sum());
        }

        String row(String name) {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-12s", name));
            for (double share : shares) {
                row.append(String.format(Locale.ROOT, "%6.1f", 100 * share));
            }
            return row.append(String.format(Locale.ROOT, "%7.3f%9.2f", sure, classes())).toString();
        }
    }

    @Override
    public Integer call() throws IOException {
        ModelFile file = ModelFile.open(generator.model);
        Generator g = generator.of(file);
        if (!g.image().equals(Shape.of(28, 28, 1))) {
            throw new IllegalArgumentException(generator.model + ": makes images of " + g.image()
                    + "; the classifier reads those of " + Shape.of(28, 28, 1));
        }
        LabeledImages training = data == Data.mnist ? Mnist.train() : FashionMnist.sample();
        LabeledImages test = data == Data.mnist ? Mnist.test() : training;
        int most = data == Data.mnist ? Generator.MOST : training.size() / 2;
        if (count > most) {
            throw new IllegalArgumentException("--count " + count + ": at most " + most + " images of " + data
                    + " can be set apart");
        }
        int[] last = IntStream.range(test.size() - count, test.size()).toArray();
        Tensor made = g.images(g.points(generator.seed, IntStream.rangeClosed(1, count).toArray()));   // (N, 784)
        Sequential classifier = learn(training,
                data == Data.mnist ? training.size() : training.size() - count);
        Tensor read = classifier.infer(test.images(last, Scaling.ZERO_TO_ONE));                        // (N, 10)
        long right = IntStream.range(0, count).filter(n -> Reading.best(read, n) == test.label(last[n])).count();

        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "%,d images of each kind; the classifier reads %.1f %% of the real ones"
                + " right", count, 100.0 * right / count));
        out.println("read as, %       0     1     2     3     4     5     6     7     8     9   sure  classes");
        out.println(Reading.of(read).row("real"));
        out.println(Reading.of(classifier.infer(unit(made, g.scaling()))).row("generated"));
        judge(out, file, test.images(last, g.scaling()), made);
        return 0;
    }

    /** 784→256→10, three epochs of Adam. */
    private Sequential learn(LabeledImages images, int learned) {
        RandomStream random = RandomStream.of(generator.seed).stream("classifier");
        Sequential net = Sequential.of(images.imageShape(), Flatten.of(), Dense.of(784, 256, random), ReLU.of(),
                Dense.of(256, CLASSES, random));
        ShuffledBatches batches = Batches.shuffled(learned, 128, random);
        Adam adam = Adam.withLearningRate(0.001f);
        Buffers buffers = new Buffers();
        for (long step = 0; step < EPOCHS * batches.batchesPerEpoch(); step++) {
            int[] indices = batches.indices(step);
            try (Tape tape = Tape.training(random, buffers)) {
                Tensor logits = net.forward(images.images(indices, Scaling.ZERO_TO_ONE), tape);
                Tensor loss = Losses.softmaxCrossEntropy(logits, images.labels(indices), tape);
                adam.step(tape.gradients(loss, net.parameters()));
            }
        }
        return Sequential.of(net.input(), net, Softmax.of());
    }

    /** (N, 784) of any range as (N, 28, 28, 1) from 0 to 1. */
    private static Tensor unit(Tensor images, Scaling scaling) {
        Tensor unit = images.copy();
        for (int i = 0; i < unit.size() && scaling == Scaling.MINUS_ONE_TO_ONE; i++) {
            unit.array()[i] = (unit.array()[i] + 1) / 2;
        }
        return unit.reshaped(Shape.of(unit.rows(), 28, 28, 1));
    }

    private static void judge(PrintWriter out, ModelFile file, Tensor real, Tensor made) throws IOException {
        if (!file.isCheckpoint()) {
            return;
        }
        Sequential discriminator = file.network("discriminator");
        // Trained with inverted labels, its logits are positive for fakes.
        float sign = Checkpoint.loss(file.state()).map(loss -> loss.towardsReal(1)).orElse(1f);
        out.println(String.format(Locale.ROOT, "the discriminator takes %.1f %% of the real and %.1f %% of the"
                + " generated images for real", taken(discriminator, real, sign), taken(discriminator, made, sign)));
    }

    private static double taken(Sequential discriminator, Tensor images, float sign) {
        int n = images.shape().axis(0);
        Tensor logits = discriminator.infer(images.reshaped(discriminator.input().batch(n)));          // (N, 1)
        int positive = 0;
        for (float logit : logits.array()) {
            positive += sign * logit > 0 ? 1 : 0;
        }
        return 100.0 * positive / n;
    }
}
