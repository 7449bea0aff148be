package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelsTest {
    private static final String[] TOKENS = {"{", "}", "[", "]", ",", ":", "\"", "\\", "\0", "-", "1e9", "2147483647",
            "99999999999", "null", "true", "65536", "\"Dense\"", "\"Sequential\"", "\"Conv2DTranspose\"",
            "\"UpSampling2D\",\"factors\":[46341,46341]", "\"layers\":[", "{\"type\":\"ReLU\"},", "\"bias\":false"};

    @TempDir
    private Path folder;

    private final RandomStream random = RandomStream.of(1);

    /** Every layer of the package, as that table's own test makes sure. */
    @ParameterizedTest
    @FieldSource("easel.layers.LayerContractTest#CASES")
    void aNetworkComesBackFromItsFileAlone(LayerContractTest.Case c) throws IOException {
        Sequential saved = Sequential.of(c.x().example(), c.layer());
        Path path = path();
        Models.save(saved, path);
        Sequential loaded = Models.load(path);

        assertEquals(saved.describe(), loaded.describe());
        assertSameTensors(saved, loaded);
        Tensor x = normal(c.x(), 3);
        assertSameBits(saved.infer(x), loaded.infer(x), "y");
    }

    @Test
    void trainedOnTheLoadedNetworkIsTheSavedOnesTwin() throws IOException {
        Sequential saved = network();
        Models.save(saved, path());
        byte[] bytes = Files.readAllBytes(path());
        Sequential loaded = Models.load(path());
        Models.save(loaded, path());
        assertArrayEquals(bytes, Files.readAllBytes(path()));
        for (Sequential net : List.of(saved, loaded)) {
            net.forward(normal(Shape.of(4, 3), 5), Tape.training(RandomStream.of(7)));   // moves running statistics
        }
        assertSameTensors(saved, loaded);
        assertFalse(loaded.tensors().get("1.running_mean").at(0) == 0);
    }

    @Test
    void aFileHasTheseNamesShapesAndStrings() throws IOException {
        Models.save(network(), path());
        State state = Safetensors.read(path());
        assertEquals(List.of("0.weight (3, 2)", "1.gamma (2)", "1.beta (2)", "1.running_mean (2)",
                "1.running_variance (2)"), state.tensors().entrySet().stream()
                        .map(tensor -> tensor.getKey() + " " + tensor.getValue().shape()).toList());
        assertEquals(List.of("format", "library_version", "architecture"), List.copyOf(state.strings().keySet()));
        assertEquals("easel", state.string("format"));
        assertEquals("{\"version\":1,\"type\":\"Sequential\",\"input\":[3],\"layers\":["
                + "{\"type\":\"Dense\",\"in\":3,\"out\":2,\"bias\":false},"
                + "{\"type\":\"BatchNorm\",\"features\":2,\"momentum\":0.8,\"epsilon\":0.001},"
                + "{\"type\":\"LeakyReLU\",\"slope\":0.2}]}", state.string("architecture"));
    }

    @Test
    void theLibraryVersionIsTheProjects() throws IOException {
        String project = Files.readString(Path.of("pom.xml"));
        assertTrue(project.contains("<version>" + Models.LIBRARY_VERSION + "</version>"),
                "Models.LIBRARY_VERSION is not the version of the project file");
        assertEquals(Models.LIBRARY_VERSION, Models.state(network()).string("library_version"));
    }

    @Test
    void severalModelsLiveInOneFile() throws IOException {
        Sequential g = network();
        Sequential d = Sequential.of(Shape.of(2), Dense.of(2, 1, random));
        Safetensors.write(Models.state(g).under("generator").plus(Models.state(d).under("discriminator")), path());

        State both = Safetensors.read(path());
        assertSameTensors(g, Models.network(both.within("generator")));
        assertSameTensors(d, Models.network(both.within("discriminator")));
        assertRefused("holds no architecture, so the network is not known: build it in code and load the numbers into"
                + " it. Of several models in one file take one, by its name.", () -> Models.load(path()));
    }

    @Test
    void aSnapshotSharesNothing() {
        Sequential net = network();
        State state = Models.state(net);
        net.tensors().get("1.gamma").array()[0] = 9;
        assertEquals(1, state.tensor("1.gamma").at(0));
        Models.network(state).tensors().get("1.gamma").array()[0] = 9;
        assertEquals(1, state.tensor("1.gamma").at(0));
    }

    @Test
    void aFileOfAnotherLibraryLoadsByItsNames() throws IOException {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"2.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"0.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]},"
                + "\"0.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[12,28]},"
                + "\"2.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[28,36]}} ";
        ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 36).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        for (int i = 1; i <= 9; i++) {
            file.putFloat(i);
        }
        Files.write(path(), file.array());

        Sequential net = Sequential.of(Shape.of(2), Dense.of(2, 2, random), ReLU.of(), Dense.of(2, 1, random));
        Models.loadInto(net, path());
        // hidden = (1·4 + 1·6 + 2, 1·5 + 1·7 + 3), y = 12·8 + 15·9 + 1
        assertEquals(12 * 8 + 15 * 9 + 1, net.infer(Tensor.full(Shape.of(1, 2), 1)).item());
        assertEquals(1, net.parameters().get(0).version());
        assertRefused("holds no architecture", () -> Models.load(path()));
    }

    @Test
    void whatDoesNotFitIsListedAtOnceAndNothingChanges() throws IOException {
        Models.save(network(), path());
        Sequential other = Sequential.of(Shape.of(3), Dense.of(3, 4, random), BatchNorm.of(4));
        Tensor weight = other.tensors().get("0.weight").copy();
        assertRefused("does not fit Sequential (3)→(4): 6 of the tensors do not fit: \"0.bias\" (4) is missing;"
                + " \"0.weight\" is (3, 2), expected (3, 4); \"1.gamma\" is (2), expected (4); \"1.beta\" is (2),"
                + " expected (4); \"1.running_mean\" is (2), expected (4); \"1.running_variance\" is (2), expected (4)."
                + " Use a file of the same network", () -> Models.loadInto(other, path()));
        assertSameBits(weight, other.tensors().get("0.weight"), "0.weight");
    }

    @Test
    void aLayerOfYourOwnKeepsItsNumbersWithoutAnArchitecture() throws IOException {
        Sequential saved = Sequential.of(Shape.of(3), new Own(), Dense.of(3, 2, random));
        Models.save(saved, path());
        Sequential built = Sequential.of(Shape.of(3), new Own(), Dense.of(3, 2, RandomStream.of(2)));
        Models.loadInto(built, path());
        assertSameTensors(saved, built);
        assertRefused("holds no architecture", () -> Models.load(path()));
    }

    private static final class Own implements Layer {
        @Override
        public Tensor forward(Tensor x, Tape tape) {
            return x;
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }
    }

    @Test
    void aSingleLayerIsLoadedIntoOne() throws IOException {
        Dense saved = Dense.of(3, 2, random);
        Models.save(saved, path());
        Dense built = Dense.of(3, 2, RandomStream.of(2));
        Models.loadInto(built, path());
        assertSameTensors(saved, built);
        assertRefused("is a single layer, not a Sequential", () -> Models.load(path()));
    }

    static List<Arguments> badArchitectures() {
        return List.of(
                arguments("Dense", "Attention", "layer 0, \"Attention\": unknown type of layer. Take the Easel that"),
                arguments("Dense", "\\u001b[31m" + "x".repeat(5000), "layer 0, \"\\u001b[31mxxx"),
                arguments("'version':1", "'version':2", "architecture of version 2, where this Easel reads version 1."),
                arguments("'bias':false", "'bias':false,'rank':4", "layer 0, \"Dense\": this Easel knows only its "
                        + "settings [in, out, bias]. Take the Easel that wrote it"),
                arguments("'bias':false", "'bias':0", "layer 0, \"Dense\": its bias must be true or false but is 0"),
                arguments("'bias':false", "'bias':true", "1 of the tensors do not fit: \"0.bias\" (2) is missing"),
                arguments("'in':3,", "", "layer 0, \"Dense\": its in must be an integer but is missing"),
                arguments("'in':3", "'in':4", "\"0.weight\" is (3, 2), expected (4, 2)"),
                arguments("'in':3", "'in':-1", "layer 0, shape (-1, 2): every axis must be at least 1"),
                arguments("'in':3,'out':2", "'in':99999,'out':99999", "more elements than one Java array holds"),
                arguments("'in':3,'out':2", "'in':1000,'out':1000000", "is (3, 2), expected (1000, 1000000)"),
                arguments("'features':2", "'features':2147483639", "\"1.gamma\" is (2), expected (2147483639)"),
                arguments("'momentum':0.8", "'momentum':1.5", "layer 1, BatchNorm: momentum lies in [0, 1), found 1.5"),
                arguments("'slope':0.2", "'slope':'0.2'", "layer 2, \"LeakyReLU\": its slope must be a number but is "),
                arguments("'input':[3]", "'input':[5]", "layer 0, Dense 3→2: input (N, 5)"),
                arguments("'input':[3]", "'input':[]", "at least one axis"),
                arguments("'input':[3],", "", "\"Sequential\": its input must be a list of integers but is missing"),
                arguments("{'type':'LeakyReLU'", "{'type':'Sequential','layers':[{'type':'Gelu'}]},{'type':'ReLU'",
                        "layer 2, layer 0, \"Gelu\": unknown type"));
    }

    @ParameterizedTest
    @MethodSource
    void badArchitectures(String from, String to, String part) throws IOException {
        Safetensors.write(changed(from, to), path());
        assertRefused(part, () -> Models.load(path()));
    }

    @Test
    void nothingIsAllocatedOnTheArchitecturesWord() {
        State claim = changed("'in':3,'out':2", "'in':10000,'out':20000");
        long before = allocated();
        assertThrows(IllegalArgumentException.class, () -> Models.network(claim));
        assertTrue(allocated() - before < 50_000_000, "allocated " + (allocated() - before) + " bytes");
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void noMutationOfAnArchitectureGivesAnythingButANetworkOrItsRefusal() {
        State good = Models.state(everyKind());
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

    /** A character, a token or a number somewhere. */
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

    private Sequential everyKind() {
        return Sequential.of(Shape.of(5, 6, 2), Conv2D.of(2, 3, 2, random).withStride(2), BatchNorm.of(3),
                UpSampling2D.by(2), Conv2DTranspose.of(3, 2, 3, random), MaxPool2D.of(2), ZeroPadding2D.of(1, 0, 1, 0),
                AveragePool2D.of(2), Dropout.withRate(0.3f), Flatten.of(), Dense.of(8, 6, random),
                LeakyReLU.withSlope(0.1f), Reshape.to(3, 1, 2), GlobalAveragePool.of(),
                Sequential.of(Shape.of(2), Dense.of(2, 2, random), Softmax.of()));
    }

    @Test
    void aFileCutOffOrFlippedAnywhereIsRefusedOrGood() throws IOException {
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

    private static void assertSameTensors(Layer expected, Layer actual) {
        assertEquals(List.copyOf(expected.tensors().keySet()), List.copyOf(actual.tensors().keySet()));
        expected.tensors().forEach((name, tensor) -> assertSameBits(tensor, actual.tensors().get(name), name));
    }

    private Path path() {
        return folder.resolve("model.safetensors");
    }
}
