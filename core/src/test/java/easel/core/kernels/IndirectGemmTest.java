package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares every implementation with a plain loop. Floats of x and y outside the rows are NaN. */
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

    /** Rows of random numbers at random offsets. Rows may overlap. */
    private final class RandomRows {
        final int[] offsets;
        final float[] data;

        RandomRows(int size, int rows, int length, int shift) {
            data = new float[2000 + shift + length];
            Arrays.fill(data, Float.NaN);
            offsets = new int[size];
            for (int i = 0; i < size; i++) {
                offsets[i] = i < rows ? random.nextInt(2000) : offsets[0];
                for (int j = 0; j < length && i < rows; j++) {
                    data[offsets[i] + shift + j] = number();
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
    void addProductAddsTheBlocksInOrder() {
        for (IndirectGemm gemm : implementations()) {
            for (int rows : new int[] {1, 3, 4, 5, 7, 8, 12, 100, IndirectGemm.MAX_ROWS}) {
                for (int depth : new int[] {1, 5, 256, 257, 600}) {
                    assertProduct(gemm, rows, depth, gemm.panelWidth(40));
                }
            }
            assertProduct(gemm, 9, 2 * SumOrder.SECTION + 3, gemm.panelWidth(40));
        }
    }

    private void assertProduct(IndirectGemm gemm, int rows, int depth, int width) {
        int shift = random.nextInt(20);
        RandomRows x = new RandomRows(IndirectGemm.MAX_ROWS, rows, depth, shift);
        float[] b = numbers(3 + depth * width);
        int cOffset = random.nextInt(20);
        int cStride = gemm instanceof CopiedRows ? width : width + 3;
        float[] c = numbers(cOffset + rows * cStride);
        float[] expected = c.clone();
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < width; j++) {
                int from = x.offsets[r] + shift;
                int column = 3 + j;
                int to = cOffset + r * cStride + j;
                expected[to] = BlockSums.sum(expected[to], depth,
                        (sum, k) -> Math.fma(x.data[from + k], b[column + k * width], sum));
            }
        }
        gemm.addProduct(x.data, x.offsets, shift, rows, depth, b, 3, c, cOffset, cStride, width);
        assertArrayEquals(expected, c);
    }

    @Test
    void addTransposedProductAddsOneBlock() {
        for (IndirectGemm gemm : implementations()) {
            for (int rows : SIZES) {
                for (int columns : SIZES) {
                    for (int depth : new int[] {1, 2, 63, IndirectGemm.MAX_DEPTH}) {
                        assertTransposedProduct(gemm, rows, Math.min(columns, gemm.panelWidth(columns)), depth);
                    }
                }
            }
        }
    }

    private void assertTransposedProduct(IndirectGemm gemm, int rows, int columns, int depth) {
        RandomRows x = new RandomRows(depth, depth, rows, 5);
        RandomRows y = new RandomRows(depth, depth, columns, 2);
        int cStride = gemm instanceof CopiedRows ? columns : columns + 3;
        float[] c = numbers(7 + rows * cStride + 9);
        float[] expected = c.clone();
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j++) {
                int row = 5 + r;
                int column = 2 + j;
                expected[7 + r * cStride + j] = BlockSums.sum(expected[7 + r * cStride + j], depth, (sum, k) ->
                        Math.fma(x.data[x.offsets[k] + row], y.data[y.offsets[k] + column], sum));
            }
        }
        gemm.addTransposedProduct(x.data, x.offsets, 5, y.data, y.offsets, 2, depth, c, 7, cStride, rows, columns);
        assertArrayEquals(expected, c);
    }

    @Test
    void copiedRowsHaveOnePanelForAllColumns() {
        assertEquals(40, new CopiedRows(new NaiveGemm(true)).panelWidth(40));
    }
}
