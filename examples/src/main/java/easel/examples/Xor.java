package easel.examples;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.examples.commands.Manual;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.layers.Dense;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The first program: trains a network of 33 parameters on the XOR function. */
@Command(name = "Xor", header = "Trains a network of 33 parameters on the XOR function.",
        description = "Trains for a fraction of a second and prints the predicted probability of a 1 for each of the"
            + " four inputs.",
        footer = "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.Xor")
public final class Xor implements Callable<Integer> {
    @Option(names = "--steps", paramLabel = "N", defaultValue = "500", converter = OptionTypes.AtLeastOne.class,
            description = "Training steps. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Mixin
    private Manual manual;

    Xor() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new Xor(), args);
    }

    @Override
    public Integer call() {
        RandomStream random = RandomStream.of(1);
        Tensor x = Tensor.of(Shape.of(4, 2), 0, 0, 0, 1, 1, 0, 1, 1);
        Tensor t = Tensor.of(Shape.of(4, 1), 0, 1, 1, 0);
        Sequential net = Sequential.of(Shape.of(2), Dense.of(2, 8, random), Tanh.of(), Dense.of(8, 1, random));
        Adam adam = Adam.withLearningRate(0.05f);
        for (int step = 0; step < steps; step++) {
            Tape tape = Tape.training(random);
            Tensor loss = Losses.binaryCrossEntropyWithLogits(net.forward(x, tape), t, tape);
            adam.step(tape.gradients(loss, net.parameters()));
        }
        Tensor p = Sigmoid.of().infer(net.infer(x));
        for (int n = 0; n < 4; n++) {
            System.out.printf(Locale.ROOT, "%.0f xor %.0f = %.3f%n", x.at(n, 0), x.at(n, 1), p.at(n, 0));
        }
        return 0;
    }
}
