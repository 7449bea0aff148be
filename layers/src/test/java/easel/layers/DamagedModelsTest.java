package easel.layers;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Model files with wrong or damaged contents. */
class DamagedModelsTest {
    private static final String[] TOKENS = {"{", "}", "[", "]", ",", ":", "\"", "\\", "\0", "-", "1e9", "2147483647",
            "99999999999", "null", "true", "65536", "\"Dense\"", "\"Sequential\"", "\"Conv2DTranspose\"",
            "\"UpSampling2D\",\"factors\":[46341,46341]", "\"layers\":[", "{\"type\":\"ReLU\"},", "\"bias\":false"};

    @TempDir
    private Path folder;

    private final RandomStream random = RandomStream.of(1);

    static List<Arguments> badArchitectures() {
        return List.of(
                arguments("Dense", "Attention",
                        "layer 0, \"Attention\": unknown layer type. Use the Easel version that wrote it"),
                arguments("Dense", "\\u001b[31m" + "x".repeat(5000), "layer 0, \"\\u001b[31mxxx"),
                arguments("'version':1", "'version':2",
                        "architecture version 2: this Easel version reads only version 1."),
                arguments("'bias':false", "'bias':false,'rank':4", "layer 0, \"Dense\": this Easel version knows only "
                        + "the settings [in, out, bias]. Use the Easel version that wrote it"),
                arguments("'bias':false", "'bias':0",
                        "layer 0, \"Dense\": setting \"bias\" must be true or false but is 0"),
                arguments("'bias':false", "'bias':true", "1 of the tensors do not fit: \"0.bias\" (2) is missing"),
                arguments("'in':3,", "", "layer 0, \"Dense\": setting \"in\" must be an integer but is missing"),
                arguments("'in':3", "'in':4", "\"0.weight\" is (3, 2), expected (4, 2)"),
                arguments("'in':3", "'in':-1", "layer 0, shape (-1, 2): every axis must be at least 1"),
                arguments("'in':3,'out':2", "'in':99999,'out':99999", "more elements than one Java array holds"),
                arguments("'in':3,'out':2", "'in':1000,'out':1000000", "is (3, 2), expected (1000, 1000000)"),
                arguments("'features':2", "'features':2147483639", "\"1.gamma\" is (2), expected (2147483639)"),
                arguments("'momentum':0.8", "'momentum':1.5",
                        "layer 1, BatchNorm: momentum must be in [0, 1), found 1.5"),
                arguments("'slope':0.2", "'slope':'0.2'",
                        "layer 2, \"LeakyReLU\": setting \"slope\" must be a number but is "),
                arguments("'input':[3]", "'input':[5]", "layer 0, Dense 3→2: input (N, 5)"),
                arguments("'input':[3]", "'input':[]", "at least one axis"),
                arguments("'input':[3],", "",
                        "\"Sequential\": setting \"input\" must be a list of integers but is missing"),
                arguments("{'type':'LeakyReLU'", "{'type':'Sequential','layers':[{'type':'Gelu'}]},{'type':'ReLU'",
                        "layer 2, layer 0, \"Gelu\": unknown layer type"));
    }

    @ParameterizedTest
    @MethodSource("badArchitectures")
    void aBadArchitectureIsRefused(String from, String to, String part) throws IOException {
        Safetensors.write(changed(from, to), path());
        assertRefused(part, () -> Models.load(path()));
    }

    @Test
    void aWrongSizeInTheArchitectureAllocatesNoTensor() {
        State claim = changed("'in':3,'out':2", "'in':10000,'out':20000");
        long before = allocated();
        assertThrows(IllegalArgumentException.class, () -> Models.network(claim));
        assertTrue(allocated() - before < 50_000_000, "allocated " + (allocated() - before) + " bytes");
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void aMutatedArchitectureIsLoadedOrRefused() {
        State good = Models.state(everyLayerType());
        String architecture = good.string("architecture");
        Random numbers = new Random(20261122);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            StringBuilder mutant = new StringBuilder(architecture);
            for (int n = 1 + numbers.nextInt(3); n > 0; n--) {
                mutate(mutant, numbers);
            }
            State.Builder state = State.builder().string("architecture", mutant.toString());
            good.tensors().forEach(state::tensor);
            try {
                Models.network(state.build());
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertTrue(refused > 1_000 && refused < 2_000, refused + " of 2,000 refused");
    }

    /** Flips a bit, deletes characters, inserts a token or replaces a digit, at a random position. */
    private static void mutate(StringBuilder text, Random numbers) {
        int at = numbers.nextInt(text.length());
        switch (numbers.nextInt(4)) {
            case 0 -> text.setCharAt(at, (char) (text.charAt(at) ^ 1 << numbers.nextInt(8)));
            case 1 -> text.delete(at, Math.min(text.length(), at + 1 + numbers.nextInt(30)));
            case 2 -> text.insert(at, TOKENS[numbers.nextInt(TOKENS.length)]);
            default -> {
                while (at < text.length() && !Character.isDigit(text.charAt(at))) {
                    at++;
                }
                text.replace(at, Math.min(text.length(), at + 1), Integer.toString(numbers.nextInt()
                        >>> numbers.nextInt(32)));
            }
        }
    }

    private Sequential everyLayerType() {
        return Sequential.of(Shape.of(5, 6, 2), Conv2D.of(2, 3, 2, random).withStride(2), BatchNorm.of(3),
                LayerNorm.of(3), UpSampling2D.by(2), Conv2DTranspose.of(3, 2, 3, random),
                Conv2D.of(2, 2, 3, random).withDilation(2).withPadding(Padding.SAME),
                MaxPool2D.of(Window.square(3, 1)).withPadding(Padding.of(1, 1, 1, 1)),
                AveragePool2D.of(Window.square(3, 1)).withPadding(Padding.SAME).withPaddingCounted(true),
                MaxPool2D.of(2), ZeroPadding2D.of(1, 0, 1, 0), AveragePool2D.of(2),
                Dropout.withRate(0.3f), Flatten.of(), Dense.of(8, 6, random),
                LeakyReLU.withSlope(0.1f), Reshape.to(3, 1, 2), GlobalAveragePool.of(),
                Sequential.of(Shape.of(2), Dense.of(2, 2, random), Softmax.of()),
                SpectralNorm.of(Dense.of(2, 6, random), random), Maxout.of(3), MinibatchStdDev.of());
    }

    @Test
    void aTruncatedFileIsRefusedAndAFlippedBitIsLoadedOrRefused() throws IOException {
        Models.save(network(), path());
        byte[] good = Files.readAllBytes(path());
        for (int i = 0; i < good.length; i += 3) {
            Files.write(path(), Arrays.copyOf(good, i));
            assertRefused("", () -> Models.load(path()));
            byte[] flipped = good.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            Files.write(path(), flipped);
            try {
                Models.load(path());
            } catch (IOException e) {
                assertTrue(e.getMessage().startsWith(path() + ": "), e.getMessage());
            }
        }
    }

    private State changed(String from, String to) {
        State good = Models.state(network());
        String architecture = good.string("architecture");
        String changed = architecture.replace(from.replace('\'', '"'), to.replace('\'', '"'));
        assertFalse(changed.equals(architecture), from);
        State.Builder state = State.builder().string("architecture", changed);
        good.tensors().forEach(state::tensor);
        return state.build();
    }

    private Sequential network() {
        return Sequential.of(Shape.of(3), Dense.of(3, 2, random).withBias(false), BatchNorm.of(2).withMomentum(0.8f),
                LeakyReLU.withSlope(0.2f));
    }

    private void assertRefused(String part, Executable load) {
        String message = assertThrows(IOException.class, load).getMessage();
        assertTrue(message.startsWith(path() + ": ") && message.contains(part) && message.length() < 700, message);
    }

    private Path path() {
        return folder.resolve("model.safetensors");
    }
}
