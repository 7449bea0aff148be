package easel.layers;

import static easel.layers.LayerCases.random;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Allocator;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.layers.LayerCases.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PredictorTest {
    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void aPreparedLayerHasTheBitsOfInfer(Case c) {
        Layer layer = c.layer();
        PreparedLayer prepared = layer.prepare(c.x().example());
        for (int batch : new int[] {1, 5, 17}) {
            Tensor x = c.input(batch, batch);
            Tensor before = Tensor.of(x.shape(), x.array().clone());
            Tensor expected = layer.infer(x);
            Tensor y = prepared.infer(x, Allocator.HEAP);
            assertEquals(expected.shape(), y.shape());
            assertArrayEquals(expected.array(), y.array());
            assertArrayEquals(before.array(), x.array(), "x is modified");
        }
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void aPredictorOfEveryLayerHasTheBitsOfInfer(Case c) {
        Sequential network = Sequential.of(c.x().example(), c.layer(), Identity.of(), LeakyReLU.withSlope(0.2));
        Predictor predictor = Predictor.of(network);
        for (int batch : new int[] {3, 1, 3, 2}) {
            Tensor x = c.input(batch, batch);
            assertArrayEquals(network.infer(x).array(), predictor.predict(x).array());
        }
    }

    private static Sequential network() {
        return Sequential.of(Shape.of(9),
                Dense.of(9, 7 * 7 * 34, random()), BatchNorm.of(7 * 7 * 34), LeakyReLU.withSlope(0.2),
                Reshape.to(7, 7, 34),
                Sequential.of(Shape.of(7, 7, 34),
                        Residual.of(Conv2D.of(34, 34, 3, random()).withPadding(Padding.SAME)), ReLU.of()),
                UpSampling2D.by(2), Conv2D.of(34, 33, 4, random()).withPadding(Padding.SAME), ReLU.of(),
                Concatenate.of(Identity.of(), Conv2D.of(33, 5, 3, random()).withPadding(Padding.SAME)),
                Conv2DTranspose.of(38, 3, 5, random()).withStride(2).withPadding(Padding.SAME), Tanh.of());
    }

    @Test
    void resultsAreIndependentOfLaterCallsAndBatchSizes() {
        Sequential network = network();
        Predictor predictor = Predictor.of(network);
        List<Tensor> results = new ArrayList<>();
        List<Tensor> expected = new ArrayList<>();
        for (int batch : new int[] {1, 2, 5, 1, 1, 2}) {
            Tensor x = normal(Shape.of(batch, 9), results.size());
            expected.add(network.infer(x));
            results.add(predictor.predict(x));
        }
        for (int i = 0; i < results.size(); i++) {
            assertArrayEquals(expected.get(i).array(), results.get(i).array(), "call " + i);
        }
        assertNotSame(predictor.predict(normal(Shape.of(1, 9), 1)).array(),
                predictor.predict(normal(Shape.of(1, 9), 1)).array());
    }

    @Test
    void everyChangedParameterIsNoticed() {
        Sequential network = network();
        Predictor predictor = Predictor.of(network);
        Tensor x = normal(Shape.of(2, 9), 1);
        for (Parameter parameter : network.parameters()) {
            float[] before = predictor.predict(x).array();
            parameter.update(values -> values[values.length / 2] += 3);
            float[] after = predictor.predict(x).array();
            assertFalse(Arrays.equals(before, after), "a change of " + parameter.shape() + " has no effect");
            assertArrayEquals(network.infer(x).array(), after);
        }
    }

    @Test
    void changedRunningStatisticsAreUsed() {
        Sequential network = network();
        Predictor predictor = Predictor.of(network);
        Tensor x = normal(Shape.of(2, 9), 1);
        float[] before = predictor.predict(x).array();
        Arrays.fill(network.tensors().get("1.running_mean").array(), 0.5f);
        float[] after = predictor.predict(x).array();
        assertFalse(Arrays.equals(before, after));
        assertArrayEquals(network.infer(x).array(), after);
    }

    @Test
    void manyThreadsShareAPredictor() throws InterruptedException, ExecutionException {
        Sequential network = network();
        Predictor predictor = Predictor.of(network);
        List<Tensor> inputs = new ArrayList<>();
        List<Callable<Tensor>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Tensor x = normal(Shape.of(1 + i % 3, 9), i);
            inputs.add(x);
            calls.add(() -> predictor.predict(x));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Tensor>> results = threads.invokeAll(calls);
            for (int i = 0; i < inputs.size(); i++) {
                assertArrayEquals(network.infer(inputs.get(i)).array(), results.get(i).get().array(), "call " + i);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void preparedWeightsAreBounded() {
        Sequential network = network();
        long weights = network.parameters().stream().mapToLong(Tensor::size).sum();
        long floats = Predictor.of(network).floats();
        assertTrue(floats <= 10 * weights, floats + " floats for " + weights + " weights");
    }

    @Test
    void aWrongShapeNamesTheExpectedOne() {
        Predictor predictor = Predictor.of(network());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> predictor.predict(Tensor.zeros(Shape.of(2, 8))));
        assertTrue(e.getMessage().contains("expected (N, 9)"), e.getMessage());
        assertArrayEquals(new int[] {2, 14 * 2, 14 * 2, 3},
                predictor.predict(Tensor.zeros(Shape.of(2, 9))).shape().toArray());
    }

    @Test
    void activationsReuseFreedArraysOnly() {
        Activations activations = new Activations();
        Tensor a = activations.allocate(Shape.of(2, 3));
        Tensor b = activations.allocate(Shape.of(3, 2));
        assertNotSame(a.array(), b.array());
        activations.keepOnly(b);
        assertSame(a.array(), activations.allocate(Shape.of(6)).array());
        activations.end(b);
        assertSame(a.array(), activations.allocate(Shape.of(6)).array());
        assertNotSame(b.array(), activations.allocate(Shape.of(6)).array());
    }

    @Test
    void activationsDropArraysThatTheLastCallDidNotUse() {
        Activations activations = new Activations();
        Tensor large = activations.allocate(Shape.of(100));
        activations.end(Tensor.zeros(Shape.of(1)));
        activations.allocate(Shape.of(6));
        activations.end(Tensor.zeros(Shape.of(1)));
        assertNotSame(large.array(), activations.allocate(Shape.of(100)).array());
    }
}
