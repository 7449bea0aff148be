package easel.core.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer as data: what kind it is, its settings by name, and the layers within it. It can be written down, drawn or
 * translated without the layer's class. Its numbers are not part of it.
 *
 * <p>As JSON the settings stand beside the type: {@code {"version":1,"type":"Sequential","input":[2],"layers":[
 * {"type":"Dense","in":2,"out":8,"bias":true},{"type":"LeakyReLU","slope":0.2}]}}. Only the outermost has the version.
 *
 * @param type the layer's kind, such as {@code Conv2D}
 * @param settings in order; each a String, Boolean, Integer, finite Float or List of Integer
 * @param layers what it is made of, in the order they run
 */
public record Description(String type, Map<String, Object> settings, List<Description> layers) {
    /** The version of the JSON that is written, and the only one that is read. */
    public static final int VERSION = 1;

    /** Bounds the recursion that a hostile text can cause. */
    private static final int MAX_DEPTH = 100;

    /**
     * Copies the settings and layers.
     *
     * @param type the layer's kind
     * @param settings in order
     * @param layers what it is made of
     */
    public Description {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        layers = List.copyOf(layers);
    }

    /**
     * A layer without settings.
     *
     * @param type its kind
     * @return a description to add to
     */
    public static Description of(String type) {
        return new Description(type, Map.of(), List.of());
    }

    /**
     * This description with one more setting.
     *
     * @param name not version, type or layers, which JSON needs itself
     * @param value a String, Boolean, Integer, finite Float or List of Integer
     * @return a longer description
     */
    public Description with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new Description(type, more, layers);
    }

    /**
     * This description with one more setting, of several integers.
     *
     * @param name not version, type or layers, which JSON needs itself
     * @param values the integers
     * @return a longer description
     */
    public Description with(String name, int... values) {
        return with(name, (Object) Arrays.stream(values).boxed().toList());
    }

    /**
     * This description with other layers in it.
     *
     * @param inner in the order they run
     * @return a description of the whole
     */
    public Description withLayers(List<Description> inner) {
        return new Description(type, settings, inner);
    }

    /**
     * An integer setting.
     *
     * @param name its name
     * @return its value
     * @throws IllegalArgumentException if there is none of this name or it is of another kind
     */
    public int integer(String name) {
        return setting(name, Integer.class, "an integer");
    }

    /**
     * A setting of several integers, such as a kernel's height and width.
     *
     * @param name its name
     * @param count how many there must be, or 0 for any number of them
     * @return its values
     * @throws IllegalArgumentException if there is none of this name or it is of another kind or length
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
     * @throws IllegalArgumentException if there is none of this name or it is of another kind
     */
    public float number(String name) {
        return setting(name, Number.class, "a number").floatValue();
    }

    /**
     * A setting that is on or off.
     *
     * @param name its name
     * @return its value
     * @throws IllegalArgumentException if there is none of this name or it is of another kind
     */
    public boolean flag(String name) {
        return setting(name, Boolean.class, "true or false");
    }

    private <T> T setting(String name, Class<T> kind, String expected) {
        if (!kind.isInstance(settings.get(name))) {
            throw wrong(name, expected);
        }
        return kind.cast(settings.get(name));
    }

    private IllegalArgumentException wrong(String name, String expected) {
        Object value = settings.get(name);
        return fault("its " + name + " must be " + expected + " but is "
                + (value == null ? "missing" : value instanceof String text ? Json.brief(text) : value));
    }

    /**
     * An error about this layer, whose type may come from a file and is shown shortened and without control characters.
     *
     * @param what what is wrong, and the remedy
     * @return an exception to throw
     */
    public IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(Json.brief(type) + ": " + what);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @param json one object of this version
     * @return the description
     * @throws IllegalArgumentException if it is of another version, damaged, or nested more than 100 deep
     */
    public static Description parse(String json) {
        Json reader = new Json(json.getBytes(StandardCharsets.UTF_8), "architecture");
        try {
            Description description = read(reader, 1);
            reader.end();
            return description;
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Description read(Json reader, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw reader.fault("layers within layers, more than " + MAX_DEPTH + " deep");
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        List<Description> layers = new ArrayList<>();
        reader.object(name -> {
            if (name.equals("layers")) {
                reader.array(element -> layers.add(read(reader, depth + 1)));
            } else {
                settings.put(name, reader.value());
                if (name.equals("version") && !settings.get(name).equals(VERSION)) {
                    throw new IllegalArgumentException("architecture of version " + settings.get(name)
                            + ", where this Easel reads version " + VERSION
                            + ". Take the Easel that wrote it, or a newer one.");
                }
            }
        });
        if (!(settings.remove("type") instanceof String type) || depth == 1 && settings.remove("version") == null) {
            throw reader.fault("a layer without a type, or no version");
        }
        return new Description(type, settings, layers);
    }

    /**
     * The JSON of this version, on one line.
     *
     * @return what {@link #parse} reads
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
