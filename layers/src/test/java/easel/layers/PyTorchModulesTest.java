package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PyTorchModulesTest {
    private static final Map<String, String> BATCH_NORM = Map.of("gamma", "weight", "beta", "bias",
            "running_mean", "running_mean", "running_variance", "running_var");

    private final RandomStream random = RandomStream.of(1);

    /** Transposes with plain loops: (KH, KW, c, d) to (d, c, KH, KW), and (in, out) to (out, in). */
    private static Tensor toTorch(Tensor w) {
        Shape s = w.shape();
        if (s.rank() == 1) {
            return w;
        }
        int kernel = s.rank() == 2 ? 1 : s.axis(0) * s.axis(1);
        int c = s.axis(-2);
        int d = s.axis(-1);
        Tensor t = Tensor.zeros(s.rank() == 2 ? Shape.of(d, c) : Shape.of(d, c, s.axis(0), s.axis(1)));
        for (int k = 0; k < kernel; k++) {
            for (int i = 0; i < c; i++) {
                for (int o = 0; o < d; o++) {
                    t.array()[(o * c + i) * kernel + k] = w.array()[(k * c + i) * d + o];
                }
            }
        }
        return t;
    }

    /** Fills a network with normal numbers, positive ones for variances. Returns its tensors as PyTorch saves them. */
    private State torch(Sequential network, String prefix, int... modules) {
        Map<Integer, Map<String, Tensor>> byLayer = new LinkedHashMap<>();
        network.tensors().forEach((name, tensor) -> {
            random.fillNormal(tensor.array(), 0, 1);
            for (int i = 0; name.endsWith("running_variance") && i < tensor.size(); i++) {
                tensor.array()[i] = Math.abs(tensor.array()[i]);
            }
            byLayer.computeIfAbsent(Integer.parseInt(name.substring(0, name.indexOf('.'))), i -> new LinkedHashMap<>())
                    .put(name.substring(name.indexOf('.') + 1), tensor);
        });
        List<Map.Entry<String, Tensor>> all = new ArrayList<>();
        int next = 0;
        for (Map.Entry<Integer, Map<String, Tensor>> layer : byLayer.entrySet()) {
            int module = modules[next++];
            layer.getValue().forEach((name, tensor) -> {
                boolean norm = network.layers().get(layer.getKey()) instanceof BatchNorm;
                all.add(Map.entry(prefix + module + "." + (norm ? BATCH_NORM.get(name) : name), toTorch(tensor)));
            });
            if (network.layers().get(layer.getKey()) instanceof BatchNorm) {
                all.add(Map.entry(prefix + module + ".num_batches_tracked", Tensor.scalar(7)));
            }
        }
        State.Builder state = State.builder().string("format", "pt");
        all.stream().sorted(Map.Entry.comparingByKey()).forEach(e -> state.tensor(e.getKey(), e.getValue()));
        return state.build();
    }

    private Sequential dcgan() {
        Padding one = Padding.of(1, 1, 1, 1);
        return Sequential.of(Shape.of(1, 1, 10),
                Conv2DTranspose.of(10, 8, 4, random).withBias(false), BatchNorm.of(8), ReLU.of(),
                Conv2DTranspose.of(8, 6, 4, random).withStride(2).withPadding(one).withBias(false), BatchNorm.of(6),
                ReLU.of(),
                Conv2DTranspose.of(6, 4, 4, random).withStride(2).withPadding(one).withBias(false), BatchNorm.of(4),
                ReLU.of(),
                Conv2DTranspose.of(4, 2, 4, random).withStride(2).withPadding(one).withBias(false), BatchNorm.of(2),
                ReLU.of(),
                Conv2DTranspose.of(2, 3, 4, random).withStride(2).withPadding(one).withBias(false), Tanh.of());
    }

    /** The generator of PyTorch's DCGAN tutorial, with fewer channels. Its names sort main.10 before main.3. */
    @Test
    void theGeneratorOfADcganIsCopiedInOneCall() {
        Sequential source = dcgan();
        State torch = torch(source, "main.", 0, 1, 3, 4, 6, 7, 9, 10, 12);
        assertEquals("main.0.weight", torch.tensors().keySet().iterator().next());
        Sequential target = dcgan();
        PyTorchWeights.copyInto(target, torch);
        source.tensors().forEach((name, tensor) -> assertSameBits(tensor, target.tensors().get(name), name));
        Tensor z = normal(Shape.of(2, 1, 1, 10), 1);
        assertSameBits(source.infer(z), target.infer(z), "image");
    }

    /** PyTorch's order of features is channels, rows, columns. Plain loops reorder them here. */
    @Test
    void featuresOfImagesAreReordered() {
        Shape image = Shape.of(2, 3, 4);
        Sequential network = Sequential.of(Shape.of(5), Dense.of(5, 24, random), BatchNorm.of(24), ReLU.of(),
                Reshape.to(2, 3, 4), Conv2D.of(4, 4, 1, random), Flatten.of(), BatchNorm.of(24), Dropout.withRate(0.5),
                Dense.of(24, 2, random));
        State torch = torch(network, "", 0, 1, 4, 6, 8);
        State.Builder reordered = State.builder();
        torch.tensors().forEach((name, tensor) -> {
            Tensor t = tensor.copy();
            boolean features = name.startsWith("0.") || name.startsWith("1.") || name.startsWith("6.");
            int inner = name.equals("0.weight") ? 5 : 1;
            if (tensor.size() == 24 * inner && features) {                              // (24, …)
                for (int i = 0; i < t.size(); i++) {
                    t.array()[channelsFirst(i / inner, image) * inner + i % inner] = tensor.array()[i];
                }
            } else if (name.equals("8.weight")) {                                       // (2, 24)
                for (int i = 0; i < t.size(); i++) {
                    t.array()[i / 24 * 24 + channelsFirst(i % 24, image)] = tensor.array()[i];
                }
            }
            reordered.tensor(name, t);
        });
        Map<String, Tensor> expected = new LinkedHashMap<>();
        network.tensors().forEach((name, tensor) -> expected.put(name, tensor.copy()));
        network.tensors().values().forEach(tensor -> Arrays.fill(tensor.array(), 0));
        PyTorchWeights.copyInto(network, reordered.build());
        expected.forEach((name, tensor) -> assertSameBits(tensor, network.tensors().get(name), name));
    }

    private static int channelsFirst(int index, Shape image) {
        int channels = image.columns();
        return index % channels * (image.size() / channels) + index / channels;
    }

    @Test
    void aNestedNetworkIsCopied() {
        Sequential inner = Sequential.of(Shape.of(3), Dense.of(3, 2, random), Tanh.of());
        Sequential source = Sequential.of(Shape.of(3), inner, Dense.of(2, 1, random));
        Tensor first = normal(Shape.of(2, 3), 1);
        Tensor second = normal(Shape.of(1, 2), 2);
        PyTorchWeights.copyInto(source, State.builder().tensor("body.0.weight", first)
                .tensor("body.0.bias", normal(Shape.of(2), 3)).tensor("head.weight", second)
                .tensor("head.bias", normal(Shape.of(1), 4)).build());
        assertSameBits(PyTorchWeights.linear(first), source.tensors().get("0.0.weight"), "0.0.weight");
        assertSameBits(PyTorchWeights.linear(second), source.tensors().get("1.weight"), "1.weight");
    }

    /** The names of both functions of PyTorch named spectral_norm: of the weight, of u and of v. */
    @ParameterizedTest
    @ValueSource(strings = {"weight_orig weight_u weight_v",
        "parametrizations.weight.original parametrizations.weight.0._u parametrizations.weight.0._v"})
    void spectralNormIsCopied(String names) {
        String[] ofTorch = names.split(" ");
        Shape image = Shape.of(2, 2, 4);
        Sequential network = Sequential.of(Shape.of(5),
                SpectralNorm.of(Dense.of(5, 16, random), random), Reshape.to(2, 2, 4),
                SpectralNorm.of(Conv2DTranspose.of(4, 3, 2, random).withStride(2), random), LeakyReLU.withSlope(0.1),
                SpectralNorm.of(Conv2D.of(3, 4, 2, random).withStride(2).withBias(false), random), Flatten.of(),
                Dense.of(16, 1, random));
        State.Builder torch = State.builder();
        Map<String, Tensor> expected = new LinkedHashMap<>();
        network.tensors().forEach((name, tensor) -> {
            random.fillNormal(tensor.array(), 0, 1);
            int layer = Integer.parseInt(name.substring(0, 1));
            String ofLayer = name.substring(2).replace("0.", "");
            Tensor converted = toTorch(tensor);
            String attribute = layer == 6 || ofLayer.equals("bias") ? ofLayer : ofTorch[ofLayer.equals("u") ? 1 : 0];
            torch.tensor("body." + layer + "." + attribute, converted);
            if (ofLayer.equals("u")) {
                torch.tensor("body." + layer + "." + ofTorch[2], Tensor.zeros(Shape.of(7)));
            }
            // The features before Reshape and after Flatten are reordered; PyTorch's are channels first.
            expected.put(name, layer == 0 ? PyTorchWeights.columnsOf(image, tensor)
                    : name.equals("6.weight") ? PyTorchWeights.rowsOf(image, tensor) : tensor.copy());
        });
        network.tensors().values().forEach(tensor -> Arrays.fill(tensor.array(), 0));
        PyTorchWeights.copyInto(network, torch.build());
        assertEquals(10, expected.size());
        expected.forEach((name, tensor) -> assertSameBits(tensor, network.tensors().get(name), name));
    }

    @Test
    void spectralNormOfOneSideOnlyIsRefused() {
        Tensor weight = normal(Shape.of(2, 3), 1);
        State normalized = State.builder().tensor("fc.weight_orig", weight).tensor("fc.bias", normal(Shape.of(2), 2))
                .tensor("fc.weight_u", normal(Shape.of(2), 3)).tensor("fc.weight_v", normal(Shape.of(3), 4)).build();
        assertRefused("PyTorch's module fc for layer 0. Dense 3→2: its tensor weight_orig is from spectral_norm; use"
                + " SpectralNorm.of(layer, random) in the network",
                Sequential.of(Shape.of(3), Dense.of(3, 2, random)), normalized);
        State plain = State.builder().tensor("fc.weight", weight).tensor("fc.bias", normal(Shape.of(2), 2)).build();
        assertRefused("PyTorch's module fc for layer 0. SpectralNorm(Dense 3→2): its tensor weight is not one of"
                + " spectral_norm, which are weight_orig, weight_u and bias; if the module has no spectral_norm, use"
                + " the layer without SpectralNorm",
                Sequential.of(Shape.of(3), SpectralNorm.of(Dense.of(3, 2, random), random)), plain);
    }

    @Test
    void aStateDictThatDoesNotFitIsRefusedAndChangesNothing() {
        Sequential network = Sequential.of(Shape.of(3), Dense.of(3, 2, random), BatchNorm.of(2));
        Tensor before = network.tensors().get("0.weight").copy();
        State torch = State.builder().tensor("fc.weight", normal(Shape.of(2, 3), 1)).tensor("fc.bias",
                Tensor.zeros(Shape.of(2))).build();
        assertRefused("expected one PyTorch module for each layer with weights; modules: 1, fc; layers: 2, 0. Dense"
                + " 3→2, 1. BatchNorm 2", network, torch);
        State norm = State.builder().tensor("n.weight", Tensor.zeros(Shape.of(2))).tensor("n.bias",
                Tensor.zeros(Shape.of(2))).build();
        assertRefused("\"1.running_mean\" (2) is missing; \"1.running_variance\" (2) is missing", network,
                torch.plus(norm));
        State wrong = State.builder().tensor("fc.weight", normal(Shape.of(2, 3, 1, 1), 1)).build().plus(norm);
        assertRefused("PyTorch's module fc for layer 0. Dense 3→2: a weight of shape (2, 3, 1, 1) does not have 2"
                + " axes", network, wrong);
        assertSameBits(before, network.tensors().get("0.weight"), "0.weight");
    }

    private static void assertRefused(String part, Sequential network, State torch) {
        String message = assertThrows(IllegalArgumentException.class, () -> PyTorchWeights.copyInto(network, torch))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void loadIntoNamesThisMethod(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("pt.safetensors");
        Safetensors.write(torch(dcgan(), "main.", 0, 1, 3, 4, 6, 7, 9, 10, 12), file);
        String message = assertThrows(IOException.class, () -> Models.loadInto(dcgan(), file)).getMessage();
        assertTrue(message.contains("PyTorchWeights.copyInto(network, Safetensors.read(path))"), message);
    }
}
