package easel.layers;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.Description;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A function of a batch, with or without parameters. Its fields hold no values of a forward pass: the operation that a
 * layer records on the tape keeps the tensors for the backward pass. So a layer may run twice in one pass, and many
 * threads may use it for inference.
 *
 * <p>To write your own layer, see layers/README.md; {@link LayerFactory#register} lets it be saved and loaded.
 */
public interface Layer {
    /**
     * Computes the output and records the operation with its backward pass.
     *
     * @param x a batch, (N, …). Not modified
     * @param tape records the operation if it is a recording tape, and selects training or inference mode
     * @return a batch of {@link #outputShape}
     * @throws IllegalArgumentException if the layer does not take the shape of x
     */
    Tensor forward(Tensor x, Tape tape);

    /**
     * The shape of one example's output.
     *
     * @param input the shape of one example, without N
     * @return the shape of its output, without N
     * @throws IllegalArgumentException if the layer does not take that shape; the message names the expected one
     */
    Shape outputShape(Shape input);

    /**
     * The layer inside a wrapper, which calls it and returns its results, for example to measure time. Checks of a
     * network inspect the inner layer.
     *
     * @return the inner layer; empty, the default, for a layer that is no wrapper
     */
    default Optional<Layer> wrapped() {
        return Optional.empty();
    }

    /**
     * The number of multiply-adds of x by weights for one example, counted from the formula of the layer. Products with
     * padding zeros count, so the implementation may compute fewer. The gradient of x takes the same number, and so
     * does the gradient of the weights.
     *
     * @param input the shape of one example, without N
     * @return their number; 0 for a layer without weights, and for a layer that only scales each channel
     * @throws IllegalArgumentException if the layer does not take that shape; the message names the expected one
     */
    default long multiplyAdds(Shape input) {
        return 0;
    }

    /**
     * All tensors that a model file must hold, in a fixed order: parameters, and statistics that training updates
     * without an optimizer.
     *
     * @return a map from names, such as {@code weight} or {@code 3.running_mean}, to the layer's tensors, not copies
     */
    default Map<String, Tensor> tensors() {
        return Map.of();
    }

    /**
     * Describes the layer as data: all settings that are needed to build it again, without the values of its tensors.
     * The settings are its sizes and options: {@code Conv2D} has kernel, stride, padding ({@code same}, or rows above
     * and below and columns to the left and right), channels, filters and bias.
     *
     * <p>The type must be the name under which {@link LayerFactory} has the reader of this layer's class, because
     * {@link Models#load} builds the layer with that reader. A wrapper that computes the same function as its layer
     * may return the description of that layer; a loaded model then has the layer without the wrapper.
     *
     * @return the description
     * @throws UnsupportedOperationException if the layer has no description, which is the default
     */
    default Description describe() {
        throw new UnsupportedOperationException(this + " does not describe itself: override describe() in "
                + getClass().getName() + ", or save its tensors without an architecture");
    }

    /**
     * The parameters, which an optimizer changes.
     *
     * @return the parameters among {@link #tensors()}, without duplicates
     */
    default List<Parameter> parameters() {
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return tensors().values().stream()
                .filter(Parameter.class::isInstance)
                .map(Parameter.class::cast)
                .filter(seen::add)
                .toList();
    }

    /**
     * Prepares the layer for repeated inference with the same parameters: packs or transforms its weights once. A layer
     * with nothing to prepare keeps the default, which calls {@link #forward}. For {@link Predictor}.
     *
     * @param input the shape of one example, without N
     * @return the layer in inference mode, with the bits of {@link #infer}
     * @throws IllegalArgumentException if the layer does not take that shape
     */
    default PreparedLayer prepare(Shape input) {
        return (x, buffers) -> forward(x, Tape.forInference(buffers));
    }

    /**
     * Computes the output for a batch in inference mode and records nothing. Many threads may call it at the same time.
     *
     * @param x a batch, (N, …). Not modified
     * @return a batch of {@link #outputShape}
     * @throws IllegalArgumentException if the layer does not take the shape of x
     */
    default Tensor infer(Tensor x) {
        return forward(x, Tape.forInference());
    }
}
