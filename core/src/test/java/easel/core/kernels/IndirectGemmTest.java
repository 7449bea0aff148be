package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each implementation against single chains, in arrays where everything that is not theirs is NaN. */
class IndirectGemmTest {
    private static final int[] SIZES = {1, 3, 8, 17, 33, 64};

    private final SplittableRandom random = new SplittableRandom(1);

    private static List<IndirectGemm> implementations() {
        List<IndirectGemm> all = new ArrayList<>(List.of(new CopiedRows(new NaiveGemm(true)),
                new CopiedRows(new JavaGemm(true, new Parallel(1)))));
        if (Incubator.defect().isEmpty()) {
            all.add(Incubator.create(IndirectGemm.class, "VectorRows"));
        }
        return all;
    }

    /** Some runs of random numbers, apart or overlapping, and the places where they begin. */
    private final class Runs {
        final int[] at;
        final float[] data;

        Runs(int places, int runs, int length, int shift) {
            data = new float[2000 + shift + length];
            Arrays.fill(data, Float.NaN);
            at = new int[places];
            for (int i = 0; i < places; i++) {
                at[i] = i < runs ? random.nextInt(2000) : at[0];
                for (int j = 0; j < length && i < runs; j++) {
                    data[at[i] + shift + j] = number();
                }
            }
        }
    }

    private float number() {
        return (float) random.nextDouble(-1, 1);
    }

    private float[] numbers(int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = number();
        }
        return numbers;
    }

    @Test
    void aProductIsChainsInTheOrderOfK() {
        for (IndirectGemm gemm : implementations()) {
            for (int rows : new int[] {1, 7, 8, 100, IndirectGemm.MAX_ROWS}) {
                for (int depth : new int[] {1, 5, 256, 257, 600}) {
                    assertProduct(gemm, rows, depth, gemm.panelWidth(40));
                }
            }
        }
    }

    private void assertProduct(IndirectGemm gemm, int rows, int depth, int width) {
        int shift = random.nextInt(20);
        Runs x = new Runs(IndirectGemm.MAX_ROWS, rows, depth, shift);
        float[] b = numbers(3 + depth * width);
        int cAt = random.nextInt(20);
        int stride = gemm instanceof CopiedRows ? width : width + 3;
        float[] c = numbers(cAt + (IndirectGemm.MAX_ROWS + 1) * stride);
        float[] expected = c.clone();
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < depth; k++) {
                for (int j = 0; j < width; j++) {
                    int to = cAt + r * stride + j;
                    expected[to] = Math.fma(x.data[x.at[r] + shift + k], b[3 + k * width + j], expected[to]);
                }
            }
        }
        gemm.addProduct(x.data, x.at, shift, rows, depth, b, 3, c, cAt, stride, width);
        int groups = (rows + IndirectGemm.GROUP - 1) / IndirectGemm.GROUP;
        for (int r = rows; r < groups * IndirectGemm.GROUP; r++) {
            System.arraycopy(c, cAt + r * stride, expected, cAt + r * stride, width);   // unspecified
        }
        assertArrayEquals(expected, c);
    }

    @Test
    void aTransposedProductIsChainsInTheOrderOfK() {
        for (IndirectGemm gemm : implementations()) {
            for (int rows : SIZES) {
                for (int columns : SIZES) {
                    for (int depth : new int[] {1, 2, 63, gemm.maxDepth()}) {
                        assertTransposedProduct(gemm, rows, Math.min(columns, gemm.panelWidth(columns)), depth);
                    }
                }
            }
        }
    }

    private void assertTransposedProduct(IndirectGemm gemm, int rows, int columns, int depth) {
        Runs x = new Runs(depth, depth, rows, 5);
        Runs y = new Runs(depth, depth, columns, 2);
        int stride = gemm instanceof CopiedRows ? columns : columns + 3;
        float[] c = numbers(7 + rows * stride + 9);
        float[] expected = c.clone();
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < depth; k++) {
                    int to = 7 + r * stride + j;
                    expected[to] = Math.fma(x.data[x.at[k] + 5 + r], y.data[y.at[k] + 2 + j], expected[to]);
                }
            }
        }
        gemm.addTransposedProduct(x.data, x.at, 5, y.data, y.at, 2, depth, c, 7, stride, rows, columns);
        assertArrayEquals(expected, c);
    }

    @Test
    void panelsOfCopiedRowsAreWholeMatrices() {
        assertEquals(40, new CopiedRows(new NaiveGemm(true)).panelWidth(40));
    }
}
