package easel.layers;

import static easel.layers.Numbers.assertClose;
import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain loops bring weights into PyTorch's layout; PyTorchWeights must convert them back. */
class PyTorchWeightsTest {
    private final RandomStream random = RandomStream.of(1);

    static List<Path> golden() throws Exception {
        return GoldenTest.files().stream().filter(file -> {
            String name = file.getFileName().toString();
            return name.startsWith("dense") || name.startsWith("conv2d");
        }).toList();
    }

    /** libtorch computed y. The loops restore the layout that the weight has in PyTorch. */
    @ParameterizedTest
    @MethodSource("golden")
    void convertedWeightsGiveTheOutputOfLibtorch(Path file) throws IOException {
        State golden = Safetensors.read(file);
        Tensor weight = golden.tensor("weight");
        Shape s = weight.shape();
        boolean bias = Boolean.parseBoolean(golden.string("bias"));
        Layer layer;
        Tensor torch;
        if (golden.string("op").equals("dense")) {
            Dense dense = Dense.of(s.axis(0), s.axis(1), random);
            layer = bias ? dense : dense.withBias(false);
            torch = Tensor.zeros(Shape.of(s.axis(1), s.axis(0)));
            for (int i = 0; i < s.axis(0); i++) {
                for (int o = 0; o < s.axis(1); o++) {
                    torch.array()[o * s.axis(0) + i] = weight.at(i, o);
                }
            }
        } else if (golden.string("op").equals("conv2d")) {
            layer = GoldenTest.conv2d(golden);
            torch = lastAxesFirst(weight);   // (out, in, KH, KW) of (KH, KW, in, out)
        } else {
            layer = GoldenTest.conv2dTranspose(golden);
            torch = lastAxesFirst(weight);   // (in, out, KH, KW) of (KH, KW, out, in)
        }
        State.Builder converted = State.builder().tensor("weight", switch (golden.string("op")) {
            case "dense" -> PyTorchWeights.linear(torch);
            case "conv2d" -> PyTorchWeights.conv2d(torch);
            default -> PyTorchWeights.convTranspose2d(torch);
        });
        if (bias) {
            converted.tensor("bias", golden.tensor("bias"));
        }
        converted.build().copyTo(layer.tensors());
        assertSameBits(weight, layer.tensors().get("weight"), "weight");
        assertClose(golden.tensor("y"), layer.infer(golden.tensor("x")), 1e-6, "y");
    }

    private static Tensor lastAxesFirst(Tensor w) {
        Shape s = w.shape();
        Tensor t = Tensor.zeros(Shape.of(s.axis(3), s.axis(2), s.axis(0), s.axis(1)));
        int next = 0;
        for (int d = 0; d < s.axis(3); d++) {
            for (int c = 0; c < s.axis(2); c++) {
                for (int u = 0; u < s.axis(0); u++) {
                    for (int v = 0; v < s.axis(1); v++) {
                        t.array()[next++] = w.at(u, v, c, d);
                    }
                }
            }
        }
        return t;
    }

    /** The channels-last index of an element with this channels-first index. */
    private static int channelsLast(int index, Shape image) {
        int pixels = image.axis(0) * image.axis(1);
        return index % pixels * image.columns() + index / pixels;
    }

    @Test
    void featuresOfFlattenedImagesAreReordered() {
        Shape image = Shape.of(2, 3, 4);
        Tensor weight = normal(Shape.of(24, 5), 1);
        Tensor torch = Tensor.zeros(Shape.of(24, 5));
        for (int row = 0; row < 24; row++) {
            System.arraycopy(weight.array(), channelsLast(row, image) * 5, torch.array(), row * 5, 5);
        }
        assertSameBits(weight, PyTorchWeights.rowsOf(image, torch), "rows");

        for (Shape shape : List.of(Shape.of(24), Shape.of(7, 24))) {
            Tensor x = normal(shape, 2);
            Tensor other = Tensor.zeros(shape);
            for (int i = 0; i < x.size(); i++) {
                other.array()[i] = x.array()[i / 24 * 24 + channelsLast(i % 24, image)];
            }
            assertSameBits(x, PyTorchWeights.columnsOf(image, other), "columns");
        }
    }

    /** Plain loops compute a convolution, and a dense layer on its flattened output, channels first. */
    @Test
    void aConvertedNetworkAgreesWithPlainLoops() {
        Tensor x = normal(Shape.of(2, 3, 2), 1);                        // (H, W, C)
        Tensor conv = normal(Shape.of(3, 2, 1, 1), 2);                  // (out, in, 1, 1)
        Tensor linear = normal(Shape.of(2, 18), 3);                     // (out, C·H·W)
        Tensor bias = normal(Shape.of(2), 4);
        float[] y = bias.array().clone();
        for (int k = 0; k < 18; k++) {
            int pixel = k % 6;
            float h = x.array()[pixel * 2] * conv.at(k / 6, 0, 0, 0)
                    + x.array()[pixel * 2 + 1] * conv.at(k / 6, 1, 0, 0);
            y[0] += h * linear.at(0, k);
            y[1] += h * linear.at(1, k);
        }

        Sequential net = Sequential.of(x.shape(), Conv2D.of(2, 3, 1, random).withBias(false), Flatten.of(),
                Dense.of(18, 2, random));
        State.builder().tensor("0.weight", PyTorchWeights.conv2d(conv))
                .tensor("2.weight", PyTorchWeights.rowsOf(Shape.of(2, 3, 3), PyTorchWeights.linear(linear)))
                .tensor("2.bias", bias).build().copyTo(net.tensors());
        assertClose(Tensor.of(Shape.of(1, 2), y), net.infer(x.reshaped(x.shape().batch(1))), 1e-6, "y");
    }

    @Test
    void aWeightOfAnotherLayerTypeIsRefused() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> PyTorchWeights.conv2d(Tensor.zeros(Shape.of(2, 3)))).getMessage();
        assertEquals("a weight of shape (2, 3) does not have 4 axes; is it from another type of layer?", message);
        message = assertThrows(IllegalArgumentException.class,
                () -> PyTorchWeights.rowsOf(Shape.of(2, 3, 4), Tensor.zeros(Shape.of(23, 5)))).getMessage();
        assertTrue(message.contains("(23, 5) has 115 elements and cannot become (4, 2, 3, 5)"), message);
    }
}
