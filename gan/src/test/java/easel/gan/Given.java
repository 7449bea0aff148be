package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.optim.Optimizer;
import easel.optim.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Small networks, (N, 3) to (N, 4) to (N, 1), and helpers of the tests. */
final class Given {
    static final LatentSpace LATENT = LatentSpace.normal(3);

    private Given() {}

    static Sequential generator() {
        RandomStream random = RandomStream.of(11);
        return Sequential.of(Shape.of(3),
                Dense.of(3, 5, random),
                LeakyReLU.withSlope(0.2f),
                BatchNorm.of(5).withMomentum(0.8f),
                Dense.of(5, 4, random),
                Tanh.of());
    }

    static Sequential discriminator() {
        RandomStream random = RandomStream.of(12);
        return Sequential.of(Shape.of(4),
                Dense.of(4, 6, random).withBias(false),
                BatchNorm.of(6).withMomentum(0.8f),
                LeakyReLU.withSlope(0.2f),
                Dense.of(6, 1, random));
    }

    /** A discriminator with Dropout and without BatchNorm. */
    static Sequential discriminatorWithDropout() {
        RandomStream random = RandomStream.of(12);
        return Sequential.of(Shape.of(4),
                Dense.of(4, 6, random),
                LeakyReLU.withSlope(0.2f),
                Dropout.withRate(0.4f),
                Dense.of(6, 1, random));
    }

    static GanSettings settings(GanSchedule schedule) {
        return GanSettings.of(schedule, LATENT, 8);
    }

    static Optimizer optimizer() {
        return Sgd.withLearningRate(0.1f);
    }

    /** Changes nothing. */
    static Optimizer idle() {
        return new Optimizer() {
            @Override
            public void step(Gradients gradients) {}

            @Override
            public long steps() {
                return 0;
            }

            @Override
            public float learningRate() {
                return 0;
            }
        };
    }

    static GanTrainer trainer(Layer generator, Layer discriminator, GanSettings settings) {
        return new GanTrainer(generator, discriminator, optimizer(), optimizer(), settings);
    }

    static GanTrainer trainer(GanSettings settings) {
        return trainer(generator(), discriminator(), settings);
    }

    static Tensor normal(int seed, int... axes) {
        Tensor tensor = Tensor.zeros(Shape.of(axes));
        RandomStream.of(seed).fillNormal(tensor.array(), 0, 1);
        return tensor;
    }

    /** Real examples, a different batch for each number. */
    static LongFunction<Tensor> real() {
        return number -> normal(1000 + (int) number, 8, 4);
    }

    /** Adds a listener and returns the list of the steps that it receives. */
    static List<GanStep> record(GanTrainer trainer) {
        List<GanStep> steps = new ArrayList<>();
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                steps.add(step);
            }
        });
        return steps;
    }

    /** Copies of all parameters and running statistics. */
    static Map<String, float[]> copy(Layer network) {
        Map<String, float[]> values = new LinkedHashMap<>();
        network.tensors().forEach((name, tensor) -> values.put(name, tensor.array().clone()));
        return values;
    }

    static Map<String, float[]> parametersOf(Layer network) {
        Map<String, float[]> values = copy(network);
        values.keySet().removeIf(name -> !(network.tensors().get(name) instanceof Parameter));
        return values;
    }

    static Map<String, float[]> statisticsOf(Layer network) {
        Map<String, float[]> values = copy(network);
        values.keySet().removeIf(name -> network.tensors().get(name) instanceof Parameter);
        return values;
    }

    static void assertSameBits(Map<String, float[]> expected, Map<String, float[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }

    static void assertAllChanged(Map<String, float[]> before, Map<String, float[]> after) {
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, values) -> assertFalse(Arrays.equals(values, after.get(name)), name + " did not change"));
    }

    static void assertStatistics(boolean changed, Map<String, float[]> before, Layer network) {
        if (changed) {
            assertAllChanged(before, statisticsOf(network));
        } else {
            assertSameBits(before, statisticsOf(network));
        }
    }

    /** The largest |a - b| / max(1, largest |b|). */
    static double deviation(float[] a, float[] b) {
        assertEquals(b.length, a.length);
        double largest = 1;
        double difference = 0;
        for (int i = 0; i < b.length; i++) {
            largest = Math.max(largest, Math.abs(b[i]));
            difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
            if (!Float.isFinite(a[i])) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return difference / largest;
    }
}
