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
        }
    }

    @Test
    void multiplySumsInTheOrderOfTheTaps() {
        forEachSize((gemm, rows, width, taps, columns) -> {
            int stride = 40 + width;
            float[] x = inputs(rows, stride);
            float[] b = numbers(taps.length * columns);
            float[] c = numbers(3 + rows * width * columns + 2);
            float[] expected = c.clone();
            for (int i = 0; i < rows * width; i++) {
                for (int o = 0; o < columns; o++) {
                    float sum = 0;
                    for (int k = 0; k < taps.length; k++) {
                        sum = Math.fma(x[i / width * stride + i % width + taps[k]], b[k * columns + o], sum);
                    }
                    expected[3 + i * columns + o] = sum;
                }
            }
            gemm.multiply(x, stride, taps, rows, width, b, columns, c, 3);
            assertArrayEquals(expected, c);
        });
    }

    @Test
    void addTransposedSumsInTheOrderOfTheOutputPixels() {
        forEachSize((gemm, rows, width, taps, columns) -> {
            int stride = 40 + width;
            float[] x = inputs(rows, stride);
            float[] b = numbers(5 + rows * width * columns);
            float[] c = numbers(taps.length * columns);
            float[] expected = c.clone();
            for (int k = 0; k < taps.length; k++) {
                for (int o = 0; o < columns; o++) {
                    for (int i = 0; i < rows * width; i++) {
                        expected[k * columns + o] = Math.fma(x[i / width * stride + i % width + taps[k]],
                                b[5 + i * columns + o], expected[k * columns + o]);
                    }
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
