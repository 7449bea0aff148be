package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.assertSameTensors;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import application.PReLU;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import easel.core.state.State;
import easel.layers.LayerCases.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Layers of an application: PReLU, which LayerCases registers, and layers that this test registers. */
class LayerFactoryTest {
    private static final Path PRELU = Path.of("src/testkit/java/application/PReLU.java");

    @TempDir
    private Path folder;

    @BeforeAll
    static void registerLayers() {
        assertTrue(LayerCases.ROWS.stream().anyMatch(row -> row.factory().get() instanceof PReLU));
        LayerFactory.register("Forgetful",
                (d, w) -> new CustomLayer("Forgetful", Parameter.of(Tensor.zeros(Shape.of(2)))));
        LayerFactory.register("Skip", (d, w) -> new Skip(w.layers(d).get(0)));
    }

    @Test
    void aLayerOfAnApplicationIsSavedAndLoaded() throws IOException {
        Sequential saved = Sequential.of(Shape.of(4), Dense.of(4, 3, RandomStream.of(1)), PReLU.of(3));
        ((Parameter) saved.tensors().get("1.slope")).update(slope -> slope[1] = -0.5f);
        Path path = folder.resolve("model.safetensors");
        Models.save(saved, path);
        Sequential loaded = Models.load(path);
        assertInstanceOf(PReLU.class, loaded.layers().get(1));
        assertSameTensors(saved, loaded);
        Tensor x = normal(Shape.of(5, 4), 2);
        assertSameBits(saved.infer(x), loaded.infer(x), "y");
    }

    @Test
    void aLayerOfAnApplicationTakesUnder80LinesAndReadmeShowsThem() throws IOException {
        List<String> lines = Files.readAllLines(PRELU);
        assertTrue(lines.size() < 80, () -> "PReLU has " + lines.size() + " lines");
        String readme = Files.readString(Path.of("README.md"));
        Matcher code = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(readme.substring(readme.indexOf("\n## Write your own layer\n")));
        assertTrue(code.find());
        assertEquals(Files.readString(PRELU), code.group(1));
    }

    @Test
    void theErrorForAnUnknownTypeNamesTheRemedy() {
        String message = refused(Sequential.of(Shape.of(2), new CustomLayer("Unknown", null)));
        assertTrue(message.startsWith("layer 0, \"Unknown\": unknown layer type. Use the Easel version that wrote it,"
                + " or a newer one. If the layer is your own, call LayerFactory.register before loading"), message);
    }

    @Test
    void aTypeCannotBeRegisteredTwice() {
        for (String type : List.of("Dense", "PReLU")) {
            String message = assertThrows(IllegalArgumentException.class,
                    () -> LayerFactory.register(type, (d, w) -> Tanh.of())).getMessage();
            assertTrue(message.startsWith("the layer type " + type + " already has a reader"), message);
        }
        assertThrows(NullPointerException.class, () -> LayerFactory.register("Null", null));
    }

    @Test
    void aReaderMustRequireTheTensorsOfItsLayer() {
        CustomLayer custom = new CustomLayer("Forgetful", Parameter.of(Tensor.zeros(Shape.of(2))));
        State state = Models.state(Sequential.of(Shape.of(2), custom));
        String message = assertThrows(IllegalStateException.class, () -> Models.network(state)).getMessage();
        assertEquals("Custom: the reader of " + CustomLayer.class.getName()
                + " must require the tensor p (2) before it builds the layer", message);
    }

    static final List<Case> WITH_TENSORS = LayerCases.ROWS.stream().filter(row -> !row.layer().tensors().isEmpty())
            .toList();

    /** Hence no reader allocates tensors of a size that is in the description but not in the file. */
    @ParameterizedTest
    @FieldSource("WITH_TENSORS")
    void everyReaderRequiresAllTensors(Case c) {
        Layer layer = c.layer();
        String message = assertThrows(IllegalArgumentException.class,
                () -> LayerFactory.of(layer.describe(), State.builder().build())).getMessage();
        assertTrue(message.startsWith(layer.tensors().size() + " of the tensors do not fit: "), message);
        layer.tensors().keySet().forEach(name -> assertTrue(message.contains("\"" + name + "\""), message));
    }

    @Test
    void aLayerOfAnApplicationMayContainLayers() {
        Sequential saved = Sequential.of(Shape.of(3), new Skip(Dense.of(3, 3, RandomStream.of(1))), Tanh.of());
        assertEquals(List.of("0.0.weight", "0.0.bias"), List.copyOf(saved.tensors().keySet()));
        Sequential loaded = Models.network(Models.state(saved));
        assertSameTensors(saved, loaded);
        Tensor x = normal(Shape.of(2, 3), 1);
        assertSameBits(saved.infer(x), loaded.infer(x), "y");
    }

    private static String refused(Sequential model) {
        State state = Models.state(model);
        return assertThrows(IllegalArgumentException.class, () -> Models.network(state)).getMessage();
    }

    /** A layer of this type with one parameter p, or without parameters if p is null. */
    private record CustomLayer(String type, Parameter p) implements Layer {
        @Override
        public Tensor forward(Tensor x, Tape tape) {
            return x;
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public Map<String, Tensor> tensors() {
            return p == null ? Map.of() : Map.of("p", p);
        }

        @Override
        public Description describe() {
            return Description.of(type);
        }

        @Override
        public String toString() {
            return "Custom";
        }
    }

    /** y = x + f(x). */
    private record Skip(Layer f) implements Layer {
        @Override
        public Tensor forward(Tensor x, Tape tape) {
            return Arithmetic.add(x, f.forward(x, tape), tape);
        }

        @Override
        public Shape outputShape(Shape input) {
            return f.outputShape(input);
        }

        @Override
        public Map<String, Tensor> tensors() {
            return Sequential.of(Shape.of(3), f).tensors();
        }

        @Override
        public Description describe() {
            return Description.of("Skip").withLayers(List.of(f.describe()));
        }
    }
}
