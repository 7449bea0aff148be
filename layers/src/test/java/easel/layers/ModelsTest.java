package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.assertSameTensors;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.layers.LayerCases.Case;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
    private static final String REMEDY = "Use PyTorchWeights.copyInto(network, Safetensors.read(path)) for weights of"
            + " PyTorch, and State.copyTo for weights that already have Easel's order.";
    static final String HINT = " The Javadoc of PyTorchWeights lists the names and layouts of PyTorch and Keras.";

    @TempDir
    private Path folder;

    private final RandomStream random = RandomStream.of(1);

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#ROWS")
    void aNetworkIsLoadedFromItsFileAlone(Case c) throws IOException {
        Sequential saved = Sequential.of(c.x().example(), c.layer());
        Path path = path();
        Models.save(saved, path);
        Sequential loaded = Models.load(path);

        assertEquals(saved.describe(), loaded.describe());
        assertSameTensors(saved, loaded);
        Tensor x = c.input(3);
        assertSameBits(saved.infer(x), loaded.infer(x), "y");
    }

    @Test
    void trainingContinuesWithTheSameBits() throws IOException {
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
    void namesShapesAndStringsOfAFile() throws IOException {
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
    void theLibraryVersionIsThatOfTheProject() throws IOException {
        String project = Files.readString(Path.of("pom.xml"));
        assertTrue(project.contains("<version>" + Models.LIBRARY_VERSION + "</version>"),
                "Models.LIBRARY_VERSION is not the version of the project file");
        assertEquals(Models.LIBRARY_VERSION, Models.state(network()).string("library_version"));
    }

    @Test
    void oneFileHoldsSeveralModels() throws IOException {
        Sequential g = network();
        Sequential d = Sequential.of(Shape.of(2), Dense.of(2, 1, random));
        Safetensors.write(Models.state(g).under("generator").plus(Models.state(d).under("discriminator")), path());

        State both = Safetensors.read(path());
        assertSameTensors(g, Models.network(both.within("generator")));
        assertSameTensors(d, Models.network(both.within("discriminator")));
        assertRefused("holds several models, [generator, discriminator]: load one with"
                + " Models.network(Safetensors.read(path).within(\"generator\"))", () -> Models.load(path()));
    }

    @Test
    void aSnapshotSharesNoTensors() {
        Sequential net = network();
        State state = Models.state(net);
        net.tensors().get("1.gamma").array()[0] = 9;
        assertEquals(1, state.tensor("1.gamma").at(0));
        Models.network(state).tensors().get("1.gamma").array()[0] = 9;
        assertEquals(1, state.tensor("1.gamma").at(0));
    }

    @Test
    void loadsAFileOfAnotherLibrary() throws IOException {
        String header = "{\"__metadata__\":{\"format\":\"tf\"},"
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

    private static final List<Shape> SQUARE = List.of(Shape.of(2, 2), Shape.of(7, 7), Shape.of(3, 3, 3, 3));
    private static final List<Shape> NOT_SQUARE = List.of(Shape.of(2, 3), Shape.of(1, 7), Shape.of(3, 3, 2, 3),
            Shape.of(1, 1, 3, 3), Shape.of(3, 3, 3, 1), Shape.of(1, 3, 3, 3));

    @Test
    void weightsOfPyTorchAreRefusedWithTheMethodsThatConvertThem() throws IOException {
        for (Shape shape : SQUARE) {
            assertPyTorchIsRefused(shape);
        }
        for (Shape shape : NOT_SQUARE) {
            assertPyTorchIsRefused(shape);
        }
        write("pt", Shape.of(2, 3), Shape.of(3, 3, 3, 3));
        assertRefused("its metadata has the format pt, and PyTorch's weights have another order of axes. "
                + REMEDY, () -> Models.load(path()));
    }

    private void assertPyTorchIsRefused(Shape shape) throws IOException {
        Layer model = write("pt", shape);
        Tensor before = model.tensors().get("0.weight").copy();
        String problem = ": its metadata has the format pt, and PyTorch's weights have another order of axes. "
                + REMEDY;
        assertEquals(path() + ": does not fit " + model + problem + HINT,
                assertThrows(IOException.class, () -> Models.loadInto(model, path())).getMessage());
        assertEquals(path() + problem, assertThrows(IOException.class, () -> Models.load(path())).getMessage());
        assertSameBits(before, model.tensors().get("0.weight"), "0.weight");
    }

    @Test
    void anUnknownLibraryIsRefusedOnlyIfNoShapeShowsTheOrderOfAxes() throws IOException {
        for (String format : Arrays.asList(null, "np", "mlx")) {
            for (Shape shape : SQUARE) {
                Layer model = write(format, shape);
                Tensor before = model.tensors().get("0.weight").copy();
                assertRefused("its metadata has neither the format easel nor tf, and each weight has equal axes, so the"
                        + " shapes do not show whether their order is PyTorch's. " + REMEDY + HINT,
                        () -> Models.loadInto(model, path()));
                assertSameBits(before, model.tensors().get("0.weight"), "0.weight");
                for (Shape other : NOT_SQUARE) {
                    assertLoads(format, shape, other);
                }
            }
            assertLoads(format, Shape.of(1, 1));
            assertLoads(format, Shape.of(1, 1, 1, 1));
            assertLoads(format, Shape.of(5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"easel", "tf"})
    void aLibraryWithTheSameOrderOfAxesIsAccepted(String format) throws IOException {
        for (Shape shape : SQUARE) {
            assertLoads(format, shape);
        }
    }

    private void assertLoads(String format, Shape... shapes) throws IOException {
        Layer model = write(format, shapes);
        Models.loadInto(model, path());
        State saved = Safetensors.read(path());
        model.tensors().forEach((name, tensor) -> assertSameBits(saved.tensor(name), tensor, name));
    }

    @Test
    void theNamesOfKerasAreNotThoseOfEasel() throws IOException {
        Safetensors.write(State.builder().string("format", "tf").tensor("kernel", normal(Shape.of(2, 2), 3))
                .tensor("bias", normal(Shape.of(2), 4)).build(), path());
        Dense dense = Dense.of(2, 2, random);
        assertRefused("does not fit Dense 2→2: 2 of the tensors do not fit: \"weight\" (2, 2) is missing; \"kernel\""
                + " (2, 2) is not expected. Use a file of the same network. Files of other libraries may have other"
                + " names and another order of axes." + HINT, () -> Models.loadInto(dense, path()));
    }

    /** Writes a file with weights of these shapes. Returns a model with the same names and shapes. */
    private Layer write(String format, Shape... shapes) throws IOException {
        State.Builder state = State.builder();
        if (format != null) {
            state.string("format", format);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < shapes.length; i++) {
            state.tensor(i + ".weight", normal(shapes[i], i));
            tensors.put(i + ".weight", Tensor.zeros(shapes[i]));
        }
        Safetensors.write(state.build(), path());
        return new CustomLayer(tensors);
    }

    @Test
    void allMismatchesAreListedAndNothingChanges() throws IOException {
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
    void aLayerWithoutADescriptionIsSavedWithoutAnArchitecture() throws IOException {
        Sequential saved = Sequential.of(Shape.of(3), new CustomLayer(), Dense.of(3, 2, random));
        Models.save(saved, path());
        Sequential built = Sequential.of(Shape.of(3), new CustomLayer(), Dense.of(3, 2, RandomStream.of(2)));
        Models.loadInto(built, path());
        assertSameTensors(saved, built);
        assertRefused("holds no architecture", () -> Models.load(path()));
    }

    private record CustomLayer(Map<String, Tensor> tensors) implements Layer {
        CustomLayer() {
            this(Map.of());
        }

        @Override
        public String toString() {
            return "CustomLayer";
        }

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
    void aSingleLayerIsSavedAndLoadedIntoABuiltLayer() throws IOException {
        Dense saved = Dense.of(3, 2, random);
        Models.save(saved, path());
        Dense built = Dense.of(3, 2, RandomStream.of(2));
        Models.loadInto(built, path());
        assertSameTensors(saved, built);
        assertRefused("is a single layer, not a Sequential", () -> Models.load(path()));
    }

    private Sequential network() {
        return Sequential.of(Shape.of(3), Dense.of(3, 2, random).withBias(false), BatchNorm.of(2).withMomentum(0.8f),
                LeakyReLU.withSlope(0.2f));
    }

    private void assertRefused(String part, Executable load) {
        String text = assertThrows(IOException.class, load).getMessage();
        assertTrue(text.startsWith(path() + ": ") && text.contains(part) && text.length() < 700, text);
    }

    private Path path() {
        return folder.resolve("model.safetensors");
    }
}
