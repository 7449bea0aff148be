package easel.examples.study;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.Watcher;
import easel.core.state.Description;
import easel.layers.Layer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A network with a watcher of the operations of each forward pass. Its results do not change. */
final class WatchedLayer implements Layer {
    private final Layer layer;
    private final Supplier<Watcher> watchers;

    /** {@code watchers} supplies a new watcher for each forward pass. */
    WatchedLayer(Layer layer, Supplier<Watcher> watchers) {
        this.layer = layer;
        this.watchers = watchers;
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return layer.forward(x, tape.watched(watchers.get()));
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
