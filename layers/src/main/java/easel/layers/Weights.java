package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.Description;
import easel.core.state.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The saved tensors of one layer, given to the layer's {@link LayerFactory.Reader}. The reader declares the names and
 * shapes of the layer's tensors; the saved values are copied into the layer after it is built.
 */
public final class Weights {
    private final State state;
    private final String path;   // "2.0." for layer 0 of layer 2
    private final Map<String, Shape> required;   // by full name; shared by all layers of one model

    private Weights(State state, String path, Map<String, Shape> required) {
        this.state = state;
        this.path = path;
        this.required = required;
    }

    /** The tensors of the outermost layer. */
    static Weights of(State state) {
        return new Weights(state, "", new LinkedHashMap<>());
    }

    /** Ends one reader. The remaining layers are still read, so that one error can list the faults of all layers. */
    static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1;

        Mismatch() {
            super("the saved tensors do not match the layer", null, false, false);
        }
    }

    /**
     * Declares all tensors of the layer. Call this method once, before the layer is built. If the model file lacks one
     * of the tensors or has it in another shape, this method throws an exception that ends the reader. So a wrong size
     * in a description allocates no memory.
     *
     * @param shapes a map from the names in {@link Layer#tensors} to shapes
     */
    public void require(Map<String, Shape> shapes) {
        if (!declare(shapes)) {
            throw new Mismatch();
        }
    }

    /** Declares tensors of the layer. Returns whether the model file has all of them in these shapes. */
    boolean declare(Map<String, Shape> shapes) {
        boolean present = true;
        for (Map.Entry<String, Shape> each : shapes.entrySet()) {
            String name = path + each.getKey();
            required.put(name, each.getValue());
            Tensor found = state.tensors().get(name);
            present &= found != null && found.shape().equals(each.getValue());
        }
        return present;
    }

    /**
     * Builds the layers that a layer contains. The names of the tensors of inner layer i start with {@code i.}, for
     * example {@code 0.weight}.
     *
     * @param d the description of the outer layer
     * @return a layer for each of its {@link Description#layers}
     * @throws IllegalArgumentException if a layer cannot be built; the message names its position
     */
    public List<Layer> layers(Description d) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < d.layers().size(); i++) {
            try {
                layers.add(LayerFactory.read(d.layers().get(i), new Weights(state, path + i + ".", required)));
            } catch (Mismatch e) {
                continue;
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("layer " + i + ", " + e.getMessage(), e);
            }
        }
        if (layers.size() < d.layers().size()) {
            throw new Mismatch();
        }
        return layers;
    }

    /** The shapes of all tensors that readers have declared so far, by full name. */
    Map<String, Shape> required() {
        return Collections.unmodifiableMap(required);
    }

    /** Refuses a layer with a tensor that its reader did not declare. */
    void checkRequired(Layer layer) {
        layer.tensors().forEach((name, tensor) -> {
            if (!tensor.shape().equals(required.get(path + name))) {
                throw new IllegalStateException(layer + ": the reader of " + layer.getClass().getName()
                        + " must require the tensor " + name + " " + tensor.shape() + " before it builds the layer");
            }
        });
    }
}
