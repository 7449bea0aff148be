package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import easel.gan.GanStep;
import java.util.List;
import java.util.Optional;

/**
 * The next step of a training, taken apart: every operation of the last updates with copies of its tensors. The step
 * is taken by copies of the networks, so the training does not change.
 */
final class StepTrace {
    private final GanStep step;
    private final List<Operation> operations;

    private StepTrace(GanStep step, List<Operation> operations) {
        this.step = step;
        this.operations = operations;
    }

    /** Takes the next step of a trainer of copies. Throws a DivergedException if it has no finite result. */
    static StepTrace of(ObservedTrainer copy, StepRecorder recorder) {
        GanStep step = copy.step();
        return new StepTrace(step, recorder.operations());
    }

    /** The measurements of the step. */
    GanStep step() {
        return step;
    }

    List<Operation> operations() {
        return operations;
    }

    /** The stage of an operation, from 1 to 10. */
    int stage(int index) {
        return operations.get(index).stage();
    }

    /** The first operation of the stage after that of an operation; the number of operations after the last stage. */
    int nextStage(int index) {
        int next = index;
        while (next < operations.size() && stage(next) == stage(index)) {
            next++;
        }
        return next;
    }

    /** The first operation of a stage. */
    int firstOf(int stage) {
        int first = 0;
        while (first < operations.size() - 1 && stage(first) < stage) {
            first++;
        }
        return first;
    }

    /** The answer to the query trace. */
    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("step", step.step());
        JsonArray list = new JsonArray();
        for (int i = 0; i < operations.size(); i++) {
            list.add(operations.get(i).json(i));
        }
        json.add("operations", list);
        json.add("stages", Stage.json());
        return json;
    }

    /**
     * The answer to the query operation.
     *
     * @param chosen the tensor whose element is explained; empty for the first one that the operation computed
     * @throws IllegalArgumentException if there is no such operation, example, tensor or element
     */
    JsonObject json(int index, String chosen, int example, int row, int column) {
        if (index < 0 || index >= operations.size()) {
            throw new IllegalArgumentException("This step has the operations 0 to " + (operations.size() - 1)
                    + "; found " + index + ".");
        }
        Operation operation = operations.get(index);
        requireExample(operation, example);
        JsonObject json = operation.json(index);
        LayerText.addTo(json, operation);
        JsonArray tensors = new JsonArray();
        operation.tensors().forEach(tensor -> tensors.add(TensorJson.of(tensor, example)));
        json.add("tensors", tensors);
        explain(json, operation, chosen, example, row, column);
        return json;
    }

    private static void explain(JsonObject json, Operation operation, String chosen, int example, int row, int column) {
        List<String> computed = Sums.computed(operation);
        if (!chosen.isEmpty() && !computed.contains(chosen)) {
            throw new IllegalArgumentException("The operation computed " + String.join(", ", computed)
                    + "; choose an element of one of them.");
        }
        Optional<String> name = chosen.isEmpty() ? computed.stream().findFirst() : Optional.of(chosen);
        JsonArray names = new JsonArray();
        computed.forEach(names::add);
        json.add("explained", names);
        json.addProperty("chosen", name.orElse(""));
        Optional<Sum> sum = name.flatMap(tensor -> Sums.of(new Element(operation, tensor, example, row, column)));
        json.add("sum", sum.<JsonElement>map(Sum::json).orElse(JsonNull.INSTANCE));
        json.addProperty("why", sum.isPresent() ? "" : Sums.missing(operation));
    }

    private static void requireExample(Operation operation, int example) {
        for (NamedTensor named : operation.tensors()) {
            if (TensorJson.isImages(named) && (example < 0 || example >= named.tensor().shape().axis(0))) {
                throw new IllegalArgumentException("The batch has " + named.tensor().shape().axis(0)
                        + " examples; found example " + example + ".");
            }
        }
    }
}
