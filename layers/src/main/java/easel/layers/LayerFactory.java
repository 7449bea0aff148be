package easel.layers;

import static java.util.Map.entry;

import easel.core.state.Description;
import easel.core.state.State;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Builds layers from their descriptions. It holds a {@link Reader} for each type of layer; {@link #register} adds a
 * reader for an application's layer, which {@link Models} can then load like any other.
 *
 * <p>Safe for use by many threads.
 */
public final class LayerFactory {
    private static final String NEWER = ". Use the Easel version that wrote it, or a newer one.";

    private static final Map<String, Reader> READERS = new ConcurrentHashMap<>(Map.ofEntries(
            entry("AveragePool2D", AveragePool2D::from),
            entry("BatchNorm", BatchNorm::from),
            entry("ClassProjection", ClassProjection::from),
            entry("Concatenate", Concatenate::from),
            entry("Conv2D", Conv2D::from),
            entry("Conv2DTranspose", Conv2DTranspose::from),
            entry("Dense", Dense::from),
            entry("Dropout", Dropout::from),
            entry("ELU", ELU::from),
            entry("Embedding", Embedding::from),
            entry("Flatten", Flatten::from),
            entry("GELU", GELU::from),
            entry("GlobalAveragePool", GlobalAveragePool::from),
            entry("Identity", Identity::from),
            entry("LayerNorm", LayerNorm::from),
            entry("LeakyReLU", LeakyReLU::from),
            entry("Maxout", Maxout::from),
            entry("MaxPool2D", MaxPool2D::from),
            entry("MinibatchStdDev", MinibatchStdDev::from),
            entry("ReLU", ReLU::from),
            entry("Reshape", Reshape::from),
            entry("Residual", Residual::from),
            entry("Sequential", Sequential::from),
            entry("Sigmoid", Sigmoid::from),
            entry("SiLU", SiLU::from),
            entry("Softmax", Softmax::from),
            entry("Softplus", Softplus::from),
            entry("SpectralNorm", SpectralNorm::from),
            entry("Tanh", Tanh::from),
            entry("UpSampling2D", UpSampling2D::from),
            entry("ZeroPadding2D", ZeroPadding2D::from)));

    private LayerFactory() {}

    /** Builds a layer from a description that {@link Layer#describe} wrote. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Builds a layer with the described settings. If the layer has tensors, the reader must call
         * {@link Weights#require} before it builds the layer. The reader may give the tensors any values, because the
         * saved values are copied into them afterwards.
         *
         * @param d the description. The reader need not check for unknown settings: the factory refuses a setting that
         *     the {@link Layer#describe} of the built layer does not write
         * @param w the saved tensors of the layer
         * @return a fresh layer
         * @throws IllegalArgumentException if a setting is missing or out of range
         */
        Layer read(Description d, Weights w);
    }

    /**
     * Registers the reader of a layer type, usually once at the start of a program. All threads can then load models
     * with layers of this type. A reader cannot be replaced or removed.
     *
     * @param type the type in the description that the layer's {@link Layer#describe} returns
     * @param reader builds a layer of this type; many threads may call it at the same time
     * @throws IllegalArgumentException if the type already has a reader
     */
    public static void register(String type, Reader reader) {
        if (READERS.putIfAbsent(type, Objects.requireNonNull(reader, "reader")) != null) {
            throw new IllegalArgumentException("the layer type " + type + " already has a reader; register each type"
                    + " once, and give different layers different types");
        }
    }

    /**
     * Builds a layer and copies the state's values into it.
     *
     * @throws IllegalArgumentException if the layer cannot be built or the state's tensors do not match the layer
     */
    static Layer of(Description d, State state) {
        Weights w = Weights.of(state);
        try {
            Layer layer = read(d, w);
            Models.restore(layer, state);
            return layer;
        } catch (Weights.Mismatch e) {
            state.requireShapes(w.required());   // throws, naming all faults
            throw new AssertionError("a required tensor was missing", e);
        }
    }

    static Layer read(Description d, Weights w) {
        Reader reader = READERS.get(d.type());
        if (reader == null) {
            throw d.fault("unknown layer type" + NEWER + " If the layer is your own, call LayerFactory.register"
                    + " before loading, or build the network in code and load the tensors with Models.loadInto.");
        }
        Layer layer = reader.read(d, w);
        w.checkRequired(layer);
        // A setting that the reader ignores would make the layer differ from the saved one.
        if (!layer.describe().settings().keySet().equals(d.settings().keySet())) {
            throw d.fault("this Easel version knows only the settings " + layer.describe().settings().keySet() + NEWER);
        }
        return layer;
    }
}
