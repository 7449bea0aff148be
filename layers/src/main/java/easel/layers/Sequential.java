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
 * Layers one after another. A Sequential is a layer, so it nests. Shapes are walked when it is built: a layer that
 * does not fit is refused then, with its position.
 *
 * <p>An {@link UpSampling2D} and a {@link Conv2D} of stride 1 after it are computed as one, with fewer products; on the
 * tape they are one operation with both names. A {@link ReLU} runs behind a {@link MaxPool2D} that follows it: the
 * largest of rectified numbers is the largest one, rectified, and there are fewer of them.
 */
public final class Sequential implements Layer {
    private final Shape input;
    private final List<Layer> layers;
    private final List<Shape> shapes;

    private Sequential(Shape input, List<Layer> layers, List<Shape> shapes) {
        this.input = input;
        this.layers = layers;
        this.shapes = shapes;
    }

    /**
     * Layers in the order they run.
     *
     * @param input the shape of one example, without N
     * @param layers at least one
     * @return a model that takes (N, input)
     * @throws IllegalArgumentException if there is no layer or one does not take what the one before it makes
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
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            Layer next = layers.get(Math.min(i + 1, layers.size() - 1));
            if (UpSampledConv2D.fits(layer, next, y.shape().example())) {
                y = new UpSampledConv2D((UpSampling2D) layer, (Conv2D) next).forward(y, tape);
                i++;
            } else if (layer instanceof ReLU && next instanceof MaxPool2D) {
                y = layer.forward(next.forward(y, tape), tape);
                i++;
            } else {
                y = layer.forward(y, tape);
            }
        }
        return y;
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
        outputShape(example);                                           // refuses what does not fit
        long sum = 0;
        for (int i = 0; i < layers.size(); i++) {
            sum += layers.get(i).multiplyAdds(i == 0 ? input : shapes.get(i - 1));
        }
        return sum;
    }

    /**
     * The shape of one example that goes in.
     *
     * @return without N
     */
    public Shape input() {
        return input;
    }

    /**
     * The shape of one example that comes out.
     *
     * @return without N
     */
    public Shape output() {
        return outputShape(input);
    }

    /**
     * The layers.
     *
     * @return in the order they run
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

    @Override
    public String toString() {
        return "Sequential " + input + "→" + shapes.get(shapes.size() - 1);
    }
}
