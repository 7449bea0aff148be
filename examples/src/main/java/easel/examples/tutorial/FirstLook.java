package easel.examples.tutorial;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import easel.core.random.RandomStream;
import easel.datasets.Batches;
import easel.datasets.ImageGrid;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.examples.run.SmallProgram;
import easel.gan.DenseNetworks;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.optim.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Chapter 1: watches a small GAN at four moments of its training. */
public final class FirstLook {
    private static final int N = 32;           // images in a batch
    private static final Shape IMAGE = Shape.of(784);

    private FirstLook() {}

    /**
     * Trains for a few seconds, prints the discriminator's answers, and draws real and generated digits.
     *
     * @param args none
     * @throws IOException if the picture cannot be written
     */
    public static void main(String[] args) throws IOException {
        SmallProgram.start(args, "FirstLook, without options");
        RandomStream random = RandomStream.of(1);
        LabeledImages mnist = Mnist.train();
        Sequential generator = DenseNetworks.vanillaGenerator(100, IMAGE, random.stream("generator"));
        Sequential discriminator = DenseNetworks.vanillaDiscriminator(IMAGE, 0, random.stream("discriminator"));
        Adam adamG = Adam.withLearningRate(2e-4).withBeta1(0.5);
        Adam adamD = Adam.withLearningRate(2e-4).withBeta1(0.5);
        GanTrainer trainer = new GanTrainer(generator, discriminator, adamG, adamD,
                GanSettings.of(GanSchedule.SEPARATE, LatentSpace.normal(100), N));
        Batches batches = Batches.uniform(mnist.size(), N, random);
        Tensor reals = batch(mnist, IntStream.range(0, 12).toArray());                            // (12, 784)

        Tensor point = Tensor.zeros(Shape.of(1, 100));
        random.fillNormal(point.array(), 0, 1);
        System.out.printf(Locale.ROOT, "a latent point: %.2f %.2f %.2f ... %.2f%n", point.at(0, 0), point.at(0, 1),
                point.at(0, 2), point.at(0, 99));

        List<Tensor> rows = new ArrayList<>(List.of(reals));
        for (int steps : new int[] {0, 100, 300, 1000}) {
            int more = steps - (int) trainer.stepsDone();
            if (more > 0) {
                trainer.train(more, step -> batch(mnist, batches.indices(step)));
            }
            Tensor fakes = trainer.samples(12);                                 // (12, 784)
            rows.add(fakes);
            System.out.printf(Locale.ROOT, "step %4d  D says real: %3.0f %% for real digits, %3.0f %% for fakes%n",
                    steps, percent(discriminator, reals), percent(discriminator, fakes));
        }
        Path picture = Path.of("runs/tutorial/first-look.png");
        Files.createDirectories(picture.getParent());
        ImageGrid.of(rows.size(), 12, mnist.imageShape(), Scaling.MINUS_ONE_TO_ONE)
                .write(Rearrange.concatenateRows(rows, Tape.forInference()), picture);
    }

    /** Images as rows of 784 pixels from -1 to 1. */
    private static Tensor batch(LabeledImages mnist, int[] indices) {
        return mnist.images(indices, Scaling.MINUS_ONE_TO_ONE).reshaped(IMAGE.batch(indices.length));
    }

    /** The mean probability of "real", in percent. */
    private static double percent(Sequential discriminator, Tensor images) {
        Tensor p = Sigmoid.of().infer(discriminator.infer(images));                               // (12, 1)
        double sum = 0;
        for (float value : p.array()) {
            sum += value;
        }
        return 100 * sum / p.size();
    }
}
