package easel.examples.tutorial;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Reduce;
import easel.core.random.RandomStream;
import easel.examples.run.SmallProgram;
import easel.layers.BatchNorm;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.ReLU;
import java.util.List;
import java.util.Locale;

/** Chapter 5: BatchNorm, ReLU, LeakyReLU and Adam's mean of gradients on a few numbers. */
public final class TricksByHand {
    private TricksByHand() {}

    /**
     * Prints the numbers.
     *
     * @param args none
     */
    public static void main(String[] args) {
        SmallProgram.start(args, "TricksByHand, without options");
        Tensor x = Tensor.of(Shape.of(4, 1), 1, 2, 3, 6);
        Tape tape = Tape.training(RandomStream.of(1));
        print("BatchNorm of 1 2 3 6", BatchNorm.of(1).forward(x, tape));

        Tensor z = Tensor.of(Shape.of(4, 1), -2, -1, 1, 2);
        for (Layer layer : List.of(ReLU.of(), LeakyReLU.withSlope(0.2))) {
            Tape pass = Tape.training(RandomStream.of(1));
            Tensor y = layer.forward(z, pass);
            Tensor sum = Reduce.sum(y, pass);
            print(layer.getClass().getSimpleName() + " of -2 -1 1 2", y);
            print("  derivatives", pass.gradients(sum, List.of(z)).of(z));
        }

        double[] gradients = {1, 1, 1, -1, -1};
        print("Adam's mean with beta1 0.9", means(0.9, gradients));
        print("Adam's mean with beta1 0.5", means(0.5, gradients));
    }

    /** Adam's running mean of the gradients, corrected for its start at 0. */
    private static Tensor means(double beta1, double[] gradients) {
        double[] means = new double[gradients.length];
        double m = 0;
        for (int t = 1; t <= gradients.length; t++) {
            m = beta1 * m + (1 - beta1) * gradients[t - 1];
            means[t - 1] = m / (1 - StrictMath.pow(beta1, t));
        }
        return Tensor.of(Shape.of(means.length), means);
    }

    private static void print(String name, Tensor values) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-28s", name));
        for (float value : values.array()) {
            line.append(String.format(Locale.ROOT, "%7.2f", value));
        }
        System.out.println(line);
    }
}
