package easel.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
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
import easel.layers.LeakyReLU;
import easel.layers.MaxPool2D;
import easel.layers.Models;
import easel.layers.ReLU;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Softmax;
import easel.layers.Softplus;
import easel.layers.Tanh;
import easel.layers.UpSampling2D;
import easel.layers.ZeroPadding2D;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What ONNX Runtime computes from our files. A new layer gets rows in the table; a test names one that has none. */
class OnnxTest {
    /** Each kind of layer and setting, then networks in which the layout changes. */
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
            on(Shape.of(5, 7, 2), () -> Conv2D.of(2, 3, 3, random()).withStride(2).withPadding(Padding.SAME).withBias(false)),
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

    private record Case(Shape input, Supplier<Layer> made) {
        /** With all its numbers moved away from where they start, the same each time. */
        Sequential network() {
            Layer layer = made.get();
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
            return made.get() + " on " + input;
        }
    }

    private static Case on(Shape input, Supplier<Layer> made) {
        return new Case(input, made);
    }

    private static RandomStream random() {
        return RandomStream.of(11);
    }

    private static Sequential mixed() {
        return Sequential.of(Shape.of(4, 3, 2),
                Tanh.of(), Conv2D.of(2, 3, 3, random()).withPadding(Padding.SAME), Dropout.withRate(0.5f), Flatten.of(),
                Dense.of(36, 24, random()), Reshape.to(2, 3, 4), BatchNorm.of(4), Softmax.of(),
                Sequential.of(Shape.of(2, 3, 4), MaxPool2D.of(2), Reshape.to(2, 2)), BatchNorm.of(2), Softmax.of(),
                Reshape.to(2, 2, 1), UpSampling2D.by(2), ReLU.of());
    }

    private static Sequential shared() {
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

    @Test
    void everyLayerHasACase() throws Exception {
        Set<String> missing = publicLayers();
        assertTrue(missing.contains("Sequential"), () -> "the scan of class files found only " + missing);
        CASES.forEach(c -> missing.remove(c.made.get().getClass().getSimpleName()));
        assertEquals(Set.of(), missing, "layers without a row in CASES");
    }

    /** Of the folder or jar that Layer is from. */
    private static Set<String> publicLayers() throws Exception {
        URI place = Layer.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(place))) {
            return publicLayers(Path.of(place));
        }
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(place))) {
            return publicLayers(jar.getPath("/"));
        }
    }

    private static Set<String> publicLayers(Path classes) throws Exception {
        Set<String> layers = new TreeSet<>();
        try (Stream<Path> files = Files.list(classes.resolve("easel/layers"))) {
            for (String file : files.map(path -> path.getFileName().toString()).toList()) {
                if (file.endsWith(".class") && !file.equals("package-info.class")) {
                    Class<?> type = Class.forName("easel.layers." + file.substring(0, file.length() - 6));
                    if (Layer.class.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers())
                            && !type.isInterface()) {
                        layers.add(type.getSimpleName());
                    }
                }
            }
        }
        return layers;
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
