package easel.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import easel.layers.AveragePool2D;
import easel.layers.BatchNorm;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Flatten;
import easel.layers.GlobalAveragePool;
import easel.layers.Initializer;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.MaxPool2D;
import easel.layers.ReLU;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Softmax;
import easel.layers.Softplus;
import easel.layers.Tanh;
import easel.layers.UpSampling2D;
import easel.layers.ZeroPadding2D;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Compares the outputs of ONNX Runtime for exported files with those of Easel. A new converter needs rows in CASES. */
class OnnxTest {
    /** Each type of layer with its settings, then networks that change between (N, H, W, C) and (N, C, H, W). */
    static final List<Case> CASES = List.of(
            on(Shape.of(7), () -> Dense.of(7, 5, random())),
            on(Shape.of(1), () -> Dense.of(1, 1, random())),
            on(Shape.of(3), () -> Dense.of(3, 8, random()).withBias(false)),
            on(Shape.of(9), () -> LeakyReLU.withSlope(0.2f)),
            on(Shape.of(3, 5, 2), () -> LeakyReLU.withSlope(0)),
            on(Shape.of(9), ReLU::of),
            on(Shape.of(3, 5, 2), ReLU::of),
            on(Shape.of(9), Tanh::of),
            on(Shape.of(3, 5, 2), Tanh::of),
            on(Shape.of(9), Sigmoid::of),
            on(Shape.of(3, 5, 2), Sigmoid::of),
            on(Shape.of(9), Softplus::of),
            on(Shape.of(3, 5, 2), Softplus::of),
            on(Shape.of(9), Softmax::of),
            on(Shape.of(3, 5, 2), Softmax::of),
            on(Shape.of(5), () -> BatchNorm.of(5)),
            on(Shape.of(5, 3), () -> BatchNorm.of(3)),
            on(Shape.of(3, 5, 4), () -> BatchNorm.of(4).withEpsilon(0.1f)),
            on(Shape.of(9), () -> Dropout.withRate(0.4f)),
            on(Shape.of(3, 5, 2), () -> Dropout.withRate(0.5f)),
            on(Shape.of(9), Flatten::of),
            on(Shape.of(3, 5, 2), Flatten::of),
            on(Shape.of(12), () -> Reshape.to(2, 3, 2)),
            on(Shape.of(2, 3, 2), () -> Reshape.to(12)),
            on(Shape.of(5, 4, 3), () -> Conv2D.of(3, 2, 3, random())),
            on(Shape.of(5, 7, 2),
                    () -> Conv2D.of(2, 3, 3, random()).withStride(2).withPadding(Padding.SAME).withBias(false)),
            on(Shape.of(6, 5, 1), () -> Conv2D.of(1, 2, 2, 3, Initializer.glorotUniform(), random()).withStride(3, 2)
                    .withPadding(Padding.of(2, 0, 1, 3))),
            on(Shape.of(1, 1, 1), () -> Conv2D.of(1, 1, 1, random())),
            on(Shape.of(7, 9, 3), () -> Conv2D.of(3, 4, 4, random()).withPadding(Padding.SAME)),
            on(Shape.of(6, 6, 2), () -> Conv2D.of(2, 3, 4, random()).withStride(2).withPadding(Padding.SAME)),
            on(Shape.of(3, 4, 2), () -> Conv2DTranspose.of(2, 3, 3, random()).withStride(2).withPadding(Padding.SAME)),
            on(Shape.of(2, 3, 2), () -> Conv2DTranspose.of(2, 1, 5, random()).withStride(2).withPadding(Padding.SAME)
                    .withBias(false)),
            on(Shape.of(3, 2, 2), () -> Conv2DTranspose.of(2, 3, 3, 2, Initializer.glorotUniform(), random())
                    .withStride(3, 2).withOutputPadding(2, 1)),
            on(Shape.of(3, 3, 1), () -> Conv2DTranspose.of(1, 2, 4, random()).withStride(2)
                    .withPadding(Padding.of(1, 2, 0, 1)).withOutputPadding(1, 0)),
            on(Shape.of(2, 2, 1), () -> Conv2DTranspose.of(1, 2, 1, random()).withStride(2)),
            on(Shape.of(3, 4, 2), () -> Conv2DTranspose.of(2, 3, 4, random()).withStride(2).withPadding(Padding.SAME)),
            on(Shape.of(3, 4, 2), () -> Conv2DTranspose.of(2, 3, 1, 2, Initializer.glorotUniform(), random())
                    .withStride(3, 4).withPadding(Padding.SAME)),
            on(Shape.of(3, 4, 2), () -> Conv2DTranspose.of(2, 3, 5, random()).withPadding(Padding.SAME)),
            on(Shape.of(3, 2, 3), () -> UpSampling2D.by(2)),
            on(Shape.of(33, 50, 1), () -> UpSampling2D.by(7, 3)),
            on(Shape.of(3, 2, 3), () -> ZeroPadding2D.of(1, 2, 0, 3)),
            on(Shape.of(5, 6, 3), () -> MaxPool2D.of(2)),
            on(Shape.of(5, 7, 2), () -> MaxPool2D.of(new Window(3, 2, 2, 1))),
            on(Shape.of(5, 6, 3), () -> AveragePool2D.of(2)),
            on(Shape.of(5, 7, 2), () -> AveragePool2D.of(new Window(3, 2, 2, 1))),
            on(Shape.of(3, 5, 2), GlobalAveragePool::of),
            on(Shape.of(4, 3, 2), OnnxTest::mixed),
            on(Shape.of(4, 3, 2), OnnxTest::shared),
            on(Shape.of(6), OnnxTest::channelsStayFirst));

    @TempDir
    Path folder;

    private record Case(Shape input, Supplier<Layer> factory) {
        /** The network with random values in all tensors, the same at each call. */
        Sequential network() {
            Layer layer = factory.get();
            RandomStream random = RandomStream.of(5);
            layer.tensors().values().forEach(tensor -> {
                if (tensor instanceof Parameter parameter) {
                    parameter.update(values -> random.fillUniform(values, -0.8f, 0.8f));
                } else {
                    random.fillUniform(tensor.array(), 0.5f, 1.5f);   // a statistic; a variance is positive
                }
            });
            return layer instanceof Sequential all ? all : Sequential.of(input, layer);
        }

        @Override
        public String toString() {
            return factory.get() + " on " + input;
        }
    }

    private static Case on(Shape input, Supplier<Layer> factory) {
        return new Case(input, factory);
    }

    private static RandomStream random() {
        return RandomStream.of(11);
    }

    static Sequential mixed() {
        return Sequential.of(Shape.of(4, 3, 2),
                Tanh.of(), Conv2D.of(2, 3, 3, random()).withPadding(Padding.SAME), Dropout.withRate(0.5f), Flatten.of(),
                Dense.of(36, 24, random()), Reshape.to(2, 3, 4), BatchNorm.of(4), Softmax.of(),
                Sequential.of(Shape.of(2, 3, 4), MaxPool2D.of(2), Reshape.to(2, 2)), BatchNorm.of(2), Softmax.of(),
                Reshape.to(2, 2, 1), UpSampling2D.by(2), ReLU.of());
    }

    static Sequential shared() {
        Conv2D conv = Conv2D.of(2, 2, 3, random()).withPadding(Padding.SAME);
        return Sequential.of(Shape.of(4, 3, 2), conv, LeakyReLU.withSlope(0.2f), conv, conv.withStride(2));
    }

    private static Sequential channelsStayFirst() {
        return Sequential.of(Shape.of(6), Dense.of(6, 12, random()), Reshape.to(2, 2, 3),
                ZeroPadding2D.of(1, 0, 0, 2), BatchNorm.of(3), Softmax.of(), AveragePool2D.of(2),
                GlobalAveragePool.of(), Dense.of(3, 2, random()));
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void onnxRuntimeComputesTheSame(Case c) throws Exception {
        Sequential network = c.network();
        Path file = folder.resolve("model.onnx");
        Onnx.write(network, file);
        try (OnnxRuntime runtime = OnnxRuntime.open(file)) {
            assertArrayEquals(declared(network.input()), runtime.declaredInput());
            assertArrayEquals(declared(network.output()), runtime.declaredOutput());
            for (int n : new int[] {1, 5}) {
                runtime.assertComputes(network, n, c + " with N = " + n);
            }
        }
    }

    /** A layer without a converter needs no row. */
    @Test
    void everyConverterHasACase() {
        Set<String> missing = new TreeSet<>(OnnxLayers.types());
        CASES.forEach(c -> missing.remove(c.factory.get().describe().type()));
        assertEquals(Set.of(), missing, "converters without a row in CASES");
    }

    private static int[] declared(Shape example) {
        int[] axes = example.batch(1).toArray();
        axes[0] = -1;
        return axes;
    }
}
