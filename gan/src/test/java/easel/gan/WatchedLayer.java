package easel.gan;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.layers.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Wraps a network; keeps copies of its inputs, and its outputs themselves. */
final class WatchedLayer implements Layer {
    final List<Tensor> inputs = new ArrayList<>();
    final List<Tensor> outputs = new ArrayList<>();
    private final Layer layer;

    WatchedLayer(Layer layer) {
        this.layer = layer;
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        inputs.add(x.copy());
        Tensor y = layer.forward(x, tape);
        outputs.add(y);
        return y;
    }

    @Override
    public Shape outputShape(Shape input) {
        return layer.outputShape(input);
    }

    @Override
    public Map<String, Tensor> tensors() {
        return layer.tensors();
    }
}
