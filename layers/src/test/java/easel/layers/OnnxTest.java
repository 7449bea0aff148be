package easel.layers;

import static easel.layers.Numbers.assertClose;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Description;
import easel.core.Padding;
import easel.core.RandomStream;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What ONNX Runtime computes from our files. */
class OnnxTest {
    /** One of each kind of layer and setting, then networks in which the layout changes. */
    static final List<LayerContractTest.Case> CASES = Stream.concat(
            LayerContractTest.CASES.stream().filter(c -> !c.training()),
            Stream.of(
                    on(Shape.of(2, 7, 9, 3), () -> Conv2D.of(3, 4, 4, random()).padding(Padding.SAME)),
                    on(Shape.of(2, 6, 6, 2), () -> Conv2D.of(2, 3, 4, random()).stride(2).padding(Padding.SAME)),
                    on(Shape.of(2, 3, 4, 2), () -> Conv2DTranspose.of(2, 3, 4, random()).stride(2)
                            .padding(Padding.SAME)),
                    on(Shape.of(2, 3, 4, 2), () -> Conv2DTranspose.of(2, 3, 1, 2, Initializer.glorotUniform(), random())
                            .stride(3, 4).padding(Padding.SAME)),
                    on(Shape.of(2, 3, 4, 2), () -> Conv2DTranspose.of(2, 3, 5, random()).padding(Padding.SAME)),
                    on(Shape.of(1, 33, 50, 1), () -> UpSampling2D.by(7, 3)),
                    on(Shape.of(2, 4, 3, 2), OnnxTest::mixed),
                    on(Shape.of(2, 4, 3, 2), OnnxTest::shared),
                    on(Shape.of(3, 6), OnnxTest::channelsStayFirst)))
            .toList();

    @TempDir
    Path folder;

    private static LayerContractTest.Case on(Shape x, Supplier<Layer> made) {
        return new LayerContractTest.Case(made, x, false);
    }

    private static RandomStream random() {
        return RandomStream.of(11);
    }

    private static Sequential mixed() {
        return Sequential.of(Shape.of(4, 3, 2),
                Tanh.of(), Conv2D.of(2, 3, 3, random()).padding(Padding.SAME), Dropout.withRate(0.5f), Flatten.of(),
                Dense.of(36, 24, random()), Reshape.to(2, 3, 4), BatchNorm.of(4), Softmax.of(),
                Sequential.of(Shape.of(2, 3, 4), MaxPool2D.of(2), Reshape.to(2, 2)), BatchNorm.of(2), Softmax.of(),
                Reshape.to(2, 2, 1), UpSampling2D.by(2), ReLU.of());
    }

    private static Sequential shared() {
        Conv2D conv = Conv2D.of(2, 2, 3, random()).padding(Padding.SAME);
        return Sequential.of(Shape.of(4, 3, 2), conv, LeakyReLU.withSlope(0.2f), conv, conv.stride(2));
    }

    private static Sequential channelsStayFirst() {
        return Sequential.of(Shape.of(6), Dense.of(6, 12, random()), Reshape.to(2, 2, 3),
                ZeroPadding2D.of(1, 0, 0, 2), BatchNorm.of(3), Softmax.of(), AveragePool2D.of(2),
                GlobalAveragePool.of(), Dense.of(3, 2, random()));
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void onnxRuntimeComputesTheSame(LayerContractTest.Case c) throws Exception {
        Layer layer = c.layer();
        Sequential model = layer instanceof Sequential all ? all : Sequential.of(c.x().example(), layer);
        Path file = folder.resolve("model.onnx");
        Onnx.write(model, file);
        try (OnnxRuntime runtime = OnnxRuntime.open(file)) {
            assertArrayEquals(declared(model.input()), runtime.declaredInput());
            assertArrayEquals(declared(model.output()), runtime.declaredOutput());
            for (int n : new int[] {1, 5}) {
                Tensor x = normal(c.x().withFirst(n), n);
                assertClose(model.infer(x), runtime.run(x), 1e-5, c + " with N = " + n);
            }
        }
    }

    private static int[] declared(Shape example) {
        int[] axes = example.batch(1).toArray();
        axes[0] = -1;
        return axes;
    }

    @Test
    void theFileSaysWhoWroteIt() throws Exception {
        Path file = folder.resolve("model.onnx");
        Onnx.write(mixed(), file);
        try (OnnxRuntime runtime = OnnxRuntime.open(file)) {
            assertEquals("Easel", runtime.producer());
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("\u0005" + Models.LIBRARY_VERSION + ":"), "no version after the producer");
    }

    @Test
    void theSameModelGivesTheSameBytes() throws IOException {
        Onnx.write(mixed(), folder.resolve("a"));
        Onnx.write(mixed(), folder.resolve("b"));
        assertArrayEquals(Files.readAllBytes(folder.resolve("a")), Files.readAllBytes(folder.resolve("b")));
    }

    @Test
    void aSharedTensorIsWrittenOnce() throws IOException {
        Onnx.write(shared(), folder.resolve("a"));
        String text = Files.readString(folder.resolve("a"), StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("0.weight") && !text.contains("2.weight"));
    }

    @Test
    void aLayerThatDoesNotDescribeItselfIsNamed() {
        String message = assertThrows(UnsupportedOperationException.class,
                () -> Onnx.write(Sequential.of(Shape.of(2), new Own(null)), folder.resolve("a"))).getMessage();
        assertTrue(message.startsWith("Own does not describe itself"), message);
    }

    @Test
    void anUnknownLayerIsNamedWithItsPosition() {
        Sequential inner = Sequential.of(Shape.of(2), Tanh.of(), new Own(Description.of("Swish")));
        String message = assertThrows(UnsupportedOperationException.class,
                () -> Onnx.write(Sequential.of(Shape.of(2), inner), folder.resolve("a"))).getMessage();
        assertTrue(message.startsWith("layer 0.1, Swish: there is no way to write it as ONNX"), message);
    }

    @Test
    void aDescribedTensorMustBeThere() {
        Description dense = Dense.of(2, 2, random()).describe();
        String message = assertThrows(IllegalArgumentException.class,
                () -> Onnx.write(Sequential.of(Shape.of(2), new Own(dense)), folder.resolve("a"))).getMessage();
        assertTrue(message.startsWith("there is no tensor 0.weight"), message);
    }

    @Test
    void nothingIsLeftWhereNothingCanBeWritten() throws IOException {
        Path file = folder.resolve("not there/model.onnx");
        String message = assertThrows(IOException.class, () -> Onnx.write(mixed(), file)).getMessage();
        assertTrue(message.startsWith(file + ": cannot be written, as there is no folder"), message);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void moreThanTheFormatAllowsIsRefused() {
        Onnx.requireSize(Integer.MAX_VALUE);
        String message = assertThrows(IllegalArgumentException.class,
                () -> Onnx.requireSize(Integer.MAX_VALUE + 1L)).getMessage();
        assertTrue(message.startsWith("this model would be an ONNX file of 2147483648 bytes"), message);
    }

    private record Own(Description description) implements Layer {
        @Override
        public Tensor forward(Tensor x, Tape tape) {
            return x;
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public Description describe() {
            return description == null ? Layer.super.describe() : description;
        }

        @Override
        public String toString() {
            return "Own";
        }
    }
}
