package easel.layers;

import static easel.layers.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers and losses compared with libtorch in float64. The metadata of a file names the operation and its settings. */
class GoldenTest {
    /** For {@link Numbers#deviation}. libtorch in float32 deviates by less than 3e-7 on these files. */
    private static final double TOLERANCE = 1e-6;

    static List<Path> files() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(GoldenTest.class.getResource("golden")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void noFileIsMissing() throws Exception {
        assertEquals(90, files().size());
    }

    @ParameterizedTest
    @MethodSource("files")
    void outputAndGradientsAgreeWithLibtorch(Path file) throws IOException {
        State golden = Safetensors.read(file);
        String op = golden.string("op");
        switch (op) {
            case "dense" -> layer(golden, dense(golden));
            case "leakyrelu" -> layer(golden, LeakyReLU.withSlope(number(golden, "slope")));
            case "relu" -> layer(golden, ReLU.of());
            case "tanh" -> layer(golden, Tanh.of());
            case "sigmoid" -> layer(golden, Sigmoid.of());
            case "softplus" -> layer(golden, Softplus.of());
            case "softmax" -> layer(golden, Softmax.of());
            case "flatten" -> layer(golden, Flatten.of());
            case "conv2d" -> layer(golden, load(golden, conv2d(golden)));
            case "conv2d_transpose" -> layer(golden, load(golden, conv2dTranspose(golden)));
            case "maxpool2d" -> layer(golden, MaxPool2D.of(window(golden, "pool")).withPadding(padding(golden)));
            case "averagepool2d" -> layer(golden, AveragePool2D.of(window(golden, "pool")).withPadding(padding(golden))
                    .withPaddingCounted(Boolean.parseBoolean(golden.strings().get("count_include_pad"))));
            case "globalaveragepool2d" -> layer(golden, GlobalAveragePool.of());
            case "upsampling2d" -> layer(golden, UpSampling2D.by(factor(golden, 0), factor(golden, 1)));
            case "batchnorm" -> batchNorm(golden);
            case "bce" -> loss(golden, "prediction", Losses::binaryCrossEntropy);
            case "bce_with_logits" -> loss(golden, "logits", Losses::binaryCrossEntropyWithLogits);
            case "mse" -> loss(golden, "prediction", Losses::meanSquaredError);
            case "softmax_cross_entropy" -> loss(golden, "logits", Losses::softmaxCrossEntropy);
            default -> throw new AssertionError(file + ": unknown op " + op);
        }
    }

    private static void layer(State golden, Layer layer) {
        check(golden, layer, golden.tensor("x"), tape());
    }

    private static Dense dense(State golden) {
        Shape shape = golden.tensor("weight").shape();
        Dense layer = Dense.of(shape.axis(0), shape.axis(1), RandomStream.of(1));
        return load(golden, Boolean.parseBoolean(golden.string("bias")) ? layer : layer.withBias(false));
    }

    /** A layer with the settings of the file and zero weights. */
    static Conv2D conv2d(State golden) {
        Shape shape = golden.tensor("weight").shape();
        Window window = window(golden, "kernel");
        Conv2D layer = Conv2D.of(shape.axis(2), shape.axis(3), window.height(), window.width(), Initializer.zeros(),
                RandomStream.of(1)).withStride(window.strideHeight(), window.strideWidth())
                .withDilation(window.dilationHeight(), window.dilationWidth()).withPadding(padding(golden));
        return Boolean.parseBoolean(golden.string("bias")) ? layer : layer.withBias(false);
    }

    /** A layer with the settings of the file and zero weights. */
    static Conv2DTranspose conv2dTranspose(State golden) {
        Shape shape = golden.tensor("weight").shape();
        Window window = window(golden, "kernel");
        Conv2DTranspose layer = Conv2DTranspose.of(shape.axis(3), shape.axis(2), window.height(), window.width(),
                Initializer.zeros(), RandomStream.of(1)).withStride(window.strideHeight(), window.strideWidth())
                .withDilation(window.dilationHeight(), window.dilationWidth()).withPadding(padding(golden));
        int[] outputPadding = pair(golden, "output_padding", "0");
        if (outputPadding[0] + outputPadding[1] > 0) {
            layer = layer.withOutputPadding(outputPadding[0], outputPadding[1]);
        }
        return Boolean.parseBoolean(golden.string("bias")) ? layer : layer.withBias(false);
    }

    private static Window window(State golden, String name) {
        int[] size = pair(golden, name, "");
        int[] stride = pair(golden, "stride", "");
        int[] dilation = pair(golden, "dilation", "1");
        return new Window(size[0], size[1], stride[0], stride[1], dilation[0], dilation[1]);
    }

    /** Two numbers, such as "2x3"; a single number is used twice. */
    private static int[] pair(State golden, String name, String missing) {
        String[] numbers = golden.strings().getOrDefault(name, missing).split("x");
        return new int[] {Integer.parseInt(numbers[0]), Integer.parseInt(numbers[numbers.length - 1])};
    }

    private static Padding padding(State golden) {
        return switch (golden.string("padding")) {
            case "same" -> Padding.SAME;
            case "valid" -> Padding.VALID;
            default -> {
                int[] sides = Arrays.stream(golden.string("padding").split(",")).mapToInt(Integer::parseInt).toArray();
                yield Padding.of(sides[0], sides[1], sides[2], sides[3]);
            }
        };
    }

    private static int factor(State golden, int axis) {
        return Integer.parseInt(golden.string("size").split("x")[axis]);
    }

    private static void batchNorm(State golden) {
        BatchNorm layer = BatchNorm.of(golden.tensor("gamma").size()).withEpsilon(number(golden, "eps"));
        switch (golden.string("mode")) {
            case "training" -> batchNormInTraining(golden, layer.withMomentum(number(golden, "momentum")));
            case "inference" -> check(golden, load(golden, layer), golden.tensor("x"), tape().inference());
            default -> throw new AssertionError("unknown mode " + golden.string("mode"));
        }
    }

    private static void batchNormInTraining(State golden, BatchNorm layer) {
        set(layer, "gamma", golden.tensor("gamma"));
        set(layer, "beta", golden.tensor("beta"));
        for (int batch = 1; batch <= 3; batch++) {
            Tensor x = golden.tensor("x" + batch);
            if (batch < 3) {
                layer.forward(x, tape());
            } else {
                check(golden, layer, x, tape());
            }
            for (String name : List.of("running_mean", "running_variance")) {
                String after = name + "_" + batch;
                assertClose(golden.tensor(after), layer.tensors().get(name), TOLERANCE, after);
            }
        }
        assertClose(golden.tensor("y_inference"), layer.infer(golden.tensor("x1")), TOLERANCE, "y_inference");
    }

    /** Output, dx and the gradient of every parameter. */
    private static void check(State golden, Layer layer, Tensor x, Tape tape) {
        Tensor y = layer.forward(x, tape);
        assertClose(golden.tensor("y"), y, TOLERANCE, "y");
        Tensor dy = golden.tensor("dy");
        assertClose(golden.tensor("dx"), tape.gradients(y, dy, List.of(x)).of(x), TOLERANCE, "dx");
        Gradients gradients = tape.gradients(y, dy, layer.parameters());
        layer.tensors().forEach((name, tensor) -> {
            if (tensor instanceof Parameter) {
                assertClose(golden.tensor("d" + name), gradients.of(tensor), TOLERANCE, "d" + name);
            }
        });
    }

    private interface Loss {
        Tensor of(Tensor prediction, Tensor target, Tape tape);
    }

    private static void loss(State golden, String name, Loss loss) {
        Tensor prediction = golden.tensor(name);
        Tape tape = tape();
        Tensor found = loss.of(prediction, golden.tensor("target"), tape);
        assertClose(golden.tensor("loss"), found, TOLERANCE, "loss");
        Tensor gradient = tape.gradients(found, List.of(prediction)).of(prediction);
        assertClose(golden.tensor("d" + name), gradient, TOLERANCE, "d" + name);
    }

    /** Copies the stored values into the tensors of a layer, by name. */
    private static <L extends Layer> L load(State golden, L layer) {
        layer.tensors().keySet().forEach(name -> set(layer, name, golden.tensor(name)));
        return layer;
    }

    private static void set(Layer layer, String name, Tensor values) {
        Tensor tensor = layer.tensors().get(name);
        if (tensor instanceof Parameter parameter) {
            parameter.update(array -> System.arraycopy(values.array(), 0, array, 0, array.length));
        } else {
            System.arraycopy(values.array(), 0, tensor.array(), 0, tensor.size());
        }
    }

    private static float number(State golden, String name) {
        return Float.parseFloat(golden.string(name));
    }

    private static Tape tape() {
        return Tape.training(RandomStream.of(1));
    }
}
