package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import easel.core.state.State;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Builds described layers: the one place that knows all of them by their type. A layer with weights is built only where
 * the state holds weights of that shape, so that an architecture's word alone allocates nothing; where it does not, the
 * layer is null, and what is wrong is said when all expected tensors are known.
 */
final class LayerFactory {
    private static final String NEWER = ". Take the Easel that wrote it, or a newer one.";

    /** Never drawn from: weights start at zero, and are about to be read. */
    private static final RandomStream NONE = RandomStream.of(0);

    private final State state;
    private final Map<String, Shape> expected = new LinkedHashMap<>();

    private LayerFactory(State state) {
        this.state = state;
    }

    /** The layer with the state's numbers. */
    static Layer of(Description d, State state) {
        LayerFactory rebuild = new LayerFactory(state);
        Layer layer = rebuild.layer(d, "");
        state.requireShapes(rebuild.expected);
        state.copyTo(layer.tensors());
        return layer;
    }

    private Layer layer(Description d, String path) {
        Layer layer = byType(d, path);
        // A setting passed over would make another layer than the one that was saved.
        if (layer != null && !layer.describe().settings().keySet().equals(d.settings().keySet())) {
            throw d.fault("this Easel knows only its settings " + layer.describe().settings().keySet() + NEWER);
        }
        return layer;
    }

    private Layer byType(Description d, String path) {
        return switch (d.type()) {
            case "AveragePool2D" -> AveragePool2D.of(Window.from(d));
            case "BatchNorm" -> batchNorm(d, path);
            case "Conv2D" -> conv2d(d, path);
            case "Conv2DTranspose" -> conv2dTranspose(d, path);
            case "Dense" -> dense(d, path);
            case "Dropout" -> Dropout.withRate(d.number("rate"));
            case "Flatten" -> Flatten.of();
            case "GlobalAveragePool" -> GlobalAveragePool.of();
            case "LeakyReLU" -> LeakyReLU.withSlope(d.number("slope"));
            case "MaxPool2D" -> MaxPool2D.of(Window.from(d));
            case "ReLU" -> ReLU.of();
            case "Reshape" -> Reshape.to(d.integers("shape", 0));
            case "Sequential" -> sequential(d, path);
            case "Sigmoid" -> Sigmoid.of();
            case "Softmax" -> Softmax.of();
            case "Softplus" -> Softplus.of();
            case "Tanh" -> Tanh.of();
            case "UpSampling2D" -> upSampling2d(d.integers("factors", 2));
            case "ZeroPadding2D" -> zeroPadding2d(d.integers("padding", 4));
            default -> throw d.fault("unknown type of layer" + NEWER + " A layer of your own is built in code, and its"
                    + " numbers are then loaded into it.");
        };
    }

    private Layer batchNorm(Description d, String path) {
        int features = d.integer("features");
        Shape shape = Shape.of(features);
        expected.put(path + "beta", shape);
        expected.put(path + "running_mean", shape);
        expected.put(path + "running_variance", shape);
        return !expect(path + "gamma", shape) ? null
                : BatchNorm.of(features).withMomentum(d.number("momentum")).withEpsilon(d.number("epsilon"));
    }

    private Layer dense(Description d, String path) {
        Shape shape = Shape.of(d.integer("in"), d.integer("out"));
        boolean bias = expectBias(d, path, shape.columns());
        if (!expect(path + "weight", shape)) {
            return null;
        }
        Dense layer = Dense.of(shape.rows(), shape.columns(), Initializer.zeros(), NONE);
        return bias ? layer : layer.withBias(false);
    }

    private Layer conv2d(Description d, String path) {
        Window w = Window.from(d);
        int channels = d.integer("channels");
        int filters = d.integer("filters");
        boolean bias = expectBias(d, path, filters);
        if (!expect(path + "weight", Shape.of(w.height(), w.width(), channels, filters))) {
            return null;
        }
        Conv2D layer = Conv2D.of(channels, filters, w.height(), w.width(), Initializer.zeros(), NONE)
                .withStride(w.strideHeight(), w.strideWidth()).withPadding(Padding.from(d));
        return bias ? layer : layer.withBias(false);
    }

    private Layer conv2dTranspose(Description d, String path) {
        Window w = Window.from(d);
        int channels = d.integer("channels");
        int filters = d.integer("filters");
        boolean bias = expectBias(d, path, filters);
        if (!expect(path + "weight", Shape.of(w.height(), w.width(), filters, channels))) {
            return null;
        }
        int[] more = d.integers("output_padding", 2);
        Conv2DTranspose layer = Conv2DTranspose.of(channels, filters, w.height(), w.width(), Initializer.zeros(), NONE)
                .withStride(w.strideHeight(), w.strideWidth()).withPadding(Padding.from(d)).withOutputPadding(more[0], more[1]);
        return bias ? layer : layer.withBias(false);
    }

    private boolean expectBias(Description d, String path, int out) {
        boolean bias = d.flag("bias");
        if (bias) {
            expected.put(path + "bias", Shape.of(out));
        }
        return bias;
    }

    /** Whether the state has it, in that shape. */
    private boolean expect(String name, Shape shape) {
        expected.put(name, shape);
        Tensor found = state.tensors().get(name);
        return found != null && found.shape().equals(shape);
    }

    private static Layer upSampling2d(int[] factors) {
        return UpSampling2D.by(factors[0], factors[1]);
    }

    private static Layer zeroPadding2d(int[] sides) {
        return ZeroPadding2D.of(sides[0], sides[1], sides[2], sides[3]);
    }

    private Layer sequential(Description d, String path) {
        Layer[] layers = new Layer[d.layers().size()];
        boolean complete = true;
        for (int i = 0; i < layers.length; i++) {
            try {
                layers[i] = layer(d.layers().get(i), path + i + ".");
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("layer " + i + ", " + e.getMessage(), e);
            }
            complete &= layers[i] != null;
        }
        return complete ? Sequential.of(Shape.of(d.integers("input", 0)), layers) : null;
    }
}
