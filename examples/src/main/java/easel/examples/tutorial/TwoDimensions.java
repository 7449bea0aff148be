package easel.examples.tutorial;

import easel.core.Gradients;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.random.RandomStream;
import easel.datasets.Toy;
import easel.examples.run.SmallProgram;
import easel.layers.Dense;
import easel.layers.LeakyReLU;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** Chapter 3: a GAN whose examples are points in the plane, around eight centres on a circle. */
public final class TwoDimensions {
    private static final int N = 256;           // points in a batch
    private static final int Z = 2;             // numbers in a latent point
    private static final int MODES = 8;
    private static final float RADIUS = 2;
    private static final float DEVIATION = 0.1f;
    private static final List<Integer> PANELS = List.of(0, 500, 1000, 2000, 4000);

    private TwoDimensions() {}

    /**
     * Trains for a few seconds, counts the modes of the fakes, and draws points and probabilities.
     *
     * @param args optional: D's learning rate, by default 0.001, the seed, by default 1, and the picture's file
     * @throws IOException if the picture cannot be written
     */
    public static void main(String[] args) throws IOException {
        SmallProgram.start(args, "TwoDimensions [RATE_OF_D [SEED [PICTURE]]], by default 0.001 1"
                + " runs/tutorial/two-dimensions.png", SmallProgram.NUMBER, SmallProgram.COUNT, SmallProgram.FILE);
        double rateD = args.length > 0 ? Double.parseDouble(args[0]) : 1e-3;
        int seed = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        Path picture = Path.of(args.length > 2 ? args[2] : "runs/tutorial/two-dimensions.png");
        RandomStream random = RandomStream.of(seed);
        Toy ring = Toy.gaussianRing(MODES, RADIUS, DEVIATION);
        Sequential generator = Sequential.of(Shape.of(Z),
                Dense.of(Z, 64, random), Tanh.of(),
                Dense.of(64, 64, random), Tanh.of(), Dense.of(64, 2, random));
        Sequential discriminator = Sequential.of(Shape.of(2),
                Dense.of(2, 32, random), LeakyReLU.withSlope(0.2),
                Dense.of(32, 32, random), LeakyReLU.withSlope(0.2), Dense.of(32, 1, random));
        Adam adamG = Adam.withLearningRate(1e-3).withBeta1(0.5);
        Adam adamD = Adam.withLearningRate(rateD).withBeta1(0.5);
        Tensor ones = Tensor.full(Shape.of(N, 1), 1);
        Tensor zeros = Tensor.zeros(Shape.of(N, 1));
        Tensor points = normal(1000, RandomStream.of(2));

        Canvas canvas = new Canvas(PANELS.size());
        for (int step = 0; step <= 4000; step++) {
            if (PANELS.contains(step)) {
                Tensor fakes = generator.infer(points);                                           // (1000, 2)
                print(step, fakes);
                draw(canvas, PANELS.indexOf(step), fakes, ring.sample(300, RandomStream.of(3)), discriminator);
            }
            Tape tape = Tape.training(random);
            Tensor fake = generator.forward(normal(N, random), tape);                             // (N, 2)
            Tensor realLogits = discriminator.forward(ring.sample(N, random), tape);              // (N, 1)
            Tensor fakeLogits = discriminator.forward(fake, tape);                                // (N, 1)
            Tensor lossD = Arithmetic.add(Losses.binaryCrossEntropyWithLogits(realLogits, ones, tape),
                    Losses.binaryCrossEntropyWithLogits(fakeLogits, zeros, tape), tape);
            Tensor lossG = Losses.binaryCrossEntropyWithLogits(fakeLogits, ones, tape);
            Gradients gradientsD = tape.gradients(lossD, discriminator.parameters());
            Gradients gradientsG = tape.gradients(lossG, generator.parameters());
            adamD.step(gradientsD);
            adamG.step(gradientsG);
        }
        canvas.write(picture);
    }

    private static Tensor normal(int count, RandomStream random) {
        Tensor z = Tensor.zeros(Shape.of(count, Z));
        random.fillNormal(z.array(), 0, 1);
        return z;
    }

    /** A fake is near a mode if its distance from the centre is at most three standard deviations. */
    private static void print(int step, Tensor fakes) {
        BitSet modes = new BitSet();
        int near = 0;
        for (float[] fake : fakes.toArray2D()) {
            for (int mode = 0; mode < MODES; mode++) {
                double angle = 2 * Math.PI * mode / MODES;
                double dx = fake[0] - RADIUS * StrictMath.cos(angle);
                double dy = fake[1] - RADIUS * StrictMath.sin(angle);
                if (Math.sqrt(dx * dx + dy * dy) <= 3 * DEVIATION) {
                    near++;
                    modes.set(mode);
                }
            }
        }
        System.out.printf(Locale.ROOT, "step %4d  modes %d of %d  fakes near a mode %5.1f %%%n", step,
                modes.cardinality(), MODES, 100.0 * near / fakes.rows());
    }

    /** Draws the square from -3 to 3: D(x) as the background, real points in blue, fakes in orange. */
    private static void draw(Canvas canvas, int panel, Tensor fakes, Tensor reals, Sequential discriminator) {
        canvas.background(panel, Sigmoid.of().infer(discriminator.infer(Canvas.grid())));
        canvas.points(panel, reals, Canvas.REAL);
        canvas.points(panel, fakes, Canvas.FAKE);
    }
}
