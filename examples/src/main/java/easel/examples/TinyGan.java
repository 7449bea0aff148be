package easel.examples;

import easel.core.Buffers;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.random.RandomStream;
import easel.datasets.Batches;
import easel.datasets.ImageGrid;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.LeakyReLU;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The second program after {@link Xor}: a whole GAN in one file. Two networks, one training loop, one picture. */
public final class TinyGan {
    private static final int N = 64;            // images in a batch
    private static final int Z = 64;            // numbers in a latent point

    private TinyGan() {}

    /**
     * Trains a generator of digits for about half a minute, and draws 64 of its digits.
     *
     * @param args optional: the number of steps, 6000 by default, and the picture's file, runs/tiny-gan.png by default
     * @throws IOException if the picture cannot be written
     */
    public static void main(String[] args) throws IOException {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 6000;
        Path picture = Path.of(args.length > 1 ? args[1] : "runs/tiny-gan.png");
        RandomStream random = RandomStream.of(1);
        LabeledImages mnist = Mnist.train();
        Batches batches = Batches.uniform(mnist.size(), N, random);

        // The generator G maps random numbers to the pixels of an image, from -1 to 1.
        Sequential generator = Sequential.of(Shape.of(Z),
                Dense.of(Z, 256, random), LeakyReLU.withSlope(0.2f), BatchNorm.of(256),           // (N, 256)
                Dense.of(256, 784, random), Tanh.of());                                           // (N, 784)
        // The discriminator D maps an image to one logit: positive for a real image, negative for a fake one.
        Sequential discriminator = Sequential.of(Shape.of(784),
                Dense.of(784, 256, random), LeakyReLU.withSlope(0.2f),                            // (N, 256)
                Dense.of(256, 1, random));                                                        // (N, 1)
        Adam adamG = Adam.withLearningRate(2e-4f).withBeta1(0.5f);
        Adam adamD = Adam.withLearningRate(2e-4f).withBeta1(0.5f);
        Tensor ones = Tensor.full(Shape.of(N, 1), 1);
        Tensor zeros = Tensor.zeros(Shape.of(N, 1));
        Tensor fixedPoints = normal(64, random);

        Buffers buffers = new Buffers();        // the memory of one step serves the next
        for (int step = 1; step <= steps; step++) {
            try (Tape tape = Tape.training(random, buffers)) {
                Tensor real = mnist.images(batches.indices(step), Scaling.MINUS_ONE_TO_ONE)      // (N, 28, 28, 1)
                        .reshaped(Shape.of(N, 784));
                Tensor fake = generator.forward(normal(N, random), tape);                         // (N, 784)
                Tensor realLogits = discriminator.forward(real, tape);                            // (N, 1)
                Tensor fakeLogits = discriminator.forward(fake, tape);                            // (N, 1)

                // D learns to output 1 for real images and 0 for fake ones.
                Tensor lossD = Arithmetic.add(Losses.binaryCrossEntropyWithLogits(realLogits, ones, tape),
                        Losses.binaryCrossEntropyWithLogits(fakeLogits, zeros, tape), tape);
                // G learns to make D output 1 for its images.
                Tensor lossG = Losses.binaryCrossEntropyWithLogits(fakeLogits, ones, tape);

                // Both losses use the same forward pass. Each network is updated by the gradients of its parameters only.
                var gradientsD = tape.gradients(lossD, discriminator.parameters());               // stops at fake
                var gradientsG = tape.gradients(lossG, generator.parameters());                   // passes through D
                adamD.step(gradientsD);
                adamG.step(gradientsG);
                if (step % 500 == 0 || step == steps) {
                    System.out.printf(Locale.ROOT, "step %4d  d_loss %.3f  g_loss %.3f%n", step, lossD.item(),
                            lossG.item());
                }
            }
        }

        Files.createDirectories(picture.toAbsolutePath().getParent());
        ImageGrid.of(8, 8, mnist.imageShape(), Scaling.MINUS_ONE_TO_ONE).withMagnification(2)
                .write(generator.infer(fixedPoints), picture);
        System.out.println("64 generated digits are in " + picture);
    }

    /** Latent points: standard normal numbers, (count, Z). */
    private static Tensor normal(int count, RandomStream random) {
        Tensor z = Tensor.zeros(Shape.of(count, Z));
        random.fillNormal(z.array(), 0, 1);
        return z;
    }
}
