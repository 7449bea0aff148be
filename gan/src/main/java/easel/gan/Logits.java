package easel.gan;

import easel.core.Shape;
import easel.core.state.Description;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.List;
import java.util.Set;

/** Checks that a discriminator returns logits: one number of either sign for each example. */
final class Logits {
    /** Types of layers whose output is never negative. */
    private static final Set<String> NEVER_NEGATIVE = Set.of("ReLU", "Sigmoid", "Softmax", "Softplus");

    /** Types of layers whose output is never negative if their input is never negative. */
    private static final Set<String> KEEP_NON_NEGATIVE = Set.of("AveragePool2D", "Dropout", "ELU", "Flatten",
            "GELU", "GlobalAveragePool", "Identity", "LeakyReLU", "MaxPool2D", "Maxout", "MinibatchStdDev", "Reshape",
            "SiLU", "Tanh", "UpSampling2D", "ZeroPadding2D");

    private Logits() {}

    /** Refuses an output that is not one number for each example. */
    static void requireOne(Shape output) {
        if (!output.equals(Shape.of(1))) {
            throw new IllegalArgumentException("the discriminator's output is (N, " + output.toString().substring(1)
                    + "; expected one logit for each example, (N, 1), without a sigmoid");
        }
    }

    /** Refuses an output that is never negative, such as that of a sigmoid, if the layers describe themselves. */
    static void requireBothSigns(Layer discriminator) {
        String last = lastOf(describe(discriminator));
        if (NEVER_NEGATIVE.contains(last)) {
            throw new IllegalArgumentException("the discriminator ends in " + last + ", so its output is never"
                    + " negative; expected a logit, which is positive for one class and negative for the other."
                    + " Remove the " + last + ": the loss applies the sigmoid itself.");
        }
    }

    /** The description of a layer. A layer that does not describe itself has an empty type. */
    private static Description describe(Layer layer) {
        if (layer instanceof Sequential sequential) {
            return Description.of("Sequential").withLayers(sequential.layers().stream().map(Logits::describe).toList());
        }
        try {
            return layer.describe();
        } catch (UnsupportedOperationException e) {
            return Description.of("");
        }
    }

    /** The type of the last layer that is not in {@link #KEEP_NON_NEGATIVE}; otherwise the type of the first layer. */
    private static String lastOf(Description d) {
        if (!d.type().equals("Sequential")) {
            return d.type();
        }
        List<Description> layers = d.layers();
        String type = "";
        for (int i = layers.size() - 1; i >= 0; i--) {
            type = lastOf(layers.get(i));
            if (!KEEP_NON_NEGATIVE.contains(type)) {
                break;
            }
        }
        return type;
    }
}
