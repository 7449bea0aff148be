package easel.examples.profile;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.Watcher;
import easel.core.state.Description;
import easel.layers.Layer;
import java.util.Map;
import java.util.Optional;

/** A network with a watcher of the operations of each forward pass. Its results do not change. */
public abstract class WatchedLayer implements Layer {
    private final Layer layer;

    /**
     * Wraps a network.
     *
     * @param layer shared, not copied
     */
    protected WatchedLayer(Layer layer) {
        this.layer = layer;
    }

    /**
     * Called before each forward pass.
     *
     * @return the watcher of this pass
     */
    protected abstract Watcher begin();

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return layer.forward(x, tape.watched(begin()));
    }

    @Override
    public Optional<Layer> wrapped() {
        return Optional.of(layer);
    }

    @Override
    public Shape outputShape(Shape input) {
        return layer.outputShape(input);
    }

    @Override
    public long multiplyAdds(Shape input) {
        return layer.multiplyAdds(input);
    }

    @Override
    public Map<String, Tensor> tensors() {
        return layer.tensors();
    }

    @Override
    public Description describe() {
        return layer.describe();
    }

    @Override
    public String toString() {
        return layer.toString();
    }
}
