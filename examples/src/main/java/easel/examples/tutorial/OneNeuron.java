package easel.examples.tutorial;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.examples.run.SmallProgram;
import easel.layers.Dense;
import easel.layers.Losses;
import easel.optim.Sgd;
import java.util.Locale;

/** Chapter 2: one weight, one bias and one training step, first in plain Java, then with the library. */
public final class OneNeuron {
    private OneNeuron() {}

    /**
     * Prints the numbers of the step.
     *
     * @param args none
     */
    public static void main(String[] args) {
        SmallProgram.start(args, "OneNeuron, without options");
        double x = 2;                               // the input
        double t = 0;                               // the target
        double w = 0.5;                             // the weight
        double b = 0;                               // the bias
        double z = w * x + b;                       // the logit
        double p = 1 / (1 + Math.exp(-z));          // the probability
        double loss = -t * Math.log(p) - (1 - t) * Math.log(1 - p);
        print("logit", z, "probability", p, "loss", loss);

        double dz = p - t;
        double dw = dz * x;
        double db = dz;
        print("dz", dz, "dw", dw, "db", db);

        double nudged = 1 / (1 + Math.exp(-((w + 0.001) * x + b)));
        print("slope", (-Math.log(1 - nudged) - loss) / 0.001);

        w = w - 0.5 * dw;                           // 0.5 is the learning rate
        b = b - 0.5 * db;
        p = 1 / (1 + Math.exp(-(w * x + b)));
        print("weight", w, "bias", b, "probability", p);
        withLibrary();
    }

    /** The same step: Dense computes the logit, the tape the gradients, Sgd the new weight and bias. */
    private static void withLibrary() {
        RandomStream random = RandomStream.of(1);
        Dense neuron = Dense.of(1, 1, random);
        Parameter weight = neuron.parameters().get(0);
        Parameter bias = neuron.parameters().get(1);
        weight.array()[0] = 0.5f;
        bias.array()[0] = 0;
        Tensor x = Tensor.of(Shape.of(1, 1), 2);
        Tensor t = Tensor.of(Shape.of(1, 1), 0);

        Tape tape = Tape.training(random);
        Tensor loss = Losses.binaryCrossEntropyWithLogits(neuron.forward(x, tape), t, tape);
        Gradients gradients = tape.gradients(loss, neuron.parameters());
        print("loss", loss.item(), "dw", gradients.of(weight).item(), "db", gradients.of(bias).item());
        Sgd.withLearningRate(0.5).step(gradients);
        print("weight", weight.item(), "bias", bias.item());
    }

    private static void print(Object... namesAndNumbers) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < namesAndNumbers.length; i += 2) {
            line.append(String.format(Locale.ROOT, "%s %.3f  ", namesAndNumbers[i], namesAndNumbers[i + 1]));
        }
        System.out.println(line.toString().strip());
    }
}
