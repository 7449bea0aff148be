package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.layers.Layer;
import easel.optim.Adam;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** A reference training by libtorch in float64: initial values, inputs and expected results. */
final class Trajectory {
    private final State golden;

    Trajectory(String file) {
        try (InputStream in = Trajectory.class.getResourceAsStream(file)) {
            this.golden = Safetensors.read(in.readAllBytes(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    String string(String name) {
        return golden.string(name);
    }

    float number(String name) {
        return Float.parseFloat(golden.string(name));
    }

    int steps() {
        return Integer.parseInt(golden.string("steps"));
    }

    /** The values of one step, from a tensor whose first axis is the step. */
    Tensor at(String name, int step) {
        Tensor all = golden.tensor(name);
        Shape shape = all.shape().example();
        return Tensor.wrap(shape, Arrays.copyOfRange(all.array(), step * shape.size(), (step + 1) * shape.size()));
    }

    Adam adam() {
        return Adam.withLearningRate(number("learning_rate"))
                .withBeta1(number("beta1"))
                .withBeta2(number("beta2"))
                .withEpsilon(number("eps"));
    }

    /** Sets a network to its initial values. */
    void start(String name, Layer network) {
        network.tensors().forEach((path, tensor) -> {
            Tensor initial = golden.tensor("initial." + name + "." + path);
            assertEquals(initial.shape(), tensor.shape(), path);
            float[] values = initial.array();
            if (tensor instanceof Parameter parameter) {
                parameter.update(array -> System.arraycopy(values, 0, array, 0, array.length));
            } else {
                System.arraycopy(values, 0, tensor.array(), 0, tensor.size());
            }
        });
    }

    void assertGradients(String prefix, Layer network, Gradients gradients, double tolerance) {
        network.tensors().forEach((path, tensor) -> {
            if (tensor instanceof Parameter) {
                assertClose(prefix + "." + path, gradients.of(tensor).array(), tolerance);
            }
        });
    }

    /** Parameters and running statistics. */
    void assertState(String prefix, Layer network, double tolerance) {
        network.tensors().forEach((path, tensor) -> assertClose(prefix + "." + path, tensor.array(), tolerance));
    }

    void assertClose(String name, float[] actual, double tolerance) {
        double deviation = Given.deviation(actual, golden.tensor(name).array());
        assertTrue(deviation <= tolerance, name + ": deviation " + deviation + " is above " + tolerance);
    }
}
