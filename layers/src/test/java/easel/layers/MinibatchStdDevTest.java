package easel.layers;

import static easel.layers.LayerCases.random;
import static easel.layers.Numbers.assertClose;
import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinibatchStdDevTest {
    private static final double EPSILON = 1e-8f;

    /** Two groups of 4 with known deviations: the first has 1 and 2, the second 0 and 3. */
    @Test
    void theMeanDeviationOfEachGroupOfFour() {
        Tensor x = Tensor.of(Shape.of(8, 2), 1f, 2, -1, -2, 1, 2, -1, -2, 5, 3, 5, -3, 5, 3, 5, -3);
        Tensor y = MinibatchStdDev.of().infer(x);
        assertEquals(Shape.of(8, 3), y.shape());
        for (int n = 0; n < 8; n++) {
            assertEquals(x.at(n, 0), y.at(n, 0));
            assertEquals(x.at(n, 1), y.at(n, 1));
            assertEquals(n < 4 ? 1.5 : (Math.sqrt(EPSILON) + 3) / 2, y.at(n, 2), 1e-6, "example " + n);
        }
    }

    /** Sizes of the groups, in order. */
    @ParameterizedTest
    @CsvSource({"1, 4, 1", "2, 4, 2", "3, 4, 3", "4, 4, 4", "5, 4, 2 3", "7, 4, 3 4", "8, 4, 4 4", "9, 4, 3 3 3",
        "6, 5, 3 3", "7, 3, 2 2 3", "9, 100, 9"})
    void groupsAreConsecutiveAndDifferByOneExampleAtMost(int n, int groupSize, String sizes) {
        Tensor x = normal(Shape.of(n, 2, 3, 2), 1);
        Tensor y = MinibatchStdDev.withGroupSize(groupSize).infer(x);
        int from = 0;
        for (String size : sizes.split(" ")) {
            int until = from + Integer.parseInt(size);
            Tensor group = Rearrange.sliceRows(x, from, until, Tape.forInference());
            Tensor alone = MinibatchStdDev.withGroupSize(100).infer(group);
            assertSameBits(alone, Rearrange.sliceRows(y, from, until, Tape.forInference()), "from " + from);
            from = until;
        }
        assertEquals(n, from);
    }

    /** Output and gradient by the formulas, in plain loops in double. */
    @Test
    void agreesWithPlainLoops() {
        int channels = 3;
        int size = 4 * 5 * channels;
        Tensor x = normal(Shape.of(8, 4, 5, channels), 1);
        Tape tape = Tape.training(random());
        Tensor y = MinibatchStdDev.of().forward(x, tape);
        Tensor dy = normal(y.shape(), 2);
        Tensor dx = tape.gradients(y, dy, List.of(x)).of(x);

        Tensor expected = Tensor.zeros(x.shape());
        for (int group = 0; group < 8; group += 4) {
            double ds = 0;
            for (int row = group * 20; row < (group + 4) * 20; row++) {
                ds += dy.array()[row * (channels + 1) + channels];
            }
            double s = 0;
            for (int j = 0; j < size; j++) {
                double mean = 0;
                double variance = 0;
                for (int n = group; n < group + 4; n++) {
                    mean += x.array()[n * size + j] / 4.0;
                }
                for (int n = group; n < group + 4; n++) {
                    variance += Math.pow(x.array()[n * size + j] - mean, 2) / 4;
                }
                double deviation = Math.sqrt(variance + EPSILON);
                s += deviation / size;
                for (int n = group; n < group + 4; n++) {
                    int i = n * size + j;
                    double direct = dy.array()[i / channels * (channels + 1) + i % channels];
                    expected.array()[i] = (float) (direct + ds * (x.array()[i] - mean) / (size * 4 * deviation));
                }
            }
            for (int row = group * 20; row < (group + 4) * 20; row++) {
                assertEquals(s, y.array()[row * (channels + 1) + channels], 1e-6);
            }
        }
        assertClose(expected, dx, 1e-6, "dx");
    }

    @Test
    void equalExamplesHaveTheDeviationOfEpsilonAndNoGradientOfIt() {
        Tensor x = Tensor.full(Shape.of(4, 3), 0.25);
        Tape tape = Tape.training(random());
        Tensor y = MinibatchStdDev.of().forward(x, tape);
        assertEquals(1e-4, y.at(2, 3), 1e-9);
        Tensor dy = normal(y.shape(), 1);
        Tensor dx = tape.gradients(y, dy, List.of(x)).of(x);
        assertSameBits(Rearrange.sliceColumns(dy, 0, 3, Tape.forInference()), dx, "dx");
    }
}
