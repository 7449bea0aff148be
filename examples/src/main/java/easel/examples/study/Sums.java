package easel.examples.study;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The products of one number that an operation computed: of y in a forward pass, of a gradient in a backward pass, and
 * of a parameter or a running mean after an update.
 */
final class Sums {
    private Sums() {}

    /** The names of the tensors that an operation computed, the one that is shown first as the first. */
    static List<String> computed(Operation operation) {
        return operation.tensors().stream().map(NamedTensor::name)
                .filter(name -> switch (operation.pass()) {
                    case "forward" -> name.equals("y");
                    case "backward" -> name.startsWith("d") && !name.equals("dy");
                    default -> name.endsWith(" new");
                })
                .sorted(Comparator.comparing(name -> !name.equals("dW") && !name.equals("W new")))      // stable
                .toList();
    }

    /**
     * The sum for one element of a tensor that the operation computed; empty for an operation without a list, such as
     * one that draws random numbers.
     */
    static Optional<Sum> of(Element element) {
        boolean forward = element.operation().pass().equals("forward");
        return switch (element.operation().kind()) {
            case "BatchNorm" -> isTraining(element) ? Optional.of(new BatchNormSums(element).sum()) : Optional.empty();
            case "Dense", "LeakyReLU", "Tanh", "Reshape", "Flatten" -> Optional.of(
                    new LayerSums(element, forward).sum());
            case "Conv2D", "Conv2DTranspose" -> Optional.of(element.name().equals("db") ? LayerSums.rowSum(element)
                    : new ConvolutionSums(element).sum());
            case "optimizer" -> UpdateSums.of(element);
            default -> LossSums.of(element, forward);
        };
    }

    private static boolean isTraining(Element element) {
        return element.operation().settings().orElseThrow().flag("training");
    }

    /** Why an operation has no list, in one sentence. */
    static String missing(Operation operation) {
        return switch (operation.kind()) {
            case "noise", "points", "images", "batch" -> "These numbers are drawn at random or read: there"
                    + " is no sum.";
            case "binaryCrossEntropyWithLogits" -> "The target labels of this loss are random and not recorded, so its"
                    + " products are not listed.";
            default -> "The products of this operation are not listed; its formula and its tensors are shown.";
        };
    }
}
