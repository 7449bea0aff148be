package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import easel.core.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every number that an operation computes has a list of products, for every network, loss, penalty and optimizer that
 * the page can choose, and the list adds up to the number within the stated bound of rounding.
 */
class SumsTest {
    /** Operations that draw their output: it is no sum. */
    private static final Set<String> DRAWN = Set.of("noise", "points", "images");
    private static final UpdateObserver NONE = (network, gradients, update) -> update.run();

    /** Every choice of every field, with the defaults of the others; every loss with every penalty and network. */
    static Stream<Map<String, String>> settings() {
        List<Map<String, String>> all = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            all.add(small(subject));
        }
        Set<String> ofPlane = Fields.of(Subject.ring).stream().map(Field::key).collect(Collectors.toSet());
        for (Subject subject : List.of(Subject.ring, Subject.mnist)) {
            for (Field field : Fields.of(subject)) {
                // Rates and batch sizes change no operation; the images repeat only what changes their networks.
                boolean repeated = subject.isImage() && ofPlane.contains(field.key())
                        && !field.key().equals(Fields.PACKING);
                if (!repeated && !Set.of(Fields.SUBJECT, Fields.RATE_G, Fields.RATE_D, Fields.BATCH)
                        .contains(field.key())) {
                    field.choices().forEach(choice -> all.add(with(small(subject), field.key(), choice)));
                }
            }
        }
        Map<String, String> images = with(small(Subject.mnist), Fields.SIZE, "small");
        for (String loss : choices(Fields.LOSS)) {
            all.add(with(images, Fields.LOSS, loss));
            for (String penalty : choices(Fields.PENALTY)) {
                all.add(with(with(small(Subject.ring), Fields.LOSS, loss), Fields.PENALTY, penalty));
            }
        }
        all.add(with(small(Subject.mnist), Fields.PENALTY, "gp"));
        return all.stream().distinct();
    }

    private static List<String> choices(String key) {
        return Fields.of(Subject.ring).stream().filter(field -> field.key().equals(key)).findFirst().orElseThrow()
                .choices();
    }

    private static Map<String, String> small(Subject subject) {
        Map<String, String> values = new HashMap<>(Map.of("subject", subject.toString(), "batch", "16"));
        if (!subject.isImage()) {
            values.putAll(Map.of("widthG", "8", "widthD", "8"));
        }
        return values;
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put(key, value);
        return changed;
    }

    private static StepTrace trace(Map<String, String> settings) {
        Course course = new Course(StudySettings.of(settings), Drawings.ARC, List.of(), 1 << 20);
        course.advance(NONE);
        course.advance(NONE);
        return course.training().takeApart();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theListsOfAllComputedNumbersAddUp(Map<String, String> settings) {
        Random random = new Random(1);
        for (Operation operation : trace(settings).operations()) {
            assertEquals(written(operation), Set.copyOf(Sums.computed(operation)), operation.name());
            for (String name : Sums.computed(operation)) {
                Tensor tensor = operation.tensor(name).orElseThrow();
                boolean images = TensorJson.isImages(new NamedTensor(name, tensor));
                int examples = images ? tensor.shape().axis(0) : 1;
                int rows = images ? tensor.shape().axis(1) : tensor.rows();
                int columns = images ? tensor.shape().axis(2) * tensor.shape().axis(3) : tensor.columns();
                check(operation, name, 0, 0, 0);
                check(operation, name, examples - 1, rows - 1, columns - 1);
                for (int i = 0; i < 2; i++) {
                    check(operation, name, random.nextInt(examples), random.nextInt(rows), random.nextInt(columns));
                }
            }
        }
    }

    /** The tensors of an operation that are not its inputs. */
    private static Set<String> written(Operation operation) {
        Set<String> names = new HashSet<>();
        for (NamedTensor tensor : operation.tensors()) {
            boolean update = operation.pass().equals("update");
            boolean gradient = operation.pass().equals("backward") && tensor.name().startsWith("d");
            if (update ? tensor.name().endsWith(" new") : gradient ? !tensor.name().equals("dy")
                    : operation.pass().equals("forward") && tensor.name().equals("y")) {
                names.add(tensor.name());
            }
        }
        assertTrue(!names.isEmpty(), operation.name());
        return names;
    }

    private static void check(Operation operation, String name, int example, int row, int column) {
        Optional<Sum> found = Sums.of(new Element(operation, name, example, row, column));
        String where = operation.pass() + " " + operation.name() + ": " + name + "[" + example + ", " + row + ", "
                + column + "]";
        if (DRAWN.contains(operation.kind())) {
            assertTrue(found.isEmpty(), where);
            return;
        }
        assertTrue(found.isPresent(), where + " has no list");
        Sum sum = found.get();
        assertEquals(sum.value(), sum.total(), sum.bound(), where + ": " + sum.json().get("text"));
        double largest = 0;
        for (float value : operation.tensor(name).orElseThrow().array()) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertTrue(sum.bound() <= 2e-4 * (sum.magnitude() + largest) + 1e-8, where + ": bound " + sum.bound());
        JsonObject json = sum.json();
        double listed = json.get("bias").isJsonNull() ? 0 : json.get("bias").getAsDouble();
        double magnitude = sum.magnitude();
        for (JsonElement term : json.getAsJsonArray("terms")) {
            listed += term.getAsJsonObject().get("product").getAsDouble();
        }
        listed += json.get("moreSum").getAsDouble();
        assertEquals(sum.total(), listed, 1e-7 * magnitude + 1e-30, where);
    }

    @Test
    void oneOfSeveralTensorsIsChosen() {
        StepTrace trace = trace(with(small(Subject.mnist), Fields.SIZE, "medium"));
        int norm = 0;
        while (!(trace.operations().get(norm).kind().equals("BatchNorm")
                && trace.operations().get(norm).pass().equals("backward"))) {
            norm++;
        }
        int index = norm;
        assertEquals("[\"dγ\",\"dβ\",\"dx\"]", trace.json(index, "", 0, 0, 0).get("explained").toString());
        assertEquals("dγ", trace.json(index, "", 0, 0, 0).get("chosen").getAsString());
        JsonObject json = trace.json(index, "dx", 0, 3, 5);
        Tensor dx = trace.operations().get(index).tensor("dx").orElseThrow();
        JsonObject sum = json.getAsJsonObject("sum");
        assertEquals(dx.array()[3 * dx.columns() + 5], sum.get("value").getAsFloat());
        assertEquals(3, sum.getAsJsonArray("terms").size());
        assertTrue(sum.get("text").getAsString().startsWith("dx[3, 5] = s · dy − s · dβ/R − s · x̂ · dγ/R"));
        assertEquals("The operation computed dγ, dβ, dx; choose an element of one of them.",
                assertThrows(IllegalArgumentException.class, () -> trace.json(index, "x", 0, 0, 0)).getMessage());
    }
}
