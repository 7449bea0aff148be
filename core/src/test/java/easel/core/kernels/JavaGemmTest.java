package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaGemmTest {
    private static final boolean FUSED = FusedMultiplyAdd.AVAILABLE;
    private static final List<Parallel> POOLS =
            List.of(new Parallel(1), new Parallel(2), new Parallel(3), new Parallel(8));

    /** Beside small sizes, more than one block down, across and in depth, the naive path, and the transposed one. */
    private static final int[][] SHAPES = {{1, 1, 1}, {3, 5, 2}, {15, 15, 9}, {4, 16, 1}, {17, 9, 3}, {16, 1, 40},
            {1, 100, 33}, {33, 31, 65}, {32, 64, 300}, {131, 20, 130}, {260, 1, 257}, {7, 1603, 129}, {140, 130, 64},
            {530, 70, 31}};

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesTheBitsOfTheNaiveLoopOnAnyNumberOfThreads(boolean add) {
        for (int[] s : SHAPES) {
            for (boolean[] t : Matrices.transpositions()) {
                assertBitsOfNaive(s[0], s[1], s[2], t, add, FUSED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesTheBitsOfTheNaiveLoopWithoutFusedMultiplyAdd(boolean add) {
        for (int[] s : SHAPES) {
            assertBitsOfNaive(s[0], s[1], s[2], new boolean[2], add, false);
        }
    }

    private static void assertBitsOfNaive(int m, int n, int k, boolean[] t, boolean add, boolean fused) {
        MatrixView a = Matrices.random(m, k, t[0], 1);
        MatrixView b = Matrices.random(k, n, t[1], 2);
        MatrixView c = Matrices.random(m, n, false, 3);
        MatrixView expected = Matrices.copy(c);
        new NaiveGemm(fused).multiply(a, b, expected, add);
        for (Parallel parallel : POOLS) {
            MatrixView actual = Matrices.copy(c);
            new JavaGemm(fused, parallel).multiply(a, b, actual, add);
            assertArrayEquals(Matrices.bits(expected), Matrices.bits(actual),
                    () -> "A " + a.shape() + ", B " + b.shape() + ", threads " + parallel.size());
        }
    }

    @Test
    void aRowOfABatchEqualsThatRowAlone() {
        for (int n : new int[] {1, 10, 100, 900}) {
            MatrixView a = Matrices.random(35, 200, false, 1);
            MatrixView b = Matrices.random(200, n, false, 2);
            MatrixView batch = MatrixView.of(new float[35 * n], 35, n);
            MatrixView alone = MatrixView.of(new float[n], 1, n);
            JavaGemm gemm = new JavaGemm(FUSED, POOLS.get(1));
            gemm.multiply(a, b, batch, false);
            for (int i = 0; i < 35; i++) {
                gemm.multiply(Matrices.rows(a, i, i + 1), b, alone, false);
                int from = batch.index(i, 0);
                assertArrayEquals(Arrays.copyOfRange(Matrices.bits(batch), from, from + n), Matrices.bits(alone),
                        "row " + i + " of " + n + " columns");
            }
        }
    }

    @Test
    void signsOfZeroAndNonFiniteValuesAreThoseOfTheNaiveLoop() {
        float[] special = {0, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 1, -1e-30f};
        for (int k : new int[] {1, 2, 3, 8}) {
            MatrixView a = specialMatrix(21, k, special, 5);
            MatrixView b = specialMatrix(k, 37, special, 3);
            MatrixView c = specialMatrix(21, 37, special, 7);
            MatrixView expected = Matrices.copy(c);
            new NaiveGemm(FUSED).multiply(a, b, expected, true);
            new JavaGemm(FUSED, POOLS.get(0)).multiply(a, b, c, true);
            assertArrayEquals(Matrices.bits(expected), Matrices.bits(c));
        }
    }

    private static MatrixView specialMatrix(int rows, int columns, float[] values, int stride) {
        float[] data = new float[rows * columns];
        for (int i = 0; i < data.length; i++) {
            data[i] = values[(i * stride + i / 8) % values.length];
        }
        return MatrixView.of(data, rows, columns);
    }

    @Test
    void compiledCodeGivesTheBitsOfInterpretedCode() {
        MatrixView a = Matrices.random(36, 50, false, 1);
        MatrixView b = Matrices.random(50, 150, false, 2);
        MatrixView expected = MatrixView.of(new float[36 * 150], 36, 150);
        new NaiveGemm(FUSED).multiply(a, b, expected, false);
        JavaGemm gemm = new JavaGemm(FUSED, POOLS.get(0));
        // 2,000 products are 450,000 calls of the innermost loop, far more than it takes to compile it.
        for (int i = 0; i < 2_000; i++) {
            MatrixView actual = MatrixView.of(new float[36 * 150], 36, 150);
            gemm.multiply(a, b, actual, false);
            assertArrayEquals(expected.data(), actual.data(), "product " + i);
        }
    }
}
