package easel.examples.tutorial;

import easel.core.*;
import easel.core.convolution.Padding;
import easel.core.ops.Arithmetic;
import easel.core.ops.Rearrange;
import easel.core.random.RandomStream;
import easel.datasets.*;
import easel.examples.run.SmallProgram;
import easel.layers.*;
import easel.optim.Adam;
import java.io.IOException;
import java.nio.file.*;
import java.util.*;

/** Chapter 5: trains the GAN of {@link easel.examples.TinyGan} again, with one change at a time. */
public final class Ablation {
    private static final int N = 64;            // images in a batch
    private static final int Z = 64;            // numbers in a latent point
    private static final Shape IMAGE = Shape.of(28, 28, 1);

    /** The three choices under test. The slope is that of D's LeakyReLU below 0; slope 0 makes it a ReLU. */
    private record Recipe(String name, boolean batchNorm, double slope, double beta1) {}

    private static final List<Recipe> RECIPES = List.of(
            new Recipe("as in TinyGan", true, 0.2, 0.5),
            new Recipe("no BatchNorm", false, 0.2, 0.5),
            new Recipe("ReLU in D", true, 0, 0.5),
            new Recipe("beta1 0.9", true, 0.2, 0.9),
            new Recipe("all three", false, 0, 0.9));

    private Ablation() {}

    /**
     * Trains each recipe with each seed. Prints how a classifier reads 1,000 images; draws 16 images of seed 1.
     *
     * @param args optional: the steps of a training, by default 300, the number of seeds, by default 3, and the picture
     * @throws IOException if the picture cannot be written
     */
    public static void main(String[] args) throws IOException {
        SmallProgram.start(args, "Ablation [STEPS [SEEDS [PICTURE]]], by default 300 3 runs/tutorial/ablation.png",
                SmallProgram.COUNT, SmallProgram.COUNT, SmallProgram.FILE);
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 300;
        int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        Path picture = Path.of(args.length > 2 ? args[2] : "runs/tutorial/ablation.png");
        LabeledImages mnist = Mnist.train();
        DigitReader reader = new DigitReader(mnist);
        List<Tensor> rows = new ArrayList<>();
        System.out.println("recipe          seed  confidence  classes  distance");
        print("real digits", 0, reader.read(mnist.images(Batches.uniform(60000, 1000, RandomStream.of(1)).indices(0),
                Scaling.MINUS_ONE_TO_ONE)));
        for (Recipe recipe : RECIPES) {
            for (int seed = 1; seed <= seeds; seed++) {
                Tensor fakes = train(recipe, seed, steps, mnist);                                 // (1000, 28, 28, 1)
                print(recipe.name, seed, reader.read(fakes));
                if (seed == 1) {
                    rows.add(Rearrange.sliceRows(fakes, 0, 16, Tape.forInference()));
                }
            }
        }
        Files.createDirectories(picture.toAbsolutePath().getParent());
        ImageGrid.of(rows.size(), 16, IMAGE, Scaling.MINUS_ONE_TO_ONE)
                .write(Rearrange.concatenateRows(rows, Tape.forInference()), picture);
    }

    private static void print(String name, int seed, DigitReader.Reading reading) {
        System.out.printf(Locale.ROOT, "%-16s%4s  %10.3f  %7.2f  %8.2f%n", name, seed == 0 ? "" : seed,
                reading.confidence(), reading.classes(), reading.distance());
    }

    private static Tensor train(Recipe recipe, int seed, int steps, LabeledImages mnist) {
        RandomStream random = RandomStream.of(seed);
        Batches batches = Batches.uniform(mnist.size(), N, random);
        Sequential generator = Sequential.of(Shape.of(Z),
                Dense.of(Z, 7 * 7 * 32, random), norm(7 * 7 * 32, recipe), ReLU.of(), Reshape.to(7, 7, 32),
                Conv2DTranspose.of(32, 16, 4, random).withStride(2).withPadding(Padding.SAME),
                norm(16, recipe), ReLU.of(),                                                      // (N, 14, 14, 16)
                Conv2DTranspose.of(16, 1, 4, random).withStride(2).withPadding(Padding.SAME), Tanh.of());
        Sequential discriminator = Sequential.of(IMAGE,
                Conv2D.of(1, 16, 4, random).withStride(2).withPadding(Padding.SAME),
                LeakyReLU.withSlope(recipe.slope),                                                // (N, 14, 14, 16)
                Conv2D.of(16, 32, 4, random).withStride(2).withPadding(Padding.SAME),
                norm(32, recipe), LeakyReLU.withSlope(recipe.slope),                              // (N, 7, 7, 32)
                Dropout.withRate(0.3), Flatten.of(), Dense.of(7 * 7 * 32, 1, random));
        Adam adamG = Adam.withLearningRate(5e-4).withBeta1(recipe.beta1);
        Adam adamD = Adam.withLearningRate(5e-4).withBeta1(recipe.beta1);
        Tensor ones = Tensor.full(Shape.of(N, 1), 1);
        Tensor zeros = Tensor.zeros(Shape.of(N, 1));
        Buffers buffers = new Buffers();
        for (int step = 1; step <= steps; step++) {
            try (Tape tape = Tape.training(random, buffers)) {
                Tensor real = mnist.images(batches.indices(step), Scaling.MINUS_ONE_TO_ONE);
                Tensor realLogits = discriminator.forward(real, tape);
                Tensor fakeLogits = discriminator.forward(generator.forward(normal(N, random), tape), tape);
                Tensor lossD = Arithmetic.add(Losses.binaryCrossEntropyWithLogits(realLogits, ones, tape),
                        Losses.binaryCrossEntropyWithLogits(fakeLogits, zeros, tape), tape);
                Tensor lossG = Losses.binaryCrossEntropyWithLogits(fakeLogits, ones, tape);
                Gradients gradientsD = tape.gradients(lossD, discriminator.parameters());
                Gradients gradientsG = tape.gradients(lossG, generator.parameters());
                adamD.step(gradientsD);
                adamG.step(gradientsG);
            }
        }
        return generator.infer(normal(1000, RandomStream.of(1)));
    }

    /** BatchNorm, or a layer that changes nothing: LeakyReLU with slope 1. */
    private static Layer norm(int features, Recipe recipe) {
        return recipe.batchNorm ? BatchNorm.of(features) : LeakyReLU.withSlope(1);
    }

    private static Tensor normal(int count, RandomStream random) {
        Tensor z = Tensor.zeros(Shape.of(count, Z));
        random.fillNormal(z.array(), 0, 1);
        return z;
    }
}
