package easel.training;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.ops.Matrices;
import java.util.Objects;
import java.util.function.Function;

/**
 * Examples for supervised training: inputs and their targets, read by index. The methods {@code of} make examples of
 * tensors, of class labels, or of any source with batches, such as {@code easel.datasets.LabeledImages}:
 * <pre>{@code
 * Examples.of(mnist.size(), indices -> mnist.images(indices, Scaling.ZERO_TO_ONE), mnist::labels)
 * }</pre>
 */
public interface Examples {
    /**
     * The number of examples.
     *
     * @return at least 1
     */
    int size();

    /**
     * The inputs of a batch.
     *
     * @param indices at least one, each from 0 to {@code size() - 1}. Not modified
     * @return (N, …); row n is the input of example {@code indices[n]}
     */
    Tensor inputs(int[] indices);

    /**
     * The targets of a batch.
     *
     * @param indices at least one, each from 0 to {@code size() - 1}. Not modified
     * @return (N, …) for regression, class indices (N) for classification
     */
    Tensor targets(int[] indices);

    /**
     * Examples in memory.
     *
     * @param inputs (N, …). Not modified
     * @param targets (N, …), such as (N, 1) for a network with one output. Not modified
     * @return N examples, which share both tensors
     * @throws IllegalArgumentException if the numbers of inputs and targets differ
     */
    static Examples of(Tensor inputs, Tensor targets) {
        int size = inputs.shape().axis(0);
        if (targets.shape().axis(0) != size) {
            throw new IllegalArgumentException("inputs " + inputs.shape() + " have " + size + " rows and targets "
                    + targets.shape() + " have " + targets.shape().axis(0) + "; give one target for each input");
        }
        return of(size, indices -> Matrices.gather(inputs, indices, Tensor::zeros),
                indices -> Matrices.gather(targets, indices, Tensor::zeros));
    }

    /**
     * Examples in memory, each with the class to which it belongs.
     *
     * @param inputs (N, …). Not modified
     * @param labels one class index for each input, from 0. Not modified; copied
     * @return N examples, which share the inputs
     * @throws IllegalArgumentException if the numbers of inputs and labels differ
     */
    static Examples of(Tensor inputs, int[] labels) {
        if (labels.length != inputs.shape().axis(0)) {
            throw new IllegalArgumentException("inputs " + inputs.shape() + " have " + inputs.shape().axis(0)
                    + " rows and there are " + labels.length + " labels; give one label for each input");
        }
        Tensor targets = Tensor.zeros(Shape.of(labels.length));
        for (int n = 0; n < labels.length; n++) {
            targets.array()[n] = labels[n];
        }
        return of(inputs, targets);
    }

    /**
     * Examples of any source.
     *
     * @param size number of examples, at least 1
     * @param inputs maps indices to {@link #inputs}
     * @param targets maps indices to {@link #targets}
     * @return examples that call the functions for each batch
     * @throws IllegalArgumentException if there is no example
     */
    static Examples of(int size, Function<int[], Tensor> inputs, Function<int[], Tensor> targets) {
        if (size < 1) {
            throw new IllegalArgumentException("there are " + size + " examples; give at least 1");
        }
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(targets, "targets");
        return new Examples() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Tensor inputs(int[] indices) {
                return inputs.apply(indices);
            }

            @Override
            public Tensor targets(int[] indices) {
                return targets.apply(indices);
            }
        };
    }
}
