package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * One setting of a study, as its control on the page shows it.
 *
 * @param key the name in commands and addresses
 * @param label a few words next to the control
 * @param node the part of the graph that it belongs to: noise, real, G, D or loss
 * @param choices all valid values; empty for a whole number from {@code least} to {@code most}
 * @param least the smallest number, if there are no choices
 * @param most the largest number, if there are no choices
 * @param restart whether a change starts the training again, because the networks or the data change
 * @param help one sentence
 */
record Field(String key, String label, String node, List<String> choices, long least, long most, boolean restart,
        String help) {
    static Field choice(String key, String label, String node, boolean restart, String help, String... choices) {
        return new Field(key, label, node, List.of(choices), 0, 0, restart, help);
    }

    static Field number(String key, String label, String node, long least, long most, String help) {
        return new Field(key, label, node, List.of(), least, most, true, help);
    }

    /** Throws an IllegalArgumentException with a sentence for the page unless the value is valid. */
    void check(String value) {
        if (!choices.isEmpty()) {
            if (!choices.contains(value)) {
                throw wrong(value, "expected one of " + String.join(", ", choices));
            }
            return;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return;
            }
        } catch (NumberFormatException e) {
            // The message below names the range.
        }
        throw wrong(value, "expected a whole number from " + least + " to " + most);
    }

    private IllegalArgumentException wrong(String value, String expected) {
        String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
        return new IllegalArgumentException(label + " (" + key + "): found \"" + shown + "\"; " + expected + ".");
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("key", key);
        json.addProperty("label", label);
        json.addProperty("node", node);
        json.addProperty("type", choices.isEmpty() ? "number" : "choice");
        JsonArray values = new JsonArray();
        choices.forEach(values::add);
        json.add("choices", values);
        if (choices.isEmpty()) {
            json.addProperty("least", least);
            json.addProperty("most", most);
        }
        json.addProperty("restart", restart);
        json.addProperty("help", help);
        return json;
    }
}
