package easel.core.state;

import java.util.LinkedHashMap;
import java.util.Map;

/** Adds and removes a prefix and a dot before names. */
final class Prefix {
    private Prefix() {}

    /** The values whose names start with the prefix, without it. */
    static <V> Map<String, V> within(String prefix, Map<String, V> named) {
        String start = start(prefix);
        Map<String, V> part = new LinkedHashMap<>();
        named.forEach((name, value) -> {
            if (name.startsWith(start)) {
                part.put(name.substring(start.length()), value);
            }
        });
        return part;
    }

    /** All values, with the prefix before their names. */
    static <V> Map<String, V> under(String prefix, Map<String, V> named) {
        String start = start(prefix);
        Map<String, V> longer = new LinkedHashMap<>();
        named.forEach((name, value) -> longer.put(start + name, value));
        return longer;
    }

    private static String start(String prefix) {
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("a prefix needs at least one character, as in \"generator\"");
        }
        return prefix + ".";
    }
}
