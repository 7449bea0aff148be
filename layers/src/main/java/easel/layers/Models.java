package easel.layers;

import easel.core.Shape;
import easel.core.state.Description;
import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Saves and loads models as safetensors files, which many other libraries can read.
 *
 * <p>A file holds every tensor of {@link Layer#tensors}: parameters and running statistics, float32, under their
 * names, such as {@code 0.weight} and {@code 1.running_mean}, in the layouts that each layer documents. The metadata of
 * the file has three strings: {@code format}, which is {@code easel}; {@code library_version}, the version of Easel
 * that wrote the file; and {@code architecture}, the JSON of {@link Layer#describe}. {@link #load(Path)} builds the
 * network from the architecture, without the code that created the network; an application must first
 * {@linkplain LayerFactory#register register} its own layers. If a later Easel changes names, layouts or settings, it
 * also changes the version in the architecture.
 *
 * <p>Several models in one file have prefixes:
 * <pre>{@code
 * Safetensors.write(Models.state(g).under("generator").plus(Models.state(d).under("discriminator")), path);
 * Sequential generator = Models.network(Safetensors.read(path).within("generator"));
 * }</pre>
 *
 * <p>A layer that a model contains twice is saved twice and loaded as two layers with equal values.
 */
public final class Models {
    /** The version of this library, written to files as {@code library_version}. */
    public static final String LIBRARY_VERSION = "0.2.0";

    private static final String ARCHITECTURE = "architecture";

    private Models() {}

    /**
     * Writes a model to a file. The file is written under another name first and then renamed, so that no reader sees
     * an incomplete file.
     *
     * @param model any layer, usually a Sequential. Not modified
     * @param path the file; an existing one is replaced
     * @throws IOException if the file cannot be written; names the reason
     */
    public static void save(Layer model, Path path) throws IOException {
        Safetensors.write(state(model), path);
    }

    /**
     * Builds the network that a file describes and copies the saved values into it.
     *
     * @param path a file that {@link #save} wrote for a Sequential
     * @return a fresh network
     * @throws IOException if the file cannot be read, is damaged, has no architecture or one that this version
     *     cannot read, its tensors do not match its architecture, or a value is impossible (see {@link #restore});
     *     names the file, the fault and the remedy
     */
    public static Sequential load(Path path) throws IOException {
        State state = Safetensors.read(path);
        try {
            return network(state);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Copies the tensors of a file, from Easel or another library, into a model with the same names and shapes. Either
     * all tensors change or none.
     *
     * <p>The weights must have the layouts of Easel and Keras. Those of PyTorch have another order of axes, which the
     * shapes do not show if all axes are equal. So a file is refused if its {@code format} is {@code pt}, and also if
     * no library is known to have written it and each of its weights has equal axes. {@link PyTorchWeights} converts
     * the weights; {@link State#copyTo} copies tensors without this check.
     *
     * @param model built in code. Modified
     * @param path a safetensors file
     * @throws IOException if the file cannot be read or is damaged, if its weights are or may be PyTorch's, or if the
     *     tensors differ, or if a value is impossible (see {@link #restore}). If they differ, the message names the
     *     tensors that are missing, unexpected or of another shape
     */
    public static void loadInto(Layer model, Path path) throws IOException {
        State state = Safetensors.read(path);
        try {
            PyTorchWeights.refusePyTorch(state);
            Map<String, Shape> shapes = new LinkedHashMap<>();
            model.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
            state.requireShapes(shapes);
            PyTorchWeights.refuseUnknownLayout(state);
            restore(model, state);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": does not fit " + model + ": " + e.getMessage()
                    + PyTorchWeights.hint(state), e);
        }
    }

    /**
     * A snapshot of a model, as {@link #save} writes it. It has no architecture if a layer does not describe itself.
     *
     * @param model any layer. Not modified
     * @return copies of its tensors, and the metadata strings of a file
     */
    public static State state(Layer model) {
        State.Builder state = State.builder().string("format", "easel").string("library_version", LIBRARY_VERSION);
        try {
            state.string(ARCHITECTURE, model.describe().toString());
        } catch (UnsupportedOperationException e) {
            // An application's layer without a description: the values are saved without an architecture.
        }
        model.tensors().forEach(state::tensor);
        return state.build();
    }

    /**
     * Copies the tensors of a state into a model. Either all tensors change or none.
     *
     * @param model has tensors of the same names and shapes. Modified
     * @param state has the layouts of Easel. Not modified
     * @throws IllegalArgumentException if the names or shapes differ, a value is not finite, or a running variance is
     *     negative; the message names the tensors
     */
    public static void restore(Layer model, State state) {
        checkValues(state);
        state.copyTo(model.tensors());
    }

    /**
     * Checks that the values of a model's tensors are possible.
     *
     * @param state the tensors of a model. Not modified
     * @throws IllegalArgumentException if a value is not finite or a running variance is negative; the message names
     *     the tensors
     */
    public static void checkValues(State state) {
        state.requireFinite(name -> name.equals(BatchNorm.RUNNING_VARIANCE)
                || name.endsWith("." + BatchNorm.RUNNING_VARIANCE));
    }

    /**
     * Builds the network that a state describes and copies the saved values into it. Memory for a layer's tensors is
     * allocated only if the state has tensors of these names and shapes.
     *
     * @param state from {@link #state} of a Sequential. Not modified
     * @return a fresh network, which shares no tensor with the state
     * @throws IllegalArgumentException if the state has no architecture, or one that this version cannot read, or its
     *     tensors do not match its architecture, or a value is impossible (see {@link #restore})
     */
    public static Sequential network(State state) {
        String architecture = state.strings().get(ARCHITECTURE);
        if (architecture == null) {
            PyTorchWeights.refusePyTorch(state);
            List<String> models = state.strings().keySet().stream().filter(name -> name.endsWith("." + ARCHITECTURE))
                    .map(name -> name.substring(0, name.length() - ARCHITECTURE.length() - 1)).toList();
            throw new IllegalArgumentException(models.isEmpty()
                    ? "holds no architecture: build the network in code and load the tensors with Models.loadInto"
                    : "holds several models, " + models
                    + ": load one with Models.network(Safetensors.read(path).within(\"" + models.get(0) + "\"))");
        }
        if (!(LayerFactory.of(Description.parse(architecture), state) instanceof Sequential network)) {
            throw new IllegalArgumentException("is a single layer, not a Sequential: build it in code and load the"
                    + " tensors with Models.loadInto");
        }
        return network;
    }
}
