package easel.core.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A layer as data: its type, its settings by name and its inner layers, without its parameters. A description can be
 * saved, drawn or translated without the layer's class.
 *
 * <p>In JSON, type and settings are members of one object: {@code {"version":1,"type":"Sequential","input":[2],
 * "layers":[{"type":"Dense","in":2,"out":8,"bias":true},{"type":"LeakyReLU","slope":0.2}]}}. Only the outermost object
 * has a version.
 *
 * @param type the layer's type, such as {@code Conv2D}
 * @param settings by name, in insertion order; each value is a String, Boolean, Integer, finite Float or List of
 *     Integer
 * @param layers its inner layers, in the order they run
 */
public record Description(String type, Map<String, Object> settings, List<Description> layers) {
    /** The version of the JSON. Easel writes this version and reads no other. */
    public static final int VERSION = 1;

    /** Limits the recursion when malicious input is read. */
    private static final int MAX_DEPTH = 100;

    /** Limits the time and the memory that malicious input takes; ten times the layers of the deepest ResNet. */
    private static final int MAX_LAYERS = 10_000;

    /**
     * Copies the settings and layers.
     *
     * @param type the layer's type
     * @param settings by name, in insertion order
     * @param layers its inner layers
     */
    public Description {
        Objects.requireNonNull(type, "type");
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        layers = List.copyOf(layers);
    }

    /**
     * A layer without settings.
     *
     * @param type its type
     * @return a description without settings and inner layers
     */
    public static Description of(String type) {
        return new Description(type, Map.of(), List.of());
    }

    /**
     * This description with one more setting.
     *
     * @param name any name except version, type and layers, which are reserved
     * @param value a String, Boolean, Integer, finite Float or List of Integer
     * @return a longer description
     */
    public Description with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new Description(type, more, layers);
    }

    /**
     * This description with one more setting, a list of integers.
     *
     * @param name any name except version, type and layers, which are reserved
     * @param values the integers
     * @return a longer description
     */
    public Description with(String name, int... values) {
        return with(name, (Object) Arrays.stream(values).boxed().toList());
    }

    /**
     * This description with other inner layers.
     *
     * @param inner the layers in the order they run
     * @return a description with these layers
     */
    public Description withLayers(List<Description> inner) {
        return new Description(type, settings, inner);
    }

    /**
     * An integer setting.
     *
     * @param name its name
     * @return its value
     * @throws IllegalArgumentException if there is no such setting, or it has another type
     */
    public int integer(String name) {
        return setting(name, Integer.class, "an integer");
    }

    /**
     * A setting that is a list of integers, such as a kernel's height and width.
     *
     * @param name its name
     * @param count the required length, or 0 for any length
     * @return its values
     * @throws IllegalArgumentException if there is no such setting, or it has another type or length
     */
    public int[] integers(String name, int count) {
        String expected = "a list of " + (count == 0 ? "" : count + " ") + "integers";
        List<?> values = setting(name, List.class, expected);
        if (count != 0 && values.size() != count) {
            throw wrong(name, expected);
        }
        return values.stream().mapToInt(Integer.class::cast).toArray();
    }

    /**
     * A setting that is a number, such as a slope.
     *
     * @param name its name
     * @return its value
     * @throws IllegalArgumentException if there is no such setting, or it has another type
     */
    public float number(String name) {
        return setting(name, Number.class, "a number").floatValue();
    }

    /**
     * A setting that is true or false.
     *
     * @param name its name
     * @return its value
     * @throws IllegalArgumentException if there is no such setting, or it has another type
     */
    public boolean flag(String name) {
        return setting(name, Boolean.class, "true or false");
    }

    private <T> T setting(String name, Class<T> javaType, String expected) {
        if (!javaType.isInstance(settings.get(name))) {
            throw wrong(name, expected);
        }
        return javaType.cast(settings.get(name));
    }

    private IllegalArgumentException wrong(String name, String expected) {
        Object value = settings.get(name);
        return fault("setting " + MessageText.brief(name) + " must be " + expected + " but is "
                + (value == null ? "missing" : shown(value)));
    }

    private static Object shown(Object value) {
        return value instanceof String text ? MessageText.brief(text) : MessageText.cut(String.valueOf(value));
    }

    /**
     * An error about this layer. The message starts with the type. The type may come from a file, so it is shortened
     * and shown without control characters.
     *
     * @param problem the fault and its remedy
     * @return an exception to throw
     */
    public IllegalArgumentException fault(String problem) {
        return new IllegalArgumentException(MessageText.brief(type) + ": " + problem);
    }

    /**
     * Reads the JSON that {@link #toString} writes.
     *
     * @param json one object
     * @return the description
     * @throws IllegalArgumentException if the JSON has another version, is damaged, is nested more than 100 deep, or
     *     has more than 10,000 layers
     */
    public static Description parse(String json) {
        Json reader = new Json(json.getBytes(StandardCharsets.UTF_8), "architecture",
                "The architecture is damaged; save the model again.");
        try {
            Description description = read(reader, 1, new int[1]);
            reader.end();
            return description;
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Reads one layer and its inner layers. {@code read} counts all layers. */
    private static Description read(Json reader, int depth, int[] read) throws IOException {
        if (depth > MAX_DEPTH) {
            throw reader.fault("layers nested more than " + MAX_DEPTH + " deep");
        }
        if (++read[0] > MAX_LAYERS) {
            throw reader.fault("more than " + MAX_LAYERS + " layers");
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        List<Description> layers = new ArrayList<>();
        reader.object(name -> {
            if (name.equals("layers")) {
                reader.array(element -> layers.add(read(reader, depth + 1, read)));
            } else {
                settings.put(name, reader.value());
                if (name.equals("version") && !settings.get(name).equals(VERSION)) {
                    throw new IllegalArgumentException("architecture version " + shown(settings.get(name))
                            + ": this Easel version reads only version " + VERSION
                            + ". Use the Easel version that wrote it, or a newer one.");
                }
            }
        });
        if (!(settings.remove("type") instanceof String type)) {
            throw reader.fault("a layer without a type");
        }
        if (depth == 1 && settings.remove("version") == null) {
            throw reader.fault("the outermost layer has no version");
        }
        return new Description(type, settings, layers);
    }

    /**
     * This description as JSON of version {@link #VERSION}, on one line.
     *
     * @return JSON that {@link #parse} reads
     */
    @Override
    public String toString() {
        StringBuilder json = new StringBuilder("{\"version\":" + VERSION + ",");
        append(json);
        return json.toString();
    }

    private void append(StringBuilder json) {
        json.append("\"type\":").append(Json.quote(type));
        for (Map.Entry<String, Object> setting : settings.entrySet()) {
            json.append(',').append(Json.quote(setting.getKey())).append(':')
                    .append(setting.getValue() instanceof String text ? Json.quote(text) : setting.getValue());
        }
        if (!layers.isEmpty()) {
            json.append(",\"layers\":[");
            for (int i = 0; i < layers.size(); i++) {
                layers.get(i).append(json.append(i == 0 ? "{" : ",{"));
            }
            json.append(']');
        }
        json.append('}');
    }
}
