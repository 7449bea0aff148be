package easel.export;

import static easel.layers.LayerCases.on;
import static easel.layers.LayerCases.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.state.Description;
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
import easel.layers.LayerCases;
import easel.layers.LayerCases.Case;
import easel.layers.LeakyReLU;
import easel.layers.MaxPool2D;
import easel.layers.ReLU;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Softmax;
import easel.layers.Tanh;
import easel.layers.UpSampling2D;
import easel.layers.ZeroPadding2D;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * ONNX Runtime, with and without its optimizations, and {@link ReferenceModel} run exported files. Their outputs are
 * compared with those of Easel. The files are of the rows of {@link LayerCases} that have converters, and of further
 * settings and networks.
 */
class OnnxTest {
    /** Further settings, then networks that change between (N, H, W, C) and (N, C, H, W). */
    private static final List<Case> MORE = List.of(
            on(Shape.of(1, 3, 5, 2), () -> LeakyReLU.withSlope(0)),
            on(Shape.of(1, 5, 3), () -> BatchNorm.of(3)),
            on(Shape.of(1, 3, 5, 4), () -> BatchNorm.of(4).withEpsilon(0.1f)),
            on(Shape.of(1, 7, 9, 3), () -> Conv2D.of(3, 4, 4, random()).withPadding(Padding.SAME)),
            on(Shape.of(1, 6, 6, 2), () -> Conv2D.of(2, 3, 4, random()).withStride(2).withPadding(Padding.SAME)),
            on(Shape.of(1, 3, 4, 2),
                    () -> Conv2DTranspose.of(2, 3, 4, random()).withStride(2).withPadding(Padding.SAME)),
            on(Shape.of(1, 3, 4, 2), () -> Conv2DTranspose.of(2, 3, 1, 2, Initializer.glorotUniform(), random())
                    .withStride(3, 4).withPadding(Padding.SAME)),
            on(Shape.of(1, 3, 4, 2), () -> Conv2DTranspose.of(2, 3, 5, random()).withPadding(Padding.SAME)),
            on(Shape.of(1, 3, 4, 2), () -> Conv2DTranspose.of(2, 3, 4, random()).withStride(3)
                    .withPadding(Padding.of(0, 1, 1, 3)).withOutputPadding(1, 2)),
            on(Shape.of(1, 3, 4, 2), () -> Conv2DTranspose.of(2, 3, 2, random()).withDilation(3).withStride(2)
                    .withPadding(Padding.of(2, 0, 0, 1)).withOutputPadding(0, 1)),
            on(Shape.of(1, 33, 50, 1), () -> UpSampling2D.by(7, 3)),
            on(Shape.of(1, 3, 4, 2), () -> padded(1, MaxPool2D.of(2))),
            on(Shape.of(1, 3, 4, 2), () -> padded(1, AveragePool2D.of(2))),
            on(Shape.of(1, 3, 4, 2), () -> padded(2, MaxPool2D.of(2))),
            on(Shape.of(1, 3, 4, 2), () -> padded(2, AveragePool2D.of(2))),
            on(Shape.of(1, 3, 4, 2), () -> padded(1, MaxPool2D.of(2).withPadding(Padding.of(1, 0, 0, 1)))),
            on(Shape.of(1, 3, 4, 2), () -> padded(1,
                    AveragePool2D.of(2).withPadding(Padding.of(1, 0, 0, 1)).withPaddingCounted(true))),
            on(Shape.of(1, 3, 4, 2), () -> padded(1, Conv2D.of(2, 3, 3, random()))),
            on(Shape.of(1, 4, 3, 2), OnnxTest::mixed),
            on(Shape.of(1, 4, 3, 2), OnnxTest::shared),
            on(Shape.of(1, 6), OnnxTest::channelsStayFirst));

    static final List<Case> CASES = Stream.concat(
            LayerCases.ROWS.stream().filter(row -> isConvertible(row.layer().describe())), MORE.stream())
            .map(Case::inInference).toList();

    @TempDir
    Path folder;

    private static boolean isConvertible(Description d) {
        return d.type().equals("Sequential") ? d.layers().stream().allMatch(OnnxTest::isConvertible)
                : OnnxLayers.types().contains(d.type());
    }

    /** A network of the layer alone, or the layer itself if it is a network. */
    static Sequential network(Case c) {
        Layer layer = c.layer();
        return layer instanceof Sequential all ? all : Sequential.of(c.x().example(), layer);
    }

    static Sequential mixed() {
        return Sequential.of(Shape.of(4, 3, 2),
                Tanh.of(), Conv2D.of(2, 3, 3, random()).withPadding(Padding.SAME), Dropout.withRate(0.5f), Flatten.of(),
                Dense.of(36, 24, random()), Reshape.to(2, 3, 4), BatchNorm.of(4), Softmax.of(),
                Sequential.of(Shape.of(2, 3, 4), MaxPool2D.of(2), Reshape.to(2, 2)), BatchNorm.of(2), Softmax.of(),
                Reshape.to(2, 2, 1), UpSampling2D.by(2), ReLU.of());
    }

    /** Optimizers merge a Pad of +0 into the next operator; in a pool, padding does not count as 0. */
    private static Sequential padded(int sides, Layer next) {
        return Sequential.of(Shape.of(3, 4, 2), ZeroPadding2D.of(sides, sides, sides, sides), next);
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
        Sequential network = network(c);
        Path file = folder.resolve("model.onnx");
        Onnx.write(network, file);
        for (String level : List.of("ALL_OPT", "NO_OPT")) {
            try (OnnxRuntime runtime = OnnxRuntime.open(file, level)) {
                assertArrayEquals(declared(network.input()), runtime.declaredInput());
                assertArrayEquals(declared(network.output()), runtime.declaredOutput());
                for (int n : new int[] {1, 5}) {
                    runtime.assertComputes(network, n, c + " with N = " + n + ", " + level);
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void theDefinitionsOfTheOperatorsGiveTheSame(Case c) throws Exception {
        Sequential network = network(c);
        Path file = folder.resolve("model.onnx");
        Onnx.write(network, file);
        for (int n : new int[] {1, 5}) {
            OnnxRuntime.assertComputes(network, n, ReferenceModel.read(file)::run, c + " with N = " + n);
        }
    }

    /** A layer without a converter needs no row. */
    @Test
    void everyConverterHasACase() {
        Set<String> missing = new TreeSet<>(OnnxLayers.types());
        CASES.forEach(c -> missing.remove(c.layer().describe().type()));
        assertEquals(Set.of(), missing, "converters without a row in LayerCases");
    }

    private static int[] declared(Shape example) {
        int[] axes = example.batch(1).toArray();
        axes[0] = -1;
        return axes;
    }
}
