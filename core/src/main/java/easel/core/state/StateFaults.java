package easel.core.state;

import easel.core.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Describes what is wrong with the tensors of a {@link State}, one text for each tensor. */
final class StateFaults {
    /** Keeps the message about a file of another network, or a malicious file, short enough to print. */
    private static final int MAX_LISTED = 40;

    private StateFaults() {}

    /** Each tensor that is missing, unexpected or of another shape. */
    static List<String> ofShapes(State state, Map<String, Shape> expected) {
        List<String> faults = new ArrayList<>();
        expected.forEach((name, shape) -> {
            if (!state.tensors().containsKey(name)) {
                String skipped = state.skipped().get(name);
                faults.add(MessageText.brief(name) + " " + shape + " is missing" + (skipped == null ? ""
                        : ", because the file has it as " + skipped + ", which SafetensorsFile.tensorRounded reads"));
            }
        });
        state.tensors().forEach((name, tensor) -> {
            Shape shape = expected.get(name);
            if (shape == null) {
                faults.add(MessageText.brief(name) + " " + tensor.shape() + " is not expected");
            } else if (!shape.equals(tensor.shape())) {
                faults.add(MessageText.brief(name) + " is " + tensor.shape() + ", expected " + shape);
            }
        });
        return faults;
    }

    /** The first value of each tensor that is not finite, or is negative in a tensor that must not be. */
    static List<String> ofValues(State state, Predicate<String> notNegative) {
        List<String> faults = new ArrayList<>();
        state.tensors().forEach((name, tensor) -> {
            boolean anySign = !notNegative.test(name);
            float lowest = anySign ? -Float.MAX_VALUE : 0;
            float[] values = tensor.array();
            for (int i = 0; i < values.length; i++) {
                if (!(values[i] >= lowest && values[i] <= Float.MAX_VALUE)) {
                    faults.add(MessageText.brief(name) + " has " + values[i] + " at position " + i + ", expected "
                            + (anySign ? "a finite number" : "a finite number of at least 0"));
                    break;
                }
            }
        });
        return faults;
    }

    /** Joins faults; of many, only the first ones. */
    static String list(List<String> faults) {
        return faults.size() <= MAX_LISTED ? String.join("; ", faults)
                : String.join("; ", faults.subList(0, MAX_LISTED)) + "; and " + (faults.size() - MAX_LISTED) + " more";
    }
}
