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
import java.util.Set;

/**
 * A function with parameters. A layer keeps nothing of a pass in a field: what its backward needs is closed over by
 * what it records on the tape, so one layer may be used twice in a pass, and by many threads for inference.
 */
public interface Layer {
    /**
     * Computes the output and records how to differentiate it.
     *
     * @param x a batch, (N, …). Not modified
     * @param tape the pass; says whether to record and whether this is training or inference
     * @return a batch of {@link #outputShape}
     * @throws IllegalArgumentException if x does not have a shape that this layer takes
     */
    Tensor forward(Tensor x, Tape tape);

    /**
     * The shape of one example's output.
     *
     * @param input the shape of one example, without N
     * @return the shape that {@link #forward} makes of it, without N
     * @throws IllegalArgumentException if this layer does not take that shape; says what it takes
     */
    Shape outputShape(Shape input);

    /**
     * The multiplications of x by weights, each with its addition, that one example's output takes by the formula. A
     * kernel may need fewer: those with the zeros of a padding count. Where x's or the weights' gradient is computed,
     * that takes as many again.
     *
     * @param input the shape of one example, without N
     * @return their number; 0 for a layer without weights, and where only a number for each channel scales x
     * @throws IllegalArgumentException if this layer does not take that shape; says what it takes
     */
    default long multiplyAdds(Shape input) {
        return 0;
    }

    /**
     * All that a model file must hold, in a stable order: parameters, and statistics that training keeps but no
     * optimizer changes.
     *
     * @return names, such as {@code weight} or {@code 3.running_mean}, to live tensors
     */
    default Map<String, Tensor> tensors() {
        return Map.of();
    }

    /**
     * What this layer is, as data: enough to build it again, but for its numbers. Type and settings of the layers here
     * are those of their class and factory, so {@code Conv2D} has kernel, stride, padding ({@code same}, or rows and
     * columns above, below, left and right), channels, filters and bias.
     *
     * @return its description
     * @throws UnsupportedOperationException if the layer does not say; a layer of your own may leave it so
     */
    default Description describe() {
        throw new UnsupportedOperationException(this + " does not describe itself: let " + getClass().getName()
                + " override describe(), or do without the architecture and keep the numbers alone");
    }

    /**
     * What an optimizer may change.
     *
     * @return the parameters among {@link #tensors()}, each once also where it is shared
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
     * The output for a batch in inference mode, recording nothing. Safe from many threads.
     *
     * @param x a batch, (N, …). Not modified
     * @return a batch of {@link #outputShape}
     * @throws IllegalArgumentException if x does not have a shape that this layer takes
     */
    default Tensor infer(Tensor x) {
        return forward(x, Tape.forInference());
    }
}
