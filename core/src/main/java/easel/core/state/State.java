package easel.core.state;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Named tensors and named strings, in insertion order. Models, optimizers, schedules, random streams and trainers are
 * saved as a state and restored from one; {@link Safetensors} is its file format. Immutable.
 *
 * <p>A state is a snapshot: the builder copies each tensor, so further training of a parameter does not change it.
 * States derived from other states share their tensors. A tensor taken from a state must not be written to.
 *
 * <p>Names are paths with dots: {@code generator.0.weight}. Tensors have distinct names, and strings have distinct
 * names; a tensor and a string may have the same name.
 */
public final class State {
    private final Map<String, Tensor> tensors;
    private final Map<String, String> strings;
    private final Map<String, String> skipped;   // tensors of the file that are not in the state: names to types

    /** A state with these maps, without a copy. The caller must not change the maps or tensors afterwards. */
    State(Map<String, Tensor> tensors, Map<String, String> strings, Map<String, String> skipped) {
        this.tensors = Collections.unmodifiableMap(tensors);
        this.strings = Collections.unmodifiableMap(strings);
        this.skipped = Collections.unmodifiableMap(skipped);
    }

    /**
     * Starts an empty state.
     *
     * @return a fresh builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * All tensors.
     *
     * @return an unmodifiable view, in insertion order; its tensors must not be written to
     */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /**
     * All strings.
     *
     * @return an unmodifiable view, in insertion order
     */
    public Map<String, String> strings() {
        return strings;
    }

    /**
     * The tensors of a file that {@link Safetensors} did not read, because they are empty or of a type such as I64.
     *
     * @return an unmodifiable map from names to types and axes, such as {@code I64 [3, 4]}; empty if the state was not
     *     read from a file
     */
    public Map<String, String> skipped() {
        return skipped;
    }

    /**
     * One tensor.
     *
     * @param name its name
     * @return the tensor, which must not be written to
     * @throws IllegalArgumentException if no tensor has this name; the message shows the nearest names
     */
    public Tensor tensor(String name) {
        return find("tensor", name, tensors);
    }

    /**
     * One string.
     *
     * @param name its name
     * @return the string
     * @throws IllegalArgumentException if no string has this name; the message shows the nearest names
     */
    public String string(String name) {
        return find("string", name, strings);
    }

    /**
     * The part whose names start with {@code prefix.}, with this prefix removed. The inverse of {@link #under}.
     *
     * @param prefix one or more characters, without the final dot
     * @return that part, empty if no name starts with the prefix
     * @throws IllegalArgumentException if the prefix is empty
     */
    public State within(String prefix) {
        return new State(
                Prefix.within(prefix, tensors), Prefix.within(prefix, strings), Prefix.within(prefix, skipped));
    }

    /**
     * This state with {@code prefix.} before every name.
     *
     * @param prefix one or more characters, without the final dot
     * @return the same tensors and strings with longer names
     * @throws IllegalArgumentException if the prefix is empty
     */
    public State under(String prefix) {
        return new State(
                Prefix.under(prefix, tensors), Prefix.under(prefix, strings), Prefix.under(prefix, skipped));
    }

    /**
     * This state and another one, this one's names first.
     *
     * @param other a state that has no name in common with this one
     * @return the union
     * @throws IllegalArgumentException if both have a tensor, or both a string, of the same name
     */
    public State plus(State other) {
        Map<String, Tensor> allTensors = new LinkedHashMap<>(tensors);
        Map<String, String> allStrings = new LinkedHashMap<>(strings);
        other.tensors.forEach((name, tensor) -> add("tensor", name, tensor, allTensors));
        other.strings.forEach((name, string) -> add("string", name, string, allStrings));
        Map<String, String> allSkipped = new LinkedHashMap<>(skipped);
        allSkipped.putAll(other.skipped);
        return new State(allTensors, allStrings, allSkipped);
    }

    /**
     * Checks that the tensors have exactly these names and shapes.
     *
     * @param expected names to shapes
     * @throws IllegalArgumentException listing the tensors that are missing, unexpected or of another shape; of many,
     *     the first ones and the number of the others
     */
    public void requireShapes(Map<String, Shape> expected) {
        List<String> faults = StateFaults.ofShapes(this, expected);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(faults.size() + " of the tensors do not fit: "
                    + StateFaults.list(faults) + ". Use a file of the same network. Files of other libraries may"
                    + " have other names and another order of axes.");
        }
    }

    /**
     * Checks that all values are finite, and those of some tensors not negative.
     *
     * @param notNegative the names of tensors whose values must be at least 0, such as variances
     * @throws IllegalArgumentException listing the tensors with another value, and the position of the first one in
     *     each; of many tensors, the first ones and the number of the others
     */
    public void requireFinite(Predicate<String> notNegative) {
        List<String> faults = StateFaults.ofValues(this, notNegative);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(faults.size() + " of the tensors have impossible values: "
                    + StateFaults.list(faults) + ". The file is damaged, or its training had diverged; use an earlier"
                    + " file.");
        }
    }

    /**
     * Checks that these strings are present. There may be others.
     *
     * @param expected names to values
     * @throws IllegalArgumentException listing each string that is missing or different, with both values
     */
    public void requireStrings(Map<String, String> expected) {
        List<String> faults = new ArrayList<>();
        expected.forEach((name, value) -> {
            String saved = strings.get(name);
            if (saved == null) {
                faults.add(MessageText.brief(name) + " is missing");
            } else if (!saved.equals(value)) {
                faults.add(MessageText.brief(name) + " " + MessageText.difference(saved, value));
            }
        });
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    /**
     * A string that holds a count, as a number.
     *
     * @param name its name
     * @return a whole number, 0 or above
     * @throws IllegalArgumentException if there is no such string, or it is not a count
     */
    public long count(String name) {
        return StateFaults.count(name, string(name));
    }

    /**
     * A string that holds a number.
     *
     * @param name its name
     * @return a number, also NaN or ±∞
     * @throws IllegalArgumentException if there is no such string, or it is no number
     */
    public double number(String name) {
        return StateFaults.number(name, string(name));
    }

    /**
     * Copies each tensor into the target of the same name. If one tensor does not fit, copies none. The version of a
     * parameter increases. A target with two names gets the values of the later name.
     *
     * @param targets names to tensors, such as a layer's {@code tensors()}. Modified
     * @throws IllegalArgumentException listing each tensor that is missing, unexpected or of another shape
     */
    public void copyTo(Map<String, Tensor> targets) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        targets.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        requireShapes(shapes);
        targets.forEach((name, tensor) -> {
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

    private static <V> void add(String kind, String name, V value, Map<String, V> named) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, name);
        if (named.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("state: there is already a " + kind + " " + MessageText.brief(name)
                    + "; names must differ. Call under(prefix) on one part first.");
        }
    }

    private static <V> V find(String kind, String name, Map<String, V> named) {
        V value = named.get(name);
        if (value == null) {
            throw NearestNames.missing("state", kind, name, named.keySet());
        }
        return value;
    }

    /** Collects the tensors and strings of a {@link State}. */
    public static final class Builder {
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();
        private final Map<String, String> strings = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a tensor.
         *
         * @param name its name, which no other tensor has
         * @param tensor its values. Not modified; copied
         * @return this builder
         * @throws IllegalArgumentException if there is already a tensor of this name
         */
        public Builder tensor(String name, Tensor tensor) {
            add("tensor", name, tensor.copy(), tensors);
            return this;
        }

        /**
         * Adds a string.
         *
         * @param name its name, which no other string has
         * @param string its value
         * @return this builder
         * @throws IllegalArgumentException if there is already a string of this name
         */
        public Builder string(String name, String string) {
            add("string", name, string, strings);
            return this;
        }

        /**
         * A state with all tensors and strings added so far.
         *
         * @return a state that does not change when more is added to this builder
         */
        public State build() {
            return new State(new LinkedHashMap<>(tensors), new LinkedHashMap<>(strings), Map.of());
        }
    }
}
