package easel.examples;

import easel.core.Gradients;
import easel.core.Node;
import easel.core.Parameter;
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
import easel.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Prints one backward pass step by step: the tape recorded by the forward pass, then the gradients in the order of
 * their computation, from the loss to the first weights. Then trains the network of {@link Xor} with plain SGD.
 */
@Command(name = "XorBackward", header = "Prints one backward pass on the XOR function, number by number.",
        description = "Prints the tape and the gradients, trains for a fraction of a second, and prints the four"
            + " predictions.",
        footer = "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.XorBackward")
public final class XorBackward implements Callable<Integer> {
    private static final Tensor X = Tensor.of(Shape.of(4, 2), 0, 0, 0, 1, 1, 0, 1, 1);
    private static final Tensor T = Tensor.of(Shape.of(4, 1), 0, 1, 1, 0);

    @Option(names = "--steps", paramLabel = "N", defaultValue = "2000", converter = OptionTypes.AtLeastOne.class,
            description = "Training steps. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Mixin
    private Manual manual;

    XorBackward() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new XorBackward(), args);
    }

    @Override
    public Integer call() {
        RandomStream random = RandomStream.of(1);
        Sequential net = Sequential.of(Shape.of(2),
                Dense.of(2, 8, random),      // (N, 2) -> (N, 8)
                Tanh.of(),                   // (N, 8)
                Dense.of(8, 1, random));     // (N, 8) -> (N, 1), logits

        Tape tape = Tape.training(random);
        Tensor loss = Losses.binaryCrossEntropyWithLogits(net.forward(X, tape), T, tape);
        System.out.println("The tape of one forward pass, loss " + loss.item() + ":");
        System.out.println(tape);
        System.out.println();
        System.out.println("The backward pass, dL/d of each output and parameter:");
        printBackward(tape, loss, net);

        train(net, random);
        Tensor p = Sigmoid.of().infer(net.infer(X));                          // (4, 1)
        System.out.println();
        System.out.printf(Locale.ROOT, "After %,d steps of SGD:%n", steps);
        for (int n = 0; n < 4; n++) {
            System.out.printf(Locale.ROOT, "%.0f xor %.0f = %.3f%n", X.at(n, 0), X.at(n, 1), p.at(n, 0));
        }
        return 0;
    }

    /** Computes the gradients of all outputs and parameters in one pass; prints them node by node, last node first. */
    private static void printBackward(Tape tape, Tensor loss, Sequential net) {
        List<Tensor> wanted = new ArrayList<>(net.parameters());
        tape.nodes().forEach(node -> wanted.add(node.output()));
        Gradients gradients = tape.gradients(loss, wanted);
        for (int i = tape.nodes().size() - 1; i >= 0; i--) {
            Node node = tape.nodes().get(i);
            System.out.printf("%3d  %s%n", i, node.name());
            printGradient("output", gradients.of(node.output()));
            for (Tensor source : node.sources()) {
                if (source instanceof Parameter) {
                    printGradient(nameOf(source, net), gradients.of(source));
                }
            }
        }
    }

    private static void printGradient(String name, Tensor d) {
        double squares = 0;
        StringBuilder values = new StringBuilder();
        for (float value : d.array()) {
            squares += (double) value * value;
            values.append(String.format(Locale.ROOT, " %7.4f", value));
        }
        System.out.printf(Locale.ROOT, "       d %-9s %-7s norm %.4f%s%n", name, d.shape(), Math.sqrt(squares),
                d.size() <= 8 ? "  values" + values : "");
    }

    private static String nameOf(Tensor parameter, Sequential net) {
        return net.tensors().entrySet().stream()
                .filter(entry -> entry.getValue() == parameter)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private void train(Sequential net, RandomStream random) {
        Sgd sgd = Sgd.withLearningRate(0.5f);
        for (int step = 0; step < steps; step++) {
            Tape tape = Tape.training(random);
            Tensor loss = Losses.binaryCrossEntropyWithLogits(net.forward(X, tape), T, tape);
            sgd.step(tape.gradients(loss, net.parameters()));
        }
    }
}
