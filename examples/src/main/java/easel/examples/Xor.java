package easel.examples;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.examples.run.SmallProgram;
import easel.layers.Dense;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.util.Locale;

/** The first program: trains a network of 33 parameters on the XOR function. */
public final class Xor {
    private Xor() {}

    /**
     * Trains for a fraction of a second and prints the predicted probability of a 1 for each of the four inputs.
     *
     * @param args none
     */
    public static void main(String[] args) {
        SmallProgram.start(args, "Xor, without options");
        RandomStream random = RandomStream.of(1);
        Tensor x = Tensor.of(Shape.of(4, 2), 0, 0, 0, 1, 1, 0, 1, 1);
        Tensor t = Tensor.of(Shape.of(4, 1), 0, 1, 1, 0);
        Sequential net = Sequential.of(Shape.of(2), Dense.of(2, 8, random), Tanh.of(), Dense.of(8, 1, random));
        Adam adam = Adam.withLearningRate(0.05);
        for (int step = 0; step < 500; step++) {
            Tape tape = Tape.training(random);
            Tensor loss = Losses.binaryCrossEntropyWithLogits(net.forward(x, tape), t, tape);
            adam.step(tape.gradients(loss, net.parameters()));
        }
        Tensor p = Sigmoid.of().infer(net.infer(x));
        for (int n = 0; n < 4; n++) {
            System.out.printf(Locale.ROOT, "%.0f xor %.0f = %.3f%n", x.at(n, 0), x.at(n, 1), p.at(n, 0));
        }
    }
}
