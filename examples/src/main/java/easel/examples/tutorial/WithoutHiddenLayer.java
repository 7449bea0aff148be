package easel.examples.tutorial;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.examples.run.SmallProgram;
import easel.layers.Dense;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.optim.Adam;
import java.util.Locale;

/** Chapter 2, an exercise: a network of one layer learns AND, but not XOR. */
public final class WithoutHiddenLayer {
    private WithoutHiddenLayer() {}

    /**
     * Trains two networks for a fraction of a second and prints their predictions.
     *
     * @param args none
     */
    public static void main(String[] args) {
        SmallProgram.start(args, "WithoutHiddenLayer, without options");
        learn("and", Tensor.of(Shape.of(4, 1), 0, 0, 0, 1));
        learn("xor", Tensor.of(Shape.of(4, 1), 0, 1, 1, 0));
    }

    private static void learn(String name, Tensor t) {
        RandomStream random = RandomStream.of(1);
        Tensor x = Tensor.of(Shape.of(4, 2), 0, 0, 0, 1, 1, 0, 1, 1);
        Sequential net = Sequential.of(Shape.of(2), Dense.of(2, 1, random));
        Adam adam = Adam.withLearningRate(0.05);
        for (int step = 0; step < 1000; step++) {
            Tape tape = Tape.training(random);
            Tensor loss = Losses.binaryCrossEntropyWithLogits(net.forward(x, tape), t, tape);
            adam.step(tape.gradients(loss, net.parameters()));
        }
        Tensor p = Sigmoid.of().infer(net.infer(x));
        for (int n = 0; n < 4; n++) {
            System.out.printf(Locale.ROOT, "%.0f %s %.0f = %.3f%n", x.at(n, 0), name, x.at(n, 1), p.at(n, 0));
        }
    }
}
