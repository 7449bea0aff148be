package easel.training;

import easel.core.Tape;
import easel.core.Tensor;

/** A loss of a batch, such as {@code Losses::meanSquaredError}. */
@FunctionalInterface
public interface Loss {
    /**
     * Computes the mean loss over the examples of a batch.
     *
     * @param outputs the network's outputs, (N, …). Not modified
     * @param targets the targets of the same examples, (N, …). Not modified
     * @param tape records the loss; the tape of an evaluation records nothing
     * @return the loss, (1)
     * @throws IllegalArgumentException if the shapes do not fit
     */
    Tensor of(Tensor outputs, Tensor targets, Tape tape);
}
