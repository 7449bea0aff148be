package easel.examples;

import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.datasets.Augmentation;
import easel.datasets.BatchMap;
import easel.datasets.Downloader;
import easel.datasets.FashionMnist;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.examples.commands.Manual;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.layers.Conv2D;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.MaxPool2D;
import easel.layers.Models;
import easel.layers.ReLU;
import easel.layers.Sequential;
import easel.layers.Summary;
import easel.measures.Evaluator;
import easel.optim.Adam;
import easel.optim.Schedule;
import easel.training.Examples;
import easel.training.Objective;
import easel.training.Training;
import easel.training.TrainingEpoch;
import easel.training.TrainingListener;
import easel.training.TrainingStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Trains the classifiers that easel.measures has as resources, {@link Evaluator#mnist} and
 * {@link Evaluator#fashionMnist}. The same bytes result on every machine.
 *
 * <p>Adam with batches of 128 images and a learning rate that falls from 0.001 to 0 along half a cosine wave. Each
 * training image is shifted by a whole number of pixels and rotated, at random. No setting, seed or epoch was selected
 * by the accuracy on test images.
 */
@Command(name = "TrainEvaluator", header = "Trains the classifier behind the measures of generated images.",
        description = {
            "Trains a classifier similar to LeNet on MNIST or Fashion-MNIST and writes it",
            "to a file that easel.measures.Evaluator reads. Prints the loss of each epoch,",
            "then the accuracy on the 10,000 test images, and the id of the evaluator.",
            "",
            "Without --steps, the file has the bytes of the resource of easel-measures,",
            "for any number of threads and on any processor."},
        footer = {
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.TrainEvaluator \\",
            "      -Dexec.args=\"mnist --out mnist-lenet-1.safetensors\"",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.TrainEvaluator \\",
            "      -Dexec.args=\"fashion --data FOLDER --out fashion-mnist-lenet-1.safetensors\""})
public final class TrainEvaluator implements Callable<Integer> {
    private static final Shape IMAGE = Shape.of(28, 28, 1);
    private static final int FEATURES = 128;
    private static final int CLASSES = 10;
    private static final int BATCH = 128;
    private static final int EPOCHS = 10;
    private static final double LEARNING_RATE = 1e-3;
    private static final long SEED = 1;

    @Parameters(index = "0", paramLabel = "NAME", description = "The data set: ${COMPLETION-CANDIDATES}.")
    private Source source;

    @Option(names = "--data", paramLabel = "FOLDER",
            description = "Folder of the four official files, such as train-images-idx3-ubyte.gz. Default: the MNIST"
                + " of Easel; Fashion-MNIST is downloaded.")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", required = true,
            description = "The file to write; an existing one is replaced.")
    private Path out;

    @Option(names = "--steps", paramLabel = "N", converter = OptionTypes.AtLeastOne.class,
            description = "End after N steps, for a trial. Default: all steps of " + EPOCHS + " epochs.")
    private Integer steps;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    TrainEvaluator() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new TrainEvaluator(), args);
    }

    /** A data set, and the random transformations of its training images. Its names are values of NAME. */
    enum Source {
        mnist(2, 10),
        fashion(1, 5);

        /** The largest shift, in pixels. */
        private final int shift;
        /** The largest angle, in degrees. */
        private final double rotation;

        Source(int shift, double rotation) {
            this.shift = shift;
            this.rotation = rotation;
        }

        LabeledImages training(Path folder) throws IOException {
            return folder != null ? read(folder, "train")
                    : this == mnist ? Mnist.train() : FashionMnist.train(Downloader.standard());
        }

        LabeledImages test(Path folder) throws IOException {
            return folder != null ? read(folder, "t10k")
                    : this == mnist ? Mnist.test() : FashionMnist.test(Downloader.standard());
        }

        private static LabeledImages read(Path folder, String set) throws IOException {
            return LabeledImages.read(folder.resolve(set + "-images-idx3-ubyte.gz"),
                    folder.resolve(set + "-labels-idx1-ubyte.gz"));
        }
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        LabeledImages training = source.training(folder);
        LabeledImages test = source.test(folder);
        RandomStream random = RandomStream.of(SEED);
        Sequential network = network(random.stream("weights"));
        print.print(Summary.of("Classifier", network));
        train(network, training, random, print);
        Safetensors.write(file(network), out);

        Evaluator evaluator = Evaluator.load(out);
        print.printf(Locale.ROOT, "accuracy on %,d test images: %.2f %%%n", test.size(), accuracy(evaluator, test));
        print.printf("The evaluator %s is in %s%n", evaluator.id(), out);
        return 0;
    }

    /** With ReLU instead of LeakyReLU, a third of the features stay 0 for all images, from the first steps on. */
    private static Sequential network(RandomStream random) {
        return Sequential.of(IMAGE,
                convolution(1, 32, random), ReLU.of(), MaxPool2D.of(2),                       // (N, 14, 14, 32)
                convolution(32, 64, random), ReLU.of(), MaxPool2D.of(2),                      // (N, 7, 7, 64)
                Flatten.of(), Dense.of(7 * 7 * 64, FEATURES, random), LeakyReLU.withSlope(0.1),  // (N, 128)
                Dropout.withRate(0.5), Dense.of(FEATURES, CLASSES, random));                  // (N, 10)
    }

    private static Layer convolution(int channels, int filters, RandomStream random) {
        return Conv2D.of(channels, filters, 5, random).withPadding(Padding.SAME);
    }

    private void train(Sequential network, LabeledImages images, RandomStream random, PrintWriter print) {
        BatchMap shift = Augmentation.shift(source.shift, 0, random);
        BatchMap rotate = Augmentation.rotate(source.rotation, 0, random);
        long[] done = {0};                                            // steps; each has its own shifts and rotations
        Examples examples = Examples.of(images.size(),
                indices -> rotate.apply(shift.apply(images.images(indices, Scaling.ZERO_TO_ONE), done[0]), done[0]),
                images::labels);
        long last = EPOCHS * ((images.size() + BATCH - 1L) / BATCH);  // 10 · 469
        Training.of(network, Adam.withSchedule(Schedule.cosine(LEARNING_RATE, 0, last)), Objective.classification())
                .withBatch(BATCH)
                .withRandom(random)
                .withSteps(steps == null ? last : Math.min(steps, last))
                .listen(new TrainingListener() {
                    @Override
                    public void onStep(TrainingStep step) {
                        done[0] = step.step();
                    }

                    @Override
                    public void onEpoch(TrainingEpoch epoch) {
                        print.printf(Locale.ROOT, "epoch %d  loss %.4f  training accuracy %.2f %%%n", epoch.epoch(),
                                epoch.training().loss(), 100 * epoch.value("accuracy"));
                        print.flush();
                    }
                })
                .train(examples);
    }

    /** The model without the version of the library, so that another version writes the same bytes. */
    private static State file(Sequential network) {
        State model = Models.state(network);
        State.Builder file = State.builder();
        for (String name : new String[] {"format", "architecture"}) {
            file.string(name, model.strings().get(name));
        }
        model.tensors().forEach(file::tensor);
        return file.build();
    }

    /** The percentage of correct classes. */
    private static double accuracy(Evaluator evaluator, LabeledImages images) {
        int[] all = IntStream.range(0, images.size()).toArray();
        int[] classes = evaluator.classesOf(evaluator.features(images, all));
        return 100.0 * IntStream.of(all).filter(n -> classes[n] == images.label(n)).count() / all.length;
    }
}
