package easel.layers;

import easel.core.state.Description;
import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Models that outlive the process, as safetensors files, which most other libraries read too.
 *
 * <p>A file holds every tensor of {@link Layer#tensors}: parameters and running statistics, float32, under their
 * names, such as {@code 0.weight} and {@code 1.running_mean}, in the layouts that each layer documents. Its strings are
 * {@code format}, which is {@code easel}; {@code library_version}, of the Easel that wrote it; and
 * {@code architecture}, the JSON of {@link Layer#describe}, from which {@link #load(Path)} builds the network without
 * the code that made it. Names, layouts and settings stay as they are; where one has to change, the version within the
 * architecture changes too.
 *
 * <p>Several models in one file are states under prefixes:
 * <pre>{@code
 * Safetensors.write(Models.state(g).under("generator").plus(Models.state(d).under("discriminator")), path);
 * Sequential generator = Models.network(Safetensors.read(path).within("generator"));
 * }</pre>
 *
 * <p>A layer that a model has twice is saved twice, and comes back as two layers of equal numbers.
 */
public final class Models {
    /** The version of this library, which files name as their writer's. */
    public static final String LIBRARY_VERSION = "0.1.0";

    private static final String ARCHITECTURE = "architecture";

    private Models() {}

    /**
     * Writes a model to a file, beside its place first, so that nobody ever sees half of it.
     *
     * @param model any layer, usually a Sequential. Not modified
     * @param path where to; an existing file is replaced
     * @throws IOException if it cannot be written; says why
     */
    public static void save(Layer model, Path path) throws IOException {
        Safetensors.write(state(model), path);
    }

    /**
     * Builds the network of a file and gives it its numbers; needs nothing but the file.
     *
     * @param path a file of {@link #save}
     * @return a fresh network
     * @throws IOException if the file cannot be read, is damaged, has no architecture or one that this version does not
     *     know, or its tensors are not those of its architecture; names the file, the fault and the remedy
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
     * Gives a model the numbers of a file, whoever wrote it, if names and shapes are the model's own. All numbers
     * change, or none.
     *
     * @param model built in code. Modified
     * @param path a safetensors file
     * @throws IOException if the file cannot be read or is damaged; or naming every tensor that is missing, unexpected
     *     or of another shape
     */
    public static void loadInto(Layer model, Path path) throws IOException {
        State state = Safetensors.read(path);
        try {
            state.copyTo(model.tensors());
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": does not fit " + model + ": " + e.getMessage(), e);
        }
    }

    /**
     * A snapshot of a model as {@link #save} writes it. Where a layer does not describe itself, it has no architecture.
     *
     * @param model any layer. Not modified
     * @return its tensors, copied, and the strings above
     */
    public static State state(Layer model) {
        State.Builder state = State.builder().string("format", "easel").string("library_version", LIBRARY_VERSION);
        try {
            state.string(ARCHITECTURE, model.describe().toString());
        } catch (UnsupportedOperationException e) {
            // A layer of the user's own. Its numbers took long to train and are kept all the same.
        }
        model.tensors().forEach(state::tensor);
        return state.build();
    }

    /**
     * Builds the network of a state and gives it its numbers. Nothing of a tensor's size is allocated before all of
     * them were found in the state.
     *
     * @param state as {@link #state} makes it of a Sequential. Not modified
     * @return a fresh network, which shares nothing with the state
     * @throws IllegalArgumentException if the state has no architecture, or one that this version does not know, or its
     *     tensors are not those of its architecture
     */
    public static Sequential network(State state) {
        String architecture = state.strings().get(ARCHITECTURE);
        if (architecture == null) {
            throw new IllegalArgumentException("holds no architecture, so the network is not known: build it in code"
                    + " and load the numbers into it. Of several models in one file take one, by its name.");
        }
        if (!(LayerFactory.of(Description.parse(architecture), state) instanceof Sequential network)) {
            throw new IllegalArgumentException("is a single layer, not a Sequential: build it in code and load the"
                    + " numbers into it");
        }
        return network;
    }
}
