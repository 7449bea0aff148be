package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorGemmTest {
    private static final List<Parallel> POOLS = List.of(new Parallel(1), new Parallel(2), new Parallel(3));

    /**
     * Beside small sizes: tiles that lack rows, columns or both; more than one block down, across and in depth; several
     * panels packed together, and more than fit; and products of the transposes, in one block and in several.
     */
    private static final int[][] SHAPES = {{1, 1, 1}, {3, 5, 2}, {4, 16, 1}, {8, 32, 7}, {17, 9, 3}, {16, 1, 40},
            {1, 100, 33}, {33, 31, 65}, {32, 200, 70}, {90, 64, 40}, {131, 20, 130}, {260, 1, 257}, {7, 1100, 60},
            {530, 70, 31}, {9, 40, 1030}, {40, 9, 2050}, {11, 300, 520}, {50, 300, 520},
            {32, 1100, 300}, {96, 300, 800}};

    @BeforeAll
    static void theVectorApiWorks() {
        Assumptions.assumeTrue(Incubator.defect().isEmpty(), () -> Incubator.defect().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesTheBitsOfPlainJavaAndOfTheNaiveLoopOnAnyNumberOfThreads(boolean add) {
        for (int[] s : SHAPES) {
            for (boolean[] t : Matrices.transpositions()) {
                MatrixView a = Matrices.random(s[0], s[2], t[0], 1);
                MatrixView b = Matrices.random(s[2], s[1], t[1], 2);
                MatrixView c = Matrices.random(s[0], s[1], false, 3);
                MatrixView expected = Matrices.copy(c);
                MatrixView java = Matrices.copy(c);
                new NaiveGemm(true).multiply(a, b, expected, add);
                new JavaGemm(true, POOLS.get(1)).multiply(a, b, java, add);
                assertArrayEquals(Matrices.bits(expected), Matrices.bits(java));
                for (Parallel parallel : POOLS) {
                    MatrixView actual = Matrices.copy(c);
                    new VectorGemm(parallel).multiply(a, b, actual, add);
                    assertArrayEquals(Matrices.bits(expected), Matrices.bits(actual),
                            () -> "A " + a.shape() + ", B " + b.shape() + ", threads " + parallel.size());
                }
            }
        }
    }

    @Test
    void aRowOfABatchEqualsThatRowAlone() {
        for (int n : new int[] {1, 10, 100, 900}) {
            MatrixView a = Matrices.random(35, 200, false, 1);
            MatrixView b = Matrices.random(200, n, false, 2);
            MatrixView batch = MatrixView.of(new float[35 * n], 35, n);
            MatrixView alone = MatrixView.of(new float[n], 1, n);
            VectorGemm gemm = new VectorGemm(POOLS.get(1));
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
            for (boolean add : new boolean[] {true, false}) {
                MatrixView a = specialMatrix(21, k, special, 5);
                MatrixView b = specialMatrix(k, 37, special, 3);
                MatrixView c = specialMatrix(21, 37, special, 7);
                MatrixView expected = Matrices.copy(c);
                new NaiveGemm(true).multiply(a, b, expected, add);
                new VectorGemm(POOLS.get(0)).multiply(a, b, c, add);
                assertArrayEquals(Matrices.bits(expected), Matrices.bits(c));
            }
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
        new NaiveGemm(true).multiply(a, b, expected, false);
        VectorGemm gemm = new VectorGemm(POOLS.get(0));
        // 500 products are 12,500 tiles of 50 steps, more than it takes to compile their loop.
        for (int i = 0; i < 500; i++) {
            MatrixView actual = MatrixView.of(new float[36 * 150], 36, 150);
            gemm.multiply(a, b, actual, false);
            assertArrayEquals(expected.data(), actual.data(), "product " + i);
        }
    }
}
