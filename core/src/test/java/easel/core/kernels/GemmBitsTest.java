package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The results of every kind of {@link Gemm} except jblas have the same bits as those of {@link NaiveGemm}. */
@Execution(ExecutionMode.CONCURRENT)
class GemmBitsTest {
    private static final List<Parallel> POOLS =
            List.of(new Parallel(1), new Parallel(2), new Parallel(3), new Parallel(8));

    /**
     * Small shapes; shapes with several blocks along m, n and k, and with several sections along k; the naive path and
     * the transposed path of JavaGemm; incomplete tiles; panels packed in one group and in several; VectorGemm's
     * Cᵀ = Bᵀ·Aᵀ in one block and in several; few rows of A; a column or row for C, with one block of the sum and more.
     */
    private static final int[][] SHAPES = {{1, 1, 1}, {3, 5, 2}, {15, 15, 9}, {4, 16, 1}, {8, 32, 7}, {17, 9, 3},
        {16, 1, 40}, {1, 100, 33}, {33, 31, 65}, {32, 64, 300}, {32, 200, 70}, {90, 64, 40}, {131, 20, 130},
        {260, 1, 257}, {7, 1100, 60}, {7, 1603, 129}, {140, 130, 64}, {530, 70, 31}, {9, 40, 1030}, {40, 9, 2050},
        {11, 300, 520}, {50, 300, 520}, {32, 1100, 300}, {96, 300, 800},
        {3, 20, 8193}, {20, 3, 8193}, {9, 40, 16_500}, {8, 1030, 520}, {2, 2500, 301},
        {1, 1, 6272}, {4, 1, 600}, {5, 1, 1030}, {1, 23, 6272}, {12, 1, 8193}, {400, 1, 2100}};

    private static final int[] PACKED_SIZES = {1, 3, 7, 17, 33, 65, 100, 300};
    /** Several blocks and sections of the sum, several blocks of C. */
    private static final int[][] LARGE_PACKED = {{1, 40, 8193}, {5, 40, 16_500}, {20, 3, 8193}, {270, 130, 520},
        {3, 2100, 300}, {1, 2100, 1030}};

    /** A kind, with or without fused multiply-add. */
    private record Case(Gemm.Kind kind, boolean fused) {
        void assumeWorks() {
            Assumptions.assumeTrue(!fused || FusedMultiplyAdd.AVAILABLE, "this processor has no fused multiply-add");
            Assumptions.assumeTrue(kind != Gemm.Kind.VECTOR || Incubator.defect().isEmpty(),
                    () -> Incubator.defect().orElseThrow());
        }

        /** The naive loop uses no threads. */
        List<Parallel> pools() {
            return kind == Gemm.Kind.NAIVE ? POOLS.subList(0, 1) : POOLS;
        }

        /** The naive loop is slow, and it is compared with itself. Small sizes have sections and blocks, too. */
        boolean tooSlow(int m, int n, int k) {
            return kind == Gemm.Kind.NAIVE && (long) m * n * k >= 300_000;
        }

        Multiplier on(Parallel parallel) {
            return switch (kind) {
                case VECTOR -> new VectorGemm(parallel);
                case JAVA -> new JavaGemm(fused, parallel);
                case NAIVE -> new NaiveGemm(fused);
                case JBLAS -> throw new AssertionError("jblas rounds differently");
            };
        }
    }

    private static Stream<Case> cases() {
        return Arrays.stream(Gemm.Kind.values()).filter(kind -> kind != Gemm.Kind.JBLAS).flatMap(
                kind -> kind == Gemm.Kind.VECTOR ? Stream.of(new Case(kind, true))
                        : Stream.of(new Case(kind, true), new Case(kind, false)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasTheBitsOfTheNaiveLoopForAnyNumberOfThreads(Case tested) {
        tested.assumeWorks();
        for (int[] s : SHAPES) {
            if (tested.tooSlow(s[0], s[1], s[2])) {
                continue;      // compares the naive loop with itself
            }
            for (boolean[] t : Matrices.transpositions()) {
                assertBitsOfNaive(tested, s[0], s[1], s[2], t, true);
                assertBitsOfNaive(tested, s[0], s[1], s[2], t, false);
            }
        }
    }

    private static void assertBitsOfNaive(Case tested, int m, int n, int k, boolean[] t, boolean add) {
        MatrixView a = Matrices.random(m, k, t[0], 1);
        MatrixView b = Matrices.random(k, n, t[1], 2);
        MatrixView c = Matrices.random(m, n, false, 3);
        MatrixView expected = Matrices.copy(c);
        new NaiveGemm(tested.fused).multiply(a, b, expected, add);
        for (Parallel parallel : tested.pools()) {
            MatrixView actual = Matrices.copy(c);
            tested.on(parallel).multiply(a, b, actual, add);
            assertArrayEquals(Matrices.bits(expected), Matrices.bits(actual),
                    () -> "A " + a.shape() + ", B " + b.shape() + ", add " + add + ", threads " + parallel.size());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aProductWithAPackedMatrixHasTheBitsOfTheOther(Case tested) {
        tested.assumeWorks();
        for (boolean[] t : Matrices.transpositions()) {
            for (int m : PACKED_SIZES) {
                for (int n : PACKED_SIZES) {
                    for (int k : PACKED_SIZES) {
                        if (!tested.tooSlow(m, n, k)) {      // the naive loop packs nothing
                            assertBitsOfUnpacked(tested, m, n, k, t);
                        }
                    }
                }
            }
            for (int[] s : LARGE_PACKED) {
                assertBitsOfUnpacked(tested, s[0], s[1], s[2], t);
            }
        }
    }

    private static void assertBitsOfUnpacked(Case tested, int m, int n, int k, boolean[] t) {
        MatrixView a = Matrices.inside(Matrices.random(m, k, t[0], 1), 3);
        MatrixView b = Matrices.inside(Matrices.random(k, n, t[1], 2), 5);
        MatrixView expected = Matrices.inside(Matrices.random(m, n, false, 3), 2);
        MatrixView c = Matrices.copy(expected);
        boolean add = (m + n + k) % 2 == 0;
        tested.on(POOLS.get(0)).multiply(a, b, expected, add);
        for (Parallel parallel : tested.pools().subList(0, Math.min(2, tested.pools().size()))) {
            MatrixView actual = Matrices.copy(c);
            Multiplier gemm = tested.on(parallel);
            gemm.multiply(a, gemm.pack(b), actual, add);
            assertArrayEquals(Matrices.bits(expected), Matrices.bits(actual),
                    () -> "A " + a.shape() + ", B " + b.shape() + ", threads " + parallel.size());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRowOfABatchEqualsTheProductOfThatRowAlone(Case tested) {
        tested.assumeWorks();
        Multiplier gemm = tested.on(POOLS.get(1));
        for (int n : new int[] {1, 10, 100, 900}) {
            MatrixView a = Matrices.random(35, 200, false, 1);
            MatrixView b = Matrices.random(200, n, false, 2);
            MatrixView batch = MatrixView.of(new float[35 * n], 35, n);
            MatrixView alone = MatrixView.of(new float[n], 1, n);
            gemm.multiply(a, b, batch, false);
            for (int i = 0; i < 35; i++) {
                gemm.multiply(Matrices.rows(a, i, i + 1), b, alone, false);
                int from = batch.index(i, 0);
                assertArrayEquals(Arrays.copyOfRange(Matrices.bits(batch), from, from + n), Matrices.bits(alone),
                        "row " + i + " of " + n + " columns");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void signsOfZeroAndNonFiniteValuesEqualTheNaiveLoop(Case tested) {
        tested.assumeWorks();
        float[] special = {0, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 1, -1e-30f};
        for (int k : new int[] {1, 2, 3, 8}) {
            for (boolean add : new boolean[] {true, false}) {
                MatrixView a = specialMatrix(21, k, special, 5);
                MatrixView b = specialMatrix(k, 37, special, 3);
                MatrixView c = specialMatrix(21, 37, special, 7);
                MatrixView expected = Matrices.copy(c);
                new NaiveGemm(tested.fused).multiply(a, b, expected, add);
                tested.on(POOLS.get(0)).multiply(a, b, c, add);
                assertArrayEquals(Matrices.bits(expected), Matrices.bits(c));
                if (!add) {
                    assertSpecialRows(tested, a, b, expected);
                }
            }
        }
    }

    /** One row, three rows and all rows, unpacked and packed, equal the rows of the expected product. */
    private static void assertSpecialRows(Case tested, MatrixView a, MatrixView b, MatrixView expected) {
        Multiplier gemm = tested.on(POOLS.get(0));
        PackedMatrix packed = gemm.pack(b);
        for (int rows : new int[] {1, 3, a.rows()}) {
            MatrixView actual = MatrixView.of(new float[rows * b.columns()], rows, b.columns());
            MatrixView first = Matrices.rows(a, 0, rows);
            int[] bits = Arrays.copyOf(Matrices.bits(expected), actual.data().length);
            gemm.multiply(first, b, actual, false);
            assertArrayEquals(bits, Matrices.bits(actual));
            gemm.multiply(first, packed, actual, false);
            assertArrayEquals(bits, Matrices.bits(actual));
        }
    }

    private static MatrixView specialMatrix(int rows, int columns, float[] values, int stride) {
        float[] data = new float[rows * columns];
        for (int i = 0; i < data.length; i++) {
            data[i] = values[(i * stride + i / 8) % values.length];
        }
        return MatrixView.of(data, rows, columns);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void compiledCodeHasTheBitsOfInterpretedCode(Case tested) {
        tested.assumeWorks();
        MatrixView a = Matrices.random(36, 50, false, 1);
        MatrixView b = Matrices.random(50, 150, false, 2);
        MatrixView expected = MatrixView.of(new float[36 * 150], 36, 150);
        new NaiveGemm(tested.fused).multiply(a, b, expected, false);
        Multiplier gemm = tested.on(POOLS.get(0));
        // 2,000 products are 450,000 calls of JavaMicroKernel or 50,000 tiles of 50 steps: enough to compile either.
        // 200 products are more than a million sums of the naive loop.
        int products = tested.kind == Gemm.Kind.NAIVE ? 200 : 2_000;
        for (int i = 0; i < products; i++) {
            MatrixView actual = MatrixView.of(new float[36 * 150], 36, 150);
            gemm.multiply(a, b, actual, false);
            assertArrayEquals(expected.data(), actual.data(), "product " + i);
        }
    }
}
