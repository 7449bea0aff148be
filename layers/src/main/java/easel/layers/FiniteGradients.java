package easel.layers;

import easel.core.DivergedException;
import easel.core.Gradients;
import easel.core.Node;
import easel.core.Parameter;
import easel.core.Tape;
import easel.core.Tensor;

/** Gradients for one update. If the loss or a gradient is not finite, throws an exception that names the layer. */
public final class FiniteGradients {
    private FiniteGradients() {}

    /**
     * The gradients of a loss with respect to the parameters of one network. Changes nothing; the running statistics
     * of BatchNorm change in a forward pass, before this method is called.
     *
     * @param loss a recorded tensor with one element
     * @param network its parameters are the wanted tensors. Not modified
     * @param tape has recorded the loss
     * @param update the name of the update in the message of the exception, such as {@code generator}
     * @return finite gradients, for an optimizer
     * @throws DivergedException if the loss or a gradient is not finite; the message names the first layer with such a
     *     value
     */
    public static Gradients of(Tensor loss, Layer network, Tape tape, String update) {
        if (!loss.isFinite()) {
            throw diverged(update, "its loss is " + loss.item(), firstInForwardPass(tape));
        }
        Gradients gradients = tape.gradients(loss, network.parameters());
        if (!gradients.isFinite()) {
            // Tanh and sigmoid map infinity to a finite number: the loss can be finite although an activation is not.
            String forward = firstInForwardPass(tape);
            throw diverged(update, "a gradient is not finite",
                    forward.isEmpty() ? firstInBackwardPass(tape, gradients) : forward);
        }
        return gradients;
    }

    private static DivergedException diverged(String update, String reason, String origin) {
        return new DivergedException("update of the " + update + " refused: " + reason + "; " + origin);
    }

    /** Describes the first layer with an output that is not finite; empty if every output is finite. */
    private static String firstInForwardPass(Tape tape) {
        for (Node node : tape.nodes()) {
            if (!node.output().isFinite()) {
                for (Tensor source : node.sources()) {
                    if (!source.isFinite()) {
                        return "the first layer with an input or parameter that is not finite is " + node.name()
                                + ": its " + (source instanceof Parameter ? "parameter" : "input") + " of shape "
                                + source.shape();
                    }
                }
                return "the first layer whose output is not finite is " + node.name();
            }
        }
        return "";
    }

    /** Describes the first layer of the backward pass, last node first, whose parameter gradient is not finite. */
    private static String firstInBackwardPass(Tape tape, Gradients gradients) {
        for (int i = tape.nodes().size() - 1; i >= 0; i--) {
            Node node = tape.nodes().get(i);
            for (Tensor source : node.sources()) {
                if (gradients.sources().contains(source) && !gradients.of(source).isFinite()) {
                    return "the first such gradient of the backward pass is that of " + node.name()
                            + "'s parameter of shape " + source.shape();
                }
            }
        }
        return "found no layer with such a gradient";
    }
}
