package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Checks of a layer's input. All layers use the same error messages. */
final class Inputs {
    private Inputs() {}

    /** Refuses a batch if the layer does not take examples of that shape. */
    static void checkBatch(Layer layer, Tensor x) {
        if (x.shape().rank() < 2) {
            throw new IllegalArgumentException(layer + ": input " + x.shape()
                    + " has no axis after N; a batch of one example has shape (1, …)");
        }
        layer.outputShape(x.shape().example());
    }

    /** Refuses an example unless it is an image with this number of channels. */
    static void checkImage(Layer layer, Shape input, int channels) {
        if (input.rank() != 3 || input.columns() != channels) {
            throw wrong(layer, input, "(N, H, W, " + channels + ")", input.rank() != 3
                    ? "Put Reshape before it." : "Images are channels last.");
        }
    }

    /** Refuses an example unless it is an image. */
    static void checkImage(Layer layer, Shape input) {
        if (input.rank() != 3) {
            throw wrong(layer, input, "(N, H, W, C)", "Put Reshape before it.");
        }
    }

    /** Refuses numbers of channels below 1. */
    static void checkChannels(String layer, int in, int out) {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException(
                    layer + " " + in + "→" + out + ": both numbers of channels must be at least 1");
        }
    }

    /** The error for an example whose shape is not the expected one. */
    static IllegalArgumentException wrong(Layer layer, Shape input, Shape expected, String remedy) {
        return wrong(layer, input, "(N, " + axes(expected) + ")", remedy);
    }

    static IllegalArgumentException wrong(Layer layer, Shape input, String expected, String remedy) {
        String found = String.format(Locale.ROOT, "%s: input (N, %s) has %d %s after N; expected %s. %s", layer,
                axes(input), input.rank(), input.rank() == 1 ? "axis" : "axes", expected, remedy);
        return new IllegalArgumentException(found.strip());
    }

    /** The error for an image that does not fit the window or the padding of the layer; {@code why} is the reason. */
    static IllegalArgumentException wrong(Layer layer, Shape input, IllegalArgumentException why) {
        return new IllegalArgumentException(layer + ": input (N, " + axes(input) + "): " + why.getMessage(), why);
    }

    private static String axes(Shape shape) {
        return IntStream.of(shape.toArray()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }
}
