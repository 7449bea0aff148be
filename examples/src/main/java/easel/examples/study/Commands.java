package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the commands of the page. Every fault is an IllegalArgumentException whose message is for the page. */
final class Commands {
    static final long LAST_STEP = 10_000_000;
    private static final int MOST_POINTS = 2_000;
    private static final int MOST_EDITS = 1_000;
    private static final Set<String> UNITS = Set.of("step", "stage", "operation");

    private Commands() {}

    static String text(JsonObject command, String name) {
        JsonElement value = command.get(name);
        if (value == null || !value.isJsonPrimitive()) {
            throw new IllegalArgumentException("The command lacks \"" + name + "\", a text.");
        }
        return value.getAsString();
    }

    static String unit(JsonObject command) {
        String unit = text(command, "unit");
        if (!UNITS.contains(unit)) {
            throw new IllegalArgumentException("The unit must be step, stage or operation.");
        }
        return unit;
    }

    static Speed speed(JsonObject command) {
        String name = text(command, "speed");
        return Stream.of(Speed.values()).filter(speed -> speed.name().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("The speed must be fast, medium or slow."));
    }

    static boolean flag(JsonObject command, String name) {
        return command.has(name) && text(command, name).equals("true");
    }

    /** A number of completed steps. */
    static long step(JsonObject command) {
        try {
            long step = Long.parseLong(text(command, "step"));
            if (step >= 0 && step <= LAST_STEP) {
                return step;
            }
        } catch (NumberFormatException e) {
            // The message below names the range.
        }
        throw new IllegalArgumentException("The step must be a whole number from 0 to " + LAST_STEP + ".");
    }

    /** The member settings; empty if there is none. */
    static StudySettings settings(JsonObject command) {
        Map<String, String> values = new LinkedHashMap<>();
        if (command.has("settings")) {
            JsonObject settings = object(command.get("settings"), "settings");
            settings.keySet().forEach(key -> values.put(key, text(settings, key)));
        }
        return StudySettings.of(values);
    }

    /** The member edits, in the order of their steps; empty if there is none. Checks each for the settings. */
    static List<Edit> edits(JsonObject command, StudySettings first) {
        List<Edit> edits = new ArrayList<>();
        if (!command.has("edits")) {
            return edits;
        }
        StudySettings settings = first;
        long last = 0;
        JsonArray given = array(command.get("edits"), "edits", MOST_EDITS);
        for (JsonElement element : given) {
            JsonObject edit = object(element, "edits");
            long step = step(edit);
            if (step < last) {
                throw new IllegalArgumentException("The edits must be in the order of their steps.");
            }
            settings = settings.with(text(edit, "key"), text(edit, "value"));
            edits.add(new Edit(step, text(edit, "key"), text(edit, "value")));
            last = step;
        }
        return edits;
    }

    /** The points of a member, (x, y) in the shown plane; the fallback if there is no member or no point. */
    static List<float[]> points(JsonObject command, String name, List<float[]> fallback) {
        List<float[]> points = new ArrayList<>();
        if (command.has(name)) {
            for (JsonElement element : array(command.get(name), name, MOST_POINTS)) {
                JsonArray pair = array(element, name, 2);
                if (pair.size() != 2) {
                    throw new IllegalArgumentException("A point has two numbers, x and y.");
                }
                points.add(new float[] {coordinate(pair.get(0)), coordinate(pair.get(1))});
            }
        }
        return points.isEmpty() ? fallback : points;
    }

    private static float coordinate(JsonElement element) {
        if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()) {
            double value = element.getAsDouble();
            if (Math.abs(value) <= Subject.LIMIT) {
                return (float) value;
            }
        }
        throw new IllegalArgumentException("A coordinate must be a number from -" + Subject.LIMIT + " to "
                + Subject.LIMIT + ".");
    }

    private static JsonObject object(JsonElement element, String name) {
        if (!element.isJsonObject()) {
            throw new IllegalArgumentException("\"" + name + "\" must be an object.");
        }
        return element.getAsJsonObject();
    }

    private static JsonArray array(JsonElement element, String name, int most) {
        if (!element.isJsonArray()) {
            throw new IllegalArgumentException("\"" + name + "\" must be a list.");
        }
        if (element.getAsJsonArray().size() > most) {
            throw new IllegalArgumentException("\"" + name + "\" has more than " + most + " elements.");
        }
        return element.getAsJsonArray();
    }
}
