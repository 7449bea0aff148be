package easel.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import application.PReLU;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import easel.layers.Concatenate;
import easel.layers.Dense;
import easel.layers.Layer;
import easel.layers.Models;
import easel.layers.Residual;
import easel.layers.Sequential;
import easel.layers.Tanh;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents of an ONNX file, and errors for models that cannot be exported. */
class OnnxFileTest {
    @TempDir
    Path folder;

    @Test
    void theFileNamesItsProducer() throws Exception {
        Path file = folder.resolve("model.onnx");
        Onnx.write(OnnxTest.mixed(), file);
        try (OnnxRuntime runtime = OnnxRuntime.open(file)) {
            assertEquals("Easel", runtime.producer());
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("\u0005" + Models.LIBRARY_VERSION + ":"), "no version after the producer");
    }

    @Test
    void theSameModelGivesTheSameBytes() throws IOException {
        Onnx.write(OnnxTest.mixed(), folder.resolve("a"));
        Onnx.write(OnnxTest.mixed(), folder.resolve("b"));
        assertArrayEquals(Files.readAllBytes(folder.resolve("a")), Files.readAllBytes(folder.resolve("b")));
    }

    @Test
    void aSharedTensorIsWrittenOnce() throws IOException {
        Onnx.write(OnnxTest.shared(), folder.resolve("a"));
        String text = Files.readString(folder.resolve("a"), StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("0.weight") && !text.contains("2.weight"));
    }

    @Test
    void aLayerWithoutADescriptionIsRefusedLikeAnUnsupportedType() {
        String message = assertThrows(UnsupportedOperationException.class,
                () -> Onnx.write(Sequential.of(Shape.of(2), new CustomLayer(null)), folder.resolve("a"))).getMessage();
        assertEquals("layer 0, Custom (" + CustomLayer.class.getName()
                + "): ONNX export does not support the type CustomLayer, only Sequential, "
                + String.join(", ", OnnxLayers.types())
                + ". Export the layers before and after it separately, each as a Sequential.", message);
    }

    @Test
    void theErrorForAnUnsupportedTypeNamesPositionAndClassOfTheLayer() {
        Sequential inner = Sequential.of(Shape.of(2), Tanh.of(), new CustomLayer(Description.of("Swish")));
        String message = assertThrows(UnsupportedOperationException.class,
                () -> Onnx.write(Sequential.of(Shape.of(2), inner), folder.resolve("a"))).getMessage();
        assertEquals("layer 0.1, Custom (" + CustomLayer.class.getName()
                + "): ONNX export does not support the type Swish, only Sequential, "
                + String.join(", ", OnnxLayers.types())
                + ". Export the layers before and after it separately, each as a Sequential.", message);
    }

    @Test
    void theErrorForAnUnsupportedLayerInABranchNamesItsPosition() {
        Layer branches = Concatenate.of(Tanh.of(), Residual.of(new CustomLayer(null)));
        String message = assertThrows(UnsupportedOperationException.class,
                () -> Onnx.write(Sequential.of(Shape.of(2), branches), folder.resolve("a"))).getMessage();
        assertTrue(message.startsWith("layer 0.1.0, Custom (" + CustomLayer.class.getName()
                + "): ONNX export does not support the type CustomLayer, only Sequential, AveragePool2D, "), message);
    }

    /** PReLU is the layer of layers/README.md. */
    @Test
    void theExampleOfALayerOfAnApplicationIsRefusedByName() {
        Layer prelu = PReLU.of(3);
        String message = assertThrows(UnsupportedOperationException.class,
                () -> Onnx.write(Sequential.of(Shape.of(3), Tanh.of(), prelu), folder.resolve("a"))).getMessage();
        assertTrue(message.startsWith("layer 1, PReLU 3 (application.PReLU): ONNX export does not support the type"
                + " PReLU, only Sequential, AveragePool2D, "), message);
    }

    @Test
    void theErrorForAMissingTensorNamesIt() {
        Description dense = Dense.of(2, 2, RandomStream.of(11)).describe();
        String message = assertThrows(IllegalArgumentException.class,
                () -> Onnx.write(Sequential.of(Shape.of(2), new CustomLayer(dense)), folder.resolve("a"))).getMessage();
        assertTrue(message.startsWith("the model has no tensor 0.weight"), message);
    }

    @Test
    void noFileRemainsAfterAnError() throws IOException {
        Path file = folder.resolve("not there/model.onnx");
        String message = assertThrows(IOException.class, () -> Onnx.write(OnnxTest.mixed(), file)).getMessage();
        assertEquals(file + ": cannot be written: folder " + file.getParent() + " does not exist; create it first",
                message);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void refusesAFileLargerThanTheFormatAllows() {
        Onnx.requireSize(Integer.MAX_VALUE);
        String message = assertThrows(IllegalArgumentException.class,
                () -> Onnx.requireSize(Integer.MAX_VALUE + 1L)).getMessage();
        assertTrue(message.startsWith("this model would be an ONNX file of 2147483648 bytes"), message);
    }

    private record CustomLayer(Description description) implements Layer {
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
            return "Custom";
        }
    }
}
