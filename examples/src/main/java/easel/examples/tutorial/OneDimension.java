package easel.examples.tutorial;

import easel.core.Gradients;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.random.RandomStream;
import easel.examples.run.SmallProgram;
import easel.layers.Dense;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Chapter 3: a GAN whose examples are single numbers. */
public final class OneDimension {
    private static final int N = 128;           // numbers in a batch
    private static final List<Integer> PANELS = List.of(0, 100, 200, 500, 1000);

    private OneDimension() {}

    /**
     * Trains for a few seconds, prints mean and standard deviation of the fakes, and draws histograms.
     *
     * @param args none
     * @throws IOException if the picture cannot be written
     */
    public static void main(String[] args) throws IOException {
        SmallProgram.start(args, "OneDimension, without options");
        RandomStream random = RandomStream.of(1);
        Sequential generator = Sequential.of(Shape.of(1),
                Dense.of(1, 32, random), Tanh.of(), Dense.of(32, 1, random));
        Sequential discriminator = Sequential.of(Shape.of(1),
                Dense.of(1, 32, random), Tanh.of(),
                Dense.of(32, 32, random), Tanh.of(), Dense.of(32, 1, random));                    // logits
        Adam adamG = Adam.withLearningRate(1e-3).withBeta1(0.5);
        Adam adamD = Adam.withLearningRate(1e-3).withBeta1(0.5);
        Tensor ones = Tensor.full(Shape.of(N, 1), 1);
        Tensor zeros = Tensor.zeros(Shape.of(N, 1));
        Tensor points = normal(5000, 0, 1, RandomStream.of(2));     // the same latent points in every report

        System.out.println("latent point " + points.at(0, 0) + " becomes " + generator.infer(points).at(0, 0));
        Canvas canvas = new Canvas(PANELS.size());
        for (int step = 0; step <= 1000; step++) {
            if (PANELS.contains(step)) {
                Tensor fakes = generator.infer(points);
                print(step, fakes);
                draw(canvas, PANELS.indexOf(step), fakes, discriminator);
            }
            Tape tape = Tape.training(random);
            Tensor real = normal(N, 4, 1, random);                                                // (N, 1)
            Tensor fake = generator.forward(normal(N, 0, 1, random), tape);                       // (N, 1)
            Tensor realLogits = discriminator.forward(real, tape);                                // (N, 1)
            Tensor fakeLogits = discriminator.forward(fake, tape);                                // (N, 1)
            Tensor lossD = Arithmetic.add(Losses.binaryCrossEntropyWithLogits(realLogits, ones, tape),
                    Losses.binaryCrossEntropyWithLogits(fakeLogits, zeros, tape), tape);
            Tensor lossG = Losses.binaryCrossEntropyWithLogits(fakeLogits, ones, tape);
            Gradients gradientsD = tape.gradients(lossD, discriminator.parameters());
            Gradients gradientsG = tape.gradients(lossG, generator.parameters());
            adamD.step(gradientsD);
            adamG.step(gradientsG);
        }
        System.out.println("latent point " + points.at(0, 0) + " becomes " + generator.infer(points).at(0, 0));
        canvas.write(Path.of("runs/tutorial/one-dimension.png"));
    }

    private static Tensor normal(int count, float mean, float deviation, RandomStream random) {
        Tensor x = Tensor.zeros(Shape.of(count, 1));
        random.fillNormal(x.array(), mean, deviation);
        return x;
    }

    private static void print(int step, Tensor fakes) {
        double mean = 0;
        double square = 0;
        for (float x : fakes.array()) {
            mean += x / fakes.size();
            square += (double) x * x / fakes.size();
        }
        System.out.printf(Locale.ROOT, "step %4d  mean %6.2f  standard deviation %4.2f%n", step, mean,
                Math.sqrt(square - mean * mean));
    }

    /** Draws numbers from -2 to 8: the density of real numbers in blue, fakes as orange bars, D(x) as a black line. */
    private static void draw(Canvas canvas, int panel, Tensor fakes, Sequential discriminator) {
        double pixel = 10.0 / Canvas.SIDE;                                  // width of a pixel
        double bar = 5 * pixel;                                             // width of a bar
        int[] counts = new int[Canvas.SIDE / 5];
        for (float x : fakes.array()) {
            int index = (int) Math.floor((x + 2) / bar);
            if (index >= 0 && index < counts.length) {
                counts[index]++;
            }
        }
        for (int column = 0; column < Canvas.SIDE; column++) {
            double x = -2 + (column + 0.5) * pixel;
            double real = StrictMath.exp(-(x - 4) * (x - 4) / 2) / StrictMath.sqrt(2 * Math.PI);
            double fake = counts[column / 5] / (fakes.size() * bar);
            Tensor p = Sigmoid.of().infer(discriminator.infer(Tensor.of(Shape.of(1, 1), x)));
            int top = row(2 * fake);                                      // 0.5 is at the top; higher bars are cut off
            canvas.fill(panel, column, top, 1, Canvas.SIDE - top, Canvas.FAKE);
            canvas.fill(panel, column, row(2 * real) - 1, 1, 4, Canvas.REAL);
            canvas.fill(panel, column, row(p.item()) - 1, 1, 3, Canvas.BLACK);
        }
    }

    /** The row of a value: 0 is at the bottom, 1 at the top. */
    private static int row(double value) {
        return (int) Math.round((1 - value) * (Canvas.SIDE - 1));
    }
}
