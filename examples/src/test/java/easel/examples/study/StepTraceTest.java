package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import easel.core.Tensor;
import easel.gan.GanStep;
import easel.layers.Sequential;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the recorded operations are those of the next step, with their texts. */
class StepTraceTest {
    private static final String PLANE = "subject=ring,batch=16,widthG=8,widthD=8";
    private static final String IMAGES = "subject=mnist,size=medium,latent=16,batch=16";
    private static final UpdateObserver NONE = (network, gradients, update) -> update.run();

    private static Course course(String settings) {
        Map<String, String> values = new HashMap<>();
        for (String setting : settings.split(",")) {
            String[] pair = setting.split("=");
            values.put(pair[0], pair[1]);
        }
        Course course = new Course(StudySettings.of(values), List.of(), List.of(), 1 << 20);
        for (int i = 0; i < 3; i++) {
            course.advance(NONE);
        }
        return course;
    }

    @ParameterizedTest
    @ValueSource(strings = {PLANE, PLANE + ",loss=ls", PLANE + ",loss=wgan,penalty=gp", PLANE + ",penalty=r1,stepsD=3",
            PLANE + ",packing=2,loss=hinge,optimizer=sgd", PLANE + ",stepsD=0,loss=minimax,optimizer=rmsprop", IMAGES})
    void theTraceHasTheNumbersOfTheNextStep(String settings) {
        Course course = course(settings);
        var before = course.training().state();
        StepTrace trace = course.training().takeApart();
        before.tensors().forEach((name, tensor) ->
                assertArrayEquals(tensor.array(), course.training().state().tensor(name).array(), name));
        Map<String, Tensor> gradients = new HashMap<>();
        GanStep step = course.advance((network, all, update) -> {
            networkOf(course, network).tensors().forEach((name, tensor) -> {
                if (all.sources().contains(tensor)) {
                    gradients.put(network + "." + name, all.of(tensor).copy());
                }
            });
            update.run();
        });
        assertEquals(step, trace.step());
        int updates = 0;
        for (Operation operation : trace.operations()) {
            if (operation.pass().equals("update")) {
                String network = operation.stage() == Stage.UPDATE_OF_D.number() ? "D" : "G";
                Map<String, Tensor> tensors = networkOf(course, network).tensors();
                for (Map.Entry<String, String> name : Map.of("W", "weight", "b", "bias", "γ", "gamma", "β", "beta")
                        .entrySet()) {
                    Optional<Tensor> after = operation.tensor(name.getKey() + " new");
                    if (after.isPresent()) {
                        String full = operation.layer() + "." + name.getValue();
                        assertArrayEquals(tensors.get(full).array(), after.get().array(), full);
                        assertArrayEquals(gradients.get(network + "." + full).array(),
                                operation.tensor("d" + name.getKey()).orElseThrow().array(), full);
                        updates++;
                    }
                }
            }
        }
        assertEquals(gradients.size(), updates);
    }

    private static Sequential networkOf(Course course, String name) {
        StudyNetworks networks = course.training().networks();
        return name.equals("G") ? networks.generator() : networks.discriminator();
    }

    @ParameterizedTest
    @ValueSource(strings = {PLANE, PLANE + ",penalty=r1", PLANE + ",loss=ls", PLANE + ",loss=hinge,layersD=0", IMAGES,
            IMAGES + ",size=small"})
    void operationsAreInTheOrderOfTheTenStages(String settings) {
        List<Operation> operations = course(settings).training().takeApart().operations();
        List<Integer> stages = operations.stream().map(Operation::stage).toList();
        assertEquals(stages.stream().sorted().toList(), stages);
        assertEquals(IntStream.rangeClosed(1, 10).boxed().collect(Collectors.toSet()), Set.copyOf(stages));
        StudyNetworks networks = course(settings).training().networks();
        assertEquals(networks.generator().layers().stream().map(Object::toString).toList(),
                operations.stream().filter(o -> o.stage() == 2).map(Operation::name).toList());
        assertEquals(networks.discriminator().layers().stream().map(Object::toString).toList(),
                operations.stream().filter(o -> o.stage() == 4).map(Operation::name).toList());
        for (Operation operation : operations) {
            assertFalse(operation.stage() == 6 && operation.network().equals("G"), operation.name());
            assertFalse(operation.stage() == 9 && operation.tensor("dW").isPresent()
                    && operation.network().equals("D"), operation.name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PLANE, PLANE + ",loss=ls,optimizer=sgd", PLANE + ",loss=hinge,optimizer=rmsprop",
            PLANE + ",loss=wgan", PLANE + ",loss=minimax", IMAGES, IMAGES + ",size=small"})
    void everyOperationHasItsTextAndSource(String settings) {
        StepTrace trace = course(settings).training().takeApart();
        for (int i = 0; i < trace.operations().size(); i++) {
            JsonObject json = trace.json(i, "", 0, 0, 0);
            String name = json.get("name").getAsString();
            assertFalse(json.get("formula").getAsString().isEmpty(), name);
            assertTrue(json.get("source").isJsonObject(), name);
            JsonObject source = json.getAsJsonObject("source");
            assertTrue(source.getAsJsonArray("lines").size() >= 3, name);
            assertTrue(source.get("first").getAsInt() > 1, name);
            String paragraphs = json.getAsJsonArray("paragraphs").toString();
            assertFalse(paragraphs.contains("{@") || paragraphs.contains("<p>"), paragraphs);
        }
    }

    @Test
    void aFrozenDiscriminatorHasNoUpdates() {
        List<Operation> operations = course(PLANE + ",stepsD=0").training().takeApart().operations();
        assertEquals(List.of("No update of Dense 2→8", "No update of Dense 8→8", "No update of Dense 8→1"),
                operations.stream().filter(o -> o.stage() == 7).map(Operation::name).toList());
        assertEquals(List.of("Update of Dense 2→8", "Update of Dense 8→8", "Update of Dense 8→2"),
                operations.stream().filter(o -> o.stage() == 10).map(Operation::name).toList());
    }

    @Test
    void theTextOfDenseIsItsJavadoc() {
        StepTrace trace = course(PLANE).training().takeApart();
        int dense = IntStream.range(0, trace.operations().size())
                .filter(i -> trace.operations().get(i).kind().equals("Dense")
                        && trace.operations().get(i).pass().equals("backward")).findFirst().orElseThrow();
        JsonObject json = trace.json(dense, "", 0, 0, 0);
        assertEquals("A fully connected layer: y = x·W + b.", json.get("formula").getAsString());
        assertEquals("Backward: dW = xᵀ·dy, db = Σₙ dyₙ, dx = dy·Wᵀ.",
                json.getAsJsonArray("paragraphs").get(2).getAsString());
        assertTrue(json.getAsJsonObject("source").getAsJsonArray("lines").toString()
                .contains("transposedProduct(x, dy, sink));      // dW = xᵀ·dy   (in, out)"));
        assertTrue(json.getAsJsonObject("sum").get("text").getAsString().startsWith("dW[0, 0] = Σₙ x[n, 0]"));
    }

    @Test
    void theTextOfTheNoiseSaysWhatZIs() {
        assertEquals("z is the latent vector, the input of G: 2 random numbers from the normal distribution"
                + " N(0, 1). Each row of y is one z, and G makes one fake of it.", noiseText(PLANE));
        assertTrue(noiseText(PLANE + ",latent=1,distribution=uniform").startsWith("z is the latent vector, the input"
                + " of G: one random number, uniform in [-1, 1)."));
    }

    private static String noiseText(String settings) {
        JsonArray text = course(settings).training().takeApart().json(0, "", 0, 0, 0).getAsJsonArray("paragraphs");
        assertEquals(1, text.size());
        return text.get(0).getAsString();
    }

    @Test
    void elementsThatDoNotExistAreRefused() {
        StepTrace trace = course(PLANE).training().takeApart();
        int operations = trace.operations().size();
        assertMessage("This step has the operations 0 to " + (operations - 1) + "; found 999.",
                () -> trace.json(999, "", 0, 0, 0));
        assertMessage("y has 16 rows and 2 columns; found row 16 and column 0.", () -> trace.json(0, "", 0, 16, 0));
        StepTrace images = course(IMAGES).training().takeApart();
        assertMessage("The batch has 16 examples; found example 16.", () -> images.json(1, "", 16, 0, 0));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
