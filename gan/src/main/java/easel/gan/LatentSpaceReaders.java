package easel.gan;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The readers of latent spaces, by type. Safe for use by many threads. */
final class LatentSpaceReaders {
    private static final Map<String, Function<String, LatentSpace>> READERS = new ConcurrentHashMap<>(Map.of(
            "NORMAL", settings -> LatentSpace.normal(Integer.parseInt(settings)),
            "UNIFORM", settings -> LatentSpace.uniform(Integer.parseInt(settings))));

    private LatentSpaceReaders() {}

    static void register(String type, Function<String, LatentSpace> reader) {
        if (type.isEmpty() || type.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("\"" + type + "\" is not a type of latent space: expected a name"
                    + " without spaces. LatentSpace.text must begin with this name and a space character");
        }
        if (READERS.putIfAbsent(type, Objects.requireNonNull(reader, "reader")) != null) {
            throw new IllegalArgumentException("the latent space type " + type + " already has a reader; register each"
                    + " type once, and give different spaces different types");
        }
    }

    static LatentSpace parse(String text) {
        int space = text.indexOf(' ');
        if (space < 1) {
            throw fault(text, "expected a type, a space and its settings, such as \"NORMAL 100\"");
        }
        String type = text.substring(0, space);
        Function<String, LatentSpace> reader = READERS.get(type);
        if (reader == null) {
            throw fault(text, "this program does not know the type " + type + ". If the space is your own, call"
                    + " LatentSpace.register before loading; otherwise use the Easel version that wrote it, or a newer"
                    + " one");
        }
        LatentSpace latent;
        try {
            latent = reader.apply(text.substring(space + 1));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw fault(text, "a setting is missing or is not a number");
        } catch (IllegalArgumentException e) {
            throw fault(text, e.getMessage());
        }
        // If the reader ignores a setting, its space differs from the saved one.
        if (!latent.text().equals(text)) {
            throw fault(text, "its reader returned another space, \"" + latent.text() + "\"");
        }
        return latent;
    }

    private static IllegalArgumentException fault(String text, String problem) {
        return new IllegalArgumentException("\"" + text + "\" is not a latent space: " + problem);
    }
}
