package easel.core.state;

import easel.core.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Describes what is wrong with the tensors and numbers of a {@link State}. */
final class StateFaults {
    /** Characters after which the message about a file of another network, or a malicious file, only counts faults. */
    private static final int LONGEST = 400;

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
        StringBuilder list = new StringBuilder(faults.get(0));
        for (int i = 1; i < faults.size(); i++) {
            if (list.length() + faults.get(i).length() > LONGEST) {
                return list + "; and " + (faults.size() - i) + " more";
            }
            list.append("; ").append(faults.get(i));
        }
        return list.toString();
    }

    static long count(String name, String text) {
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same error as for a negative number.
        }
        throw unexpected(name, text, "a whole number, 0 or above");
    }

    static double number(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw unexpected(name, text, "a number");
        }
    }

    private static IllegalArgumentException unexpected(String name, String text, String expected) {
        return new IllegalArgumentException("state: " + MessageText.brief(name) + " is " + MessageText.brief(text)
                + "; expected " + expected);
    }
}
