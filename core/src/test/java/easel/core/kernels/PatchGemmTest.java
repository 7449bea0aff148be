package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares every implementation with a plain loop. */
class PatchGemmTest {
    private static final int[] WIDTHS = {1, 5, 8, 9, 14, 16, 28};
    private static final int[] COLUMNS = {1, 7, 16, 31, 32, 33, 64, 70};
    private static final int[] TAPS = {1, 6, 8, 9, 25};
    /** Widths, taps and columns of sums with several blocks and several sections. */
    private static final int[][] LONG = {{9, 300, 33}, {300, 9, 7}, {9, SumOrder.SECTION + 9, 3},
        {SumOrder.SECTION + 9, 3, 3}};

    private final SplittableRandom random = new SplittableRandom(1);

    private static List<PatchGemm> implementations() {
        List<PatchGemm> all = new ArrayList<>(List.of(new CopiedPatches(new NaiveGemm(true)),
                new CopiedPatches(new JavaGemm(true, new Parallel(1)))));
        if (Incubator.defect().isEmpty()) {
            all.add(Incubator.create(PatchGemm.class, "VectorPatches"));
        }
        return all;
    }

    private interface Check {
        void of(PatchGemm gemm, int rows, int width, int[] taps, int columns);
    }

    private void forEachSize(Check check) {
        for (PatchGemm gemm : implementations()) {
            for (int width : WIDTHS) {
                for (int columns : COLUMNS) {
                    for (int taps : TAPS) {
                        check.of(gemm, 1 + random.nextInt(3), width, random.ints(taps, 0, 40).toArray(), columns);
                    }
                }
            }
            for (int[] s : LONG) {
                check.of(gemm, 2, s[0], random.ints(s[1], 0, 40).toArray(), s[2]);
            }
        }
    }

    @Test
    void multiplyAddsTheBlocksOfTapsInOrder() {
        forEachSize((gemm, rows, width, taps, columns) -> {
            int stride = 40 + width;
            float[] x = inputs(rows, stride);
            float[] b = numbers(taps.length * columns);
            float[] c = numbers(3 + rows * width * columns + 2);
            float[] expected = c.clone();
            for (int i = 0; i < rows * width; i++) {
                for (int o = 0; o < columns; o++) {
                    int from = i / width * stride + i % width;
                    int filter = o;
                    expected[3 + i * columns + o] = BlockSums.sum(-0f, taps.length,
                            (sum, k) -> Math.fma(x[from + taps[k]], b[k * columns + filter], sum));
                }
            }
            gemm.multiply(x, stride, taps, rows, width, b, columns, c, 3);
            assertArrayEquals(expected, c);
        });
    }

    @Test
    void addTransposedAddsTheBlocksOfPixelsInOrder() {
        forEachSize((gemm, rows, width, taps, columns) -> {
            int stride = 40 + width;
            float[] x = inputs(rows, stride);
            float[] b = numbers(5 + rows * width * columns);
            float[] c = numbers(taps.length * columns);
            float[] expected = c.clone();
            for (int k = 0; k < taps.length; k++) {
                for (int o = 0; o < columns; o++) {
                    int tap = taps[k];
                    int column = 5 + o;
                    expected[k * columns + o] = BlockSums.sum(expected[k * columns + o], rows * width, (sum, i) ->
                            Math.fma(x[i / width * stride + i % width + tap], b[column + i * columns], sum));
                }
            }
            gemm.addTransposed(x, stride, taps, rows, width, b, 5, columns, c);
            assertArrayEquals(expected, c);
        });
    }

    /** The inputs of all output rows. The floats after them may be read, but must not change a result: they are NaN. */
    private float[] inputs(int rows, int stride) {
        float[] x = Arrays.copyOf(numbers(rows * stride), rows * stride + PatchGemm.SLACK);
        Arrays.fill(x, rows * stride, x.length, Float.NaN);
        return x;
    }

    private float[] numbers(int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
