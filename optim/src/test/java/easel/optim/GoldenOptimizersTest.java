package easel.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Parameter;
import easel.core.Tensor;
import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each step of each optimizer against libtorch in float64. */
class GoldenOptimizersTest {
    static List<String> files() {
        return List.of("adam-01-b0.9", "adam-02-b0.5", "adamw-01", "rmsprop-01", "sgd-01-plain", "sgd-02-momentum",
                "sgd-03-nesterov");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyStepAgrees(String file) throws IOException {
        State golden = golden(file);
        Parameter parameter = Parameter.of(golden.tensor("initial"));
        Tensor gradients = golden.tensor("gradients"); // (20, n)
        Tensor expected = golden.tensor("parameters"); // (20, n)
        Optimizer optimizer = optimizer(golden);
        assertEquals(20, expected.rows());
        for (int step = 0; step < expected.rows(); step++) {
            optimizer.step(Given.gradients(parameter, row(gradients, step)));
            float[] b = row(expected, step);
            double deviation = deviation(parameter.array(), b);
            assertTrue(deviation <= 1e-6, file + ", step " + step + ": deviation " + deviation);
        }
    }

    static State golden(String file) throws IOException {
        try (InputStream in = GoldenOptimizersTest.class.getResourceAsStream(file + ".safetensors")) {
            return Safetensors.read(in.readAllBytes(), file);
        }
    }

    static Optimizer optimizer(State golden) {
        float rate = number(golden, "learning_rate");
        String op = golden.string("op");
        return switch (op) {
            case "adam" -> Adam.withLearningRate(rate)
                    .withBeta1(number(golden, "beta1"))
                    .withBeta2(number(golden, "beta2"))
                    .withEpsilon(number(golden, "eps"));
            case "adamw" -> AdamW.withLearningRate(rate)
                    .withBeta1(number(golden, "beta1"))
                    .withBeta2(number(golden, "beta2"))
                    .withEpsilon(number(golden, "eps"))
                    .withWeightDecay(number(golden, "weight_decay"));
            case "rmsprop" -> RmsProp.withLearningRate(rate)
                    .withRho(number(golden, "rho"))
                    .withEpsilon(number(golden, "eps"));
            case "sgd" -> Sgd.withLearningRate(rate)
                    .withMomentum(number(golden, "momentum"))
                    .withNesterov(Boolean.parseBoolean(golden.string("nesterov")));
            default -> throw new IllegalArgumentException(op);
        };
    }

    private static float number(State golden, String name) {
        return Float.parseFloat(golden.string(name));
    }

    private static float[] row(Tensor matrix, int i) {
        int n = matrix.columns();
        return Arrays.copyOfRange(matrix.array(), i * n, (i + 1) * n);
    }

    /** max|a − b| / max(1, max|b|). */
    private static double deviation(float[] a, float[] b) {
        assertEquals(b.length, a.length);
        double difference = 0;
        double scale = 1;
        for (int i = 0; i < b.length; i++) {
            difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
            scale = Math.max(scale, Math.abs(b[i]));
        }
        return difference / scale;
    }
}
