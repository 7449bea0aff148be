package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.Description;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers that run one after another. A Sequential is a layer too, so a Sequential may contain others. The factory
 * computes the shape after each layer; if a layer does not take the output of the layer before it, the error names its
 * position.
 *
 * <p>Layers are given their input sizes, {@code Dense.of(784, 256, random)}, although Sequential could compute them: a
 * layer has its weights from the start. So it can be used without a Sequential, its parameters are never missing from
 * {@link #parameters} or a summary, and its weights depend on its own arguments and the position in the random stream,
 * not on the network that it is added to. A wrong size is refused by {@link #of}.
 *
 * <p>The constructor replaces pairs of layers of two kinds by a faster form. An {@link UpSampling2D} followed by a
 * {@link Conv2D} of stride 1 becomes one operation with fewer multiplications, recorded with the names of both layers.
 * A {@link ReLU} followed by a {@link MaxPool2D} runs in the opposite order: the output is the same, and the ReLU
 * processes fewer elements.
 */
public final class Sequential implements Layer {
    private final Shape input;
    private final List<Layer> layers;
    private final List<Shape> shapes;
    private final List<Layer> steps;

    private Sequential(Shape input, List<Layer> layers, List<Shape> shapes) {
        this.input = input;
        this.layers = layers;
        this.shapes = shapes;
        this.steps = Fusion.steps(input, layers, shapes);
    }

    /**
     * Builds a model from its layers.
     *
     * @param input the shape of one example, without N
     * @param layers at least one, first to last
     * @return a model that takes (N, input)
     * @throws IllegalArgumentException if there is no layer, or a layer does not take the output of the one before it
     */
    public static Sequential of(Shape input, Layer... layers) {
        if (layers.length == 0) {
            throw new IllegalArgumentException("a Sequential needs at least one layer");
        }
        List<Shape> shapes = new ArrayList<>();
        Shape shape = input;
        for (int i = 0; i < layers.length; i++) {
            try {
                shape = layers[i].outputShape(shape);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("layer " + i + ", " + e.getMessage(), e);
            }
            shapes.add(shape);
        }
        return new Sequential(input, List.of(layers), List.copyOf(shapes));
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Tensor y = x;
        for (Layer step : steps) {
            y = step.forward(y, tape);
        }
        return y;
    }

    @Override
    public PreparedLayer prepare(Shape example) {
        outputShape(example);                                           // refuses a wrong shape
        List<PreparedLayer> prepared = new ArrayList<>();
        Shape shape = input;
        for (Layer step : steps) {
            prepared.add(step.prepare(shape));
            shape = step.outputShape(shape);
        }
        return PreparedLayer.keeping(prepared.stream().mapToLong(PreparedLayer::floats).sum(), (x, buffers) -> {
            Tensor y = x;
            for (PreparedLayer step : prepared) {
                y = step.infer(y, buffers);
            }
            return y;
        });
    }

    @Override
    public Shape outputShape(Shape example) {
        if (!example.equals(input)) {
            throw Inputs.wrong(this, example, input, "");
        }
        return shapes.get(shapes.size() - 1);
    }

    @Override
    public long multiplyAdds(Shape example) {
        outputShape(example);                                           // refuses a wrong shape
        long sum = 0;
        for (int i = 0; i < layers.size(); i++) {
            sum += layers.get(i).multiplyAdds(i == 0 ? input : shapes.get(i - 1));
        }
        return sum;
    }

    /** The layers that run, after {@link Fusion}. */
    List<Layer> steps() {
        return steps;
    }

    /**
     * The input shape of one example.
     *
     * @return the shape, without N
     */
    public Shape input() {
        return input;
    }

    /**
     * The output shape of one example.
     *
     * @return the shape, without N
     */
    public Shape output() {
        return outputShape(input);
    }

    /**
     * The layers.
     *
     * @return the layers, first to last
     */
    public List<Layer> layers() {
        return layers;
    }

    /**
     * The shape of one example after each layer.
     *
     * @return one shape for each of {@link #layers()}, without N
     */
    public List<Shape> shapes() {
        return shapes;
    }

    /** Each layer's tensors under its position: {@code 0.weight}, {@code 3.running_mean}, {@code 2.0.bias}. */
    @Override
    public Map<String, Tensor> tensors() {
        return tensors(layers);
    }

    /** The tensors of layers; the names of the tensors of layer i start with {@code i.} */
    static Map<String, Tensor> tensors(List<Layer> layers) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            String path = i + ".";
            layers.get(i).tensors().forEach((name, tensor) -> tensors.put(path + name, tensor));
        }
        return tensors;
    }

    @Override
    public Description describe() {
        return Description.of("Sequential").with("input", input.toArray())
                .withLayers(layers.stream().map(Layer::describe).toList());
    }

    /** Builds a layer from its {@link #describe}. */
    static Sequential from(Description d, Weights w) {
        Layer[] layers = w.layers(d).toArray(Layer[]::new);
        return of(Shape.of(d.integers("input", 0)), layers);
    }

    @Override
    public String toString() {
        return "Sequential " + input + "→" + shapes.get(shapes.size() - 1);
    }
}
