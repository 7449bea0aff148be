package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import easel.core.Tensor;
import easel.core.state.Description;
import java.util.List;
import java.util.Optional;

/**
 * One operation of a training step, with copies of its tensors.
 *
 * @param stage from 1 to 10; see {@link Stage}
 * @param network G, D, loss or optimizer
 * @param pass forward, backward or update
 * @param name as recorded on the tape
 * @param layer the index in the network, or -1
 * @param kind the layer's class or the operation's name, for {@link LayerText}
 * @param side real or fake; empty for other operations
 * @param settings of the layer or the optimizer, and constants of a loss, for {@link Sums}; the text of the noise;
 *     empty if there are none
 * @param inputs the shapes of the sources, in words
 * @param output the shape of the result, in words
 * @param tensors by name
 */
record Operation(int stage, String network, String pass, String name, int layer, String kind, Optional<String> side,
        Optional<Description> settings, List<String> inputs, String output, List<NamedTensor> tensors) {
    /** The tensor with a name, or empty. */
    Optional<Tensor> tensor(String wanted) {
        return tensors.stream().filter(named -> named.name().equals(wanted)).map(NamedTensor::tensor).findFirst();
    }

    JsonObject json(int index) {
        JsonObject json = new JsonObject();
        json.addProperty("index", index);
        json.addProperty("stage", stage);
        json.addProperty("network", network);
        json.addProperty("pass", pass);
        json.addProperty("name", name);
        json.addProperty("layer", layer);
        json.addProperty("kind", kind);
        JsonArray shapes = new JsonArray();
        inputs.forEach(shapes::add);
        json.add("inputs", shapes);
        json.addProperty("output", output);
        json.add("side", side.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE));
        return json;
    }
}
