package easel.examples;

import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import easel.datasets.ImageSource;
import easel.datasets.Scaling;
import easel.measures.EightBit;
import easel.measures.Evaluator;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Colour images (28, 28, 3) of three digits, one in each channel. The three classes are one of 1,000 modes. */
final class StackedDigits {
    static final int CHANNELS = 3;
    static final int MODES = 1000;
    private static final Scaling SCALING = Scaling.MINUS_ONE_TO_ONE;

    private StackedDigits() {}

    /**
     * Stacks digits.
     *
     * @param indices 3·N digits: N for the first channel, then N for the second and N for the third one
     * @return (N, 28, 28, 3) in [-1, 1]
     */
    static Tensor stack(ImageSource digits, int[] indices) {
        int n = indices.length / CHANNELS;
        List<Tensor> channels = IntStream.range(0, CHANNELS)
                .mapToObj(c -> digits.images(Arrays.copyOfRange(indices, c * n, (c + 1) * n), SCALING)).toList();
        return Rearrange.concatenateColumns(channels, Tape.forInference());
    }

    /**
     * Reads the digits of images, rounded to 8 bits.
     *
     * @param images (N, 28, 28, 3) in [-1, 1]. Not modified
     * @return 100·a + 10·b + c for an image with the digits a, b and c in its channels
     */
    static int[] modes(Tensor images, Evaluator evaluator) {
        int[] modes = new int[images.shape().axis(0)];
        for (int c = 0; c < CHANNELS; c++) {
            Tensor channel = Rearrange.sliceColumns(images, c, c + 1, Tape.forInference());       // (N, 28, 28, 1)
            int[] classes = evaluator.classes(EightBit.round(channel, SCALING));
            Arrays.setAll(modes, i -> 10 * modes[i] + classes[i]);
        }
        return modes;
    }
}
