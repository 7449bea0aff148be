package easel.examples;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.examples.run.SmallProgram;
import easel.layers.Dense;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.optim.Adam;
import easel.training.EarlyStopping;
import easel.training.Examples;
import easel.training.History;
import easel.training.Metric;
import easel.training.Objective;
import easel.training.Training;
import java.util.Locale;

/** Supervised training: fits a curve to 1,000 noisy points, of which 50 are outliers. */
public final class Regression {
    private static final int POINTS = 1000;

    private Regression() {}

    /**
     * Trains for a few seconds and prints the history, then the curve and the prediction at nine values of x.
     *
     * @param args optional: the largest number of steps, by default 1200; early stopping may end the training earlier
     */
    public static void main(String[] args) {
        SmallProgram.start(args, "Regression [STEPS], by default 1200; early stopping may end it earlier",
                SmallProgram.COUNT);
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 1200;
        RandomStream random = RandomStream.of(1);
        Examples points = points(random.stream("points"));                           // x (1000, 1), y (1000, 1)
        Sequential net = Sequential.of(Shape.of(1),
                Dense.of(1, 32, random), Tanh.of(),                                  // (N, 32)
                Dense.of(32, 32, random), Tanh.of(),                                 // (N, 32)
                Dense.of(32, 1, random));                                            // (N, 1)
        Objective huber = Objective.of("Huber", (p, y, tape) -> Losses.huber(p, y, 0.2, tape))
                .withMetric(Metric.meanAbsoluteError());
        History history = Training.of(net, Adam.withLearningRate(0.01), huber)
                .withSteps(steps).withBatch(20).withSeed(1).withValidationSplit(0.2)
                .withEarlyStopping(EarlyStopping.afterEpochs(3))
                .train(points);
        System.out.println(history);
        System.out.println();

        Tensor x = Tensor.zeros(Shape.of(9, 1));                                     // -2, -1.5, …, 2
        for (int n = 0; n < x.size(); n++) {
            x.array()[n] = n / 2f - 2;
        }
        Tensor y = net.infer(x);                                                     // (9, 1)
        System.out.println("    x   curve  prediction");
        for (int n = 0; n < x.size(); n++) {
            System.out.printf(Locale.ROOT, "%5.1f  %6.3f  %10.3f%n", x.at(n, 0), curve(x.at(n, 0)), y.at(n, 0));
        }
    }

    private static double curve(double x) {
        return Math.sin(2 * x);
    }

    /** Points of the curve with normal noise. One point in 20 is an outlier, 2 too high. */
    private static Examples points(RandomStream random) {
        Tensor x = Tensor.zeros(Shape.of(POINTS, 1));
        Tensor y = Tensor.zeros(Shape.of(POINTS, 1));
        random.fillUniform(x.array(), -2, 2);
        random.fillNormal(y.array(), 0, 0.1f);
        for (int n = 0; n < POINTS; n++) {
            y.array()[n] += (float) curve(x.at(n, 0)) + (n % 20 == 0 ? 2 : 0);
        }
        return Examples.of(x, y);
    }
}
