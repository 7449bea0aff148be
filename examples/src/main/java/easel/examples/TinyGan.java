package easel.examples;

import easel.core.*;
import easel.core.convolution.Padding;
import easel.core.ops.Arithmetic;
import easel.core.random.RandomStream;
import easel.datasets.*;
import easel.examples.run.SmallProgram;
import easel.layers.*;
import easel.optim.Adam;
import java.io.IOException;
import java.nio.file.*;

/** The second program after {@link Xor}: a whole GAN in one file. Two networks, one training loop, one picture. */
public final class TinyGan {
    private static final int N = 64;            // images in a batch
    private static final int Z = 64;            // numbers in a latent point

    private TinyGan() {}

    /**
     * Trains a generator of digits and draws 64 of its digits.
     *
     * @param args optional: the number of steps, by default 1500, and the picture's file, by default runs/tiny-gan.png
     * @throws IOException if the picture cannot be written
     */
    public static void main(String[] args) throws IOException {
        SmallProgram.start(args, "TinyGan [STEPS [PICTURE]], by default 1500 runs/tiny-gan.png",
                SmallProgram.COUNT, SmallProgram.FILE);
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 1500;
        Path picture = Path.of(args.length > 1 ? args[1] : "runs/tiny-gan.png");
        RandomStream random = RandomStream.of(1);
        LabeledImages mnist = Mnist.train();
        Batches batches = Batches.uniform(mnist.size(), N, random);

        // The generator G maps a latent point, 64 random numbers, to an image with pixels from -1 to 1.
        Sequential generator = Sequential.of(Shape.of(Z),
                Dense.of(Z, 7 * 7 * 32, random), BatchNorm.of(7 * 7 * 32), ReLU.of(), Reshape.to(7, 7, 32),
                upsample(32, 16, random), BatchNorm.of(16), ReLU.of(),                            // (N, 14, 14, 16)
                upsample(16, 1, random), Tanh.of());                                              // (N, 28, 28, 1)
        // The discriminator D maps an image to one logit: above 0 means real, below 0 means fake.
        Sequential discriminator = Sequential.of(Shape.of(28, 28, 1),
                downsample(1, 16, random), LeakyReLU.withSlope(0.2f),                             // (N, 14, 14, 16)
                downsample(16, 32, random), BatchNorm.of(32), LeakyReLU.withSlope(0.2f),          // (N, 7, 7, 32)
                Dropout.withRate(0.3f), Flatten.of(), Dense.of(7 * 7 * 32, 1, random));           // (N, 1)
        Adam adamG = Adam.withLearningRate(5e-4f).withBeta1(0.5f);
        Adam adamD = Adam.withLearningRate(5e-4f).withBeta1(0.5f);
        Tensor ones = Tensor.full(Shape.of(N, 1), 1);
        Tensor zeros = Tensor.zeros(Shape.of(N, 1));
        Tensor points = normal(random);         // the points of the picture

        Buffers buffers = new Buffers();        // each step reuses the memory of the step before
        for (int step = 1; step <= steps; step++) {
            try (Tape tape = Tape.training(random, buffers)) {
                Tensor real = mnist.images(batches.indices(step), Scaling.MINUS_ONE_TO_ONE);      // (N, 28, 28, 1)
                Tensor fake = generator.forward(normal(random), tape);                            // (N, 28, 28, 1)
                Tensor realLogits = discriminator.forward(real, tape);                            // (N, 1)
                Tensor fakeLogits = discriminator.forward(fake, tape);                            // (N, 1)

                // D's targets: 1 for real images, 0 for fake images. G's target: 1 for its fake images.
                Tensor lossD = Arithmetic.add(Losses.binaryCrossEntropyWithLogits(realLogits, ones, tape),
                        Losses.binaryCrossEntropyWithLogits(fakeLogits, zeros, tape), tape);
                Tensor lossG = Losses.binaryCrossEntropyWithLogits(fakeLogits, ones, tape);

                // One forward pass, two losses. Gradients are computed for the named parameters only:
                Gradients gradientsD = tape.gradients(lossD, discriminator.parameters());         // not of G
                Gradients gradientsG = tape.gradients(lossG, generator.parameters());             // through D to G
                adamD.step(gradientsD);
                adamG.step(gradientsG);
                if (step % 100 == 0 || step == steps) {
                    System.out.println("step " + step + "  d_loss " + lossD.item() + "  g_loss " + lossG.item());
                }
            }
        }
        Files.createDirectories(picture.toAbsolutePath().getParent());
        ImageGrid.of(8, 8, mnist.imageShape(), Scaling.MINUS_ONE_TO_ONE).write(generator.infer(points), picture);
        System.out.println("The picture is " + picture);
    }

    /** Doubles height and width. */
    private static Layer upsample(int channels, int filters, RandomStream random) {
        return Conv2DTranspose.of(channels, filters, 4, random).withStride(2).withPadding(Padding.SAME);
    }

    /** Halves height and width. */
    private static Layer downsample(int channels, int filters, RandomStream random) {
        return Conv2D.of(channels, filters, 4, random).withStride(2).withPadding(Padding.SAME);
    }

    /** A batch of latent points, (N, Z), with standard normal numbers. */
    private static Tensor normal(RandomStream random) {
        Tensor z = Tensor.zeros(Shape.of(N, Z));
        random.fillNormal(z.array(), 0, 1);
        return z;
    }
}
