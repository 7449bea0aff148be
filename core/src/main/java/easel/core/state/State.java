package easel.core.state;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Named tensors and named strings, in the order they were put in: what models, optimizers, schedules, random
 * streams and trainers are saved as and restored from. Immutable. {@link Safetensors} is its form on disk.
 *
 * <p>A state is a snapshot: the builder copies each tensor, so that a parameter trained further does not change
 * it. All other ways to a state share tensors without a copy; nobody writes into a tensor taken from one.
 *
 * <p>Names are paths with dots, as {@code generator.0.weight}. The names of tensors are distinct, and so are
 * those of strings; a tensor and a string may share one.
 */
public final class State {
    private static final int SHOWN_NAMES = 4;
    private static final int SHOWN_BEFORE = 30;

    private final Map<String, Tensor> tensors;
    private final Map<String, String> strings;

    private State(Map<String, Tensor> tensors, Map<String, String> strings) {
        this.tensors = Collections.unmodifiableMap(tensors);
        this.strings = Collections.unmodifiableMap(strings);
    }

    /** A state over these maps, without a copy: the caller gives maps and tensors away. */
    static State wrap(Map<String, Tensor> tensors, Map<String, String> strings) {
        return new State(tensors, strings);
    }

    /**
     * Starts a state from nothing.
     *
     * @return a fresh builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * All tensors.
     *
     * @return an unmodifiable view, in the order they were put in; its tensors are not to be written into
     */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /**
     * All strings.
     *
     * @return an unmodifiable view, in the order they were put in
     */
    public Map<String, String> strings() {
        return strings;
    }

    /**
     * One tensor.
     *
     * @param name its name
     * @return the tensor; not to be written into
     * @throws IllegalArgumentException if there is none of this name; the message shows the nearest names
     */
    public Tensor tensor(String name) {
        return find("tensor", name, tensors);
    }

    /**
     * One string.
     *
     * @param name its name
     * @return the string
     * @throws IllegalArgumentException if there is none of this name; the message shows the nearest names
     */
    public String string(String name) {
        return find("string", name, strings);
    }

    /**
     * The part whose names start with {@code prefix.}, under names without it. Undoes {@link #under}.
     *
     * @param prefix one or more characters, without the final dot
     * @return that part, empty if no name starts so
     * @throws IllegalArgumentException if the prefix is empty
     */
    public State within(String prefix) {
        String start = start(prefix);
        return new State(within(start, tensors), within(start, strings));
    }

    /**
     * This state with {@code prefix.} put before every name.
     *
     * @param prefix one or more characters, without the final dot
     * @return the same tensors and strings under longer names
     * @throws IllegalArgumentException if the prefix is empty
     */
    public State under(String prefix) {
        String start = start(prefix);
        return new State(under(start, tensors), under(start, strings));
    }

    /**
     * This state and another one, this one's names first.
     *
     * @param other a state without a name of this one
     * @return both together
     * @throws IllegalArgumentException if both have a tensor, or both have a string, of one name
     */
    public State plus(State other) {
        Map<String, Tensor> allTensors = new LinkedHashMap<>(tensors);
        Map<String, String> allStrings = new LinkedHashMap<>(strings);
        other.tensors.forEach((name, tensor) -> add("tensor", name, tensor, allTensors));
        other.strings.forEach((name, string) -> add("string", name, string, allStrings));
        return new State(allTensors, allStrings);
    }

    /**
     * Refuses unless the tensors have exactly these names and shapes.
     *
     * @param expected names to shapes
     * @throws IllegalArgumentException naming every tensor that is missing, unexpected or of another shape
     */
    public void requireShapes(Map<String, Shape> expected) {
        List<String> faults = new ArrayList<>();
        expected.forEach((name, shape) -> {
            if (!tensors.containsKey(name)) {
                faults.add(Json.brief(name) + " " + shape + " is missing");
            }
        });
        tensors.forEach((name, tensor) -> {
            Shape shape = expected.get(name);
            if (shape == null) {
                faults.add(Json.brief(name) + " " + tensor.shape() + " is not expected");
            } else if (!shape.equals(tensor.shape())) {
                faults.add(Json.brief(name) + " is " + tensor.shape() + ", expected " + shape);
            }
        });
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(faults.size() + " of the tensors do not fit: "
                    + String.join("; ", faults) + ". Take a file of the same network; other libraries name and order"
                    + " axes in other ways.");
        }
    }

    /**
     * Refuses unless these strings are here; others may be here too.
     *
     * @param expected names to values
     * @throws IllegalArgumentException naming every string that is missing or another, with both values
     */
    public void requireStrings(Map<String, String> expected) {
        List<String> faults = new ArrayList<>();
        expected.forEach((name, value) -> {
            String found = strings.get(name);
            if (found == null) {
                faults.add(Json.brief(name) + " is missing");
            } else if (!found.equals(value)) {
                int from = firstShown(found, value);
                faults.add(Json.brief(name) + " is " + Json.brief(found.substring(from)) + ", here it is "
                        + Json.brief(value.substring(from)));
            }
        });
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    /** Long texts, such as architectures, are shown from a little before they part. */
    private static int firstShown(String a, String b) {
        if (Math.max(a.length(), b.length()) <= SHOWN_BEFORE) {
            return 0;
        }
        int head = 0;
        while (head < Math.min(a.length(), b.length()) && a.charAt(head) == b.charAt(head)) {
            head++;
        }
        return Math.max(0, head - SHOWN_BEFORE);
    }

    /**
     * A string that counts something.
     *
     * @param name its name
     * @return a whole number, 0 or above
     * @throws IllegalArgumentException if there is no such string, or it is anything else
     */
    public long count(String name) {
        String text = string(name);
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same answer as to a negative number.
        }
        throw new IllegalArgumentException("state: " + Json.brief(name) + " is " + Json.brief(text)
                + "; expected a whole number, 0 or above");
    }

    /**
     * Copies each tensor into the live one of the same name; all of them, or none where one does not fit. A parameter
     * counts it as a change. A tensor that is live under two names gets the later one's values.
     *
     * @param live names to tensors, as a layer's {@code tensors()}. Modified
     * @throws IllegalArgumentException naming every tensor that is missing, unexpected or of another shape
     */
    public void copyTo(Map<String, Tensor> live) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        live.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        requireShapes(shapes);
        live.forEach((name, tensor) -> {
            float[] values = tensors.get(name).array();
            if (tensor instanceof Parameter parameter) {
                parameter.update(array -> System.arraycopy(values, 0, array, 0, values.length));
            } else {
                System.arraycopy(values, 0, tensor.array(), 0, values.length);
            }
        });
    }

    @Override
    public String toString() {
        return "State of " + tensors.size() + " tensors and " + strings.size() + " strings";
    }

    private static String start(String prefix) {
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("a prefix needs at least one character, as in \"generator\"");
        }
        return prefix + ".";
    }

    private static <V> Map<String, V> within(String start, Map<String, V> named) {
        Map<String, V> part = new LinkedHashMap<>();
        named.forEach((name, value) -> {
            if (name.startsWith(start)) {
                part.put(name.substring(start.length()), value);
            }
        });
        return part;
    }

    private static <V> Map<String, V> under(String start, Map<String, V> named) {
        Map<String, V> longer = new LinkedHashMap<>();
        named.forEach((name, value) -> longer.put(start + name, value));
        return longer;
    }

    private static <V> void add(String kind, String name, V value, Map<String, V> named) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, name);
        if (named.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("state: there is already a " + kind + " " + Json.brief(name)
                    + "; names must differ. Put one part under(a prefix) of its own first.");
        }
    }

    private static <V> V find(String kind, String name, Map<String, V> named) {
        V value = named.get(name);
        if (value == null) {
            throw new IllegalArgumentException("state: no " + kind + " " + Json.brief(name) + "; "
                    + (named.isEmpty() ? "it has no " + kind + "s at all" : nearest(name, named.keySet())));
        }
        return value;
    }

    private static String nearest(String name, Set<String> names) {
        return "nearest of " + names.size() + ": " + names.stream()
                .sorted(Comparator.comparingInt(candidate -> -likeness(candidate, name)))
                .limit(SHOWN_NAMES)
                .map(Json::brief)
                .collect(Collectors.joining(", "));
    }

    /** Equal characters at the start and at the end: paths differ in one step, or in a slip of the pen. */
    private static int likeness(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        int head = 0;
        while (head < shorter && a.charAt(head) == b.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
            tail++;
        }
        return head + tail;
    }

    /** Collects the tensors and strings of a {@link State}. */
    public static final class Builder {
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();
        private final Map<String, String> strings = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Puts a tensor in.
         *
         * @param name its name, not yet taken by a tensor
         * @param tensor its values. Not modified; copied
         * @return this builder
         * @throws IllegalArgumentException if there is already a tensor of this name
         */
        public Builder tensor(String name, Tensor tensor) {
            add("tensor", name, tensor.copy(), tensors);
            return this;
        }

        /**
         * Puts a string in.
         *
         * @param name its name, not yet taken by a string
         * @param string its value
         * @return this builder
         * @throws IllegalArgumentException if there is already a string of this name
         */
        public Builder string(String name, String string) {
            add("string", name, string, strings);
            return this;
        }

        /**
         * The state of all that was put in.
         *
         * @return a state that later changes of this builder do not reach
         */
        public State build() {
            return new State(new LinkedHashMap<>(tensors), new LinkedHashMap<>(strings));
        }
    }
}
