package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GemmTest {
    private static final int[] SIZES = {1, 3, 7, 17, 33, 65};
    private static final Supplier<Optional<String>> WORKS = Optional::empty;
    private static final Supplier<Optional<String>> BROKEN = () -> Optional.of("it is broken; mend it");

    private final Gemm gemm = Gemm.of(Gemm.Kind.JAVA);
    private final Logger logger = Logger.getLogger(Gemm.class.getName());
    private final List<LogRecord> log = new ArrayList<>();

    @BeforeEach
    void keepTheLogToOurselves() {
        logger.setLevel(Level.ALL);
        logger.setFilter(record -> {
            log.add(record);
            return false;
        });
    }

    @AfterEach
    void releaseTheLog() {
        logger.setLevel(null);
        logger.setFilter(null);
    }

    @ParameterizedTest
    @MethodSource("easel.core.kernels.Matrices#available")
    void agreesWithDoublePrecision(Gemm gemm) {
        for (int m : SIZES) {
            for (int n : SIZES) {
                for (int k : SIZES) {
                    for (boolean[] t : Matrices.transpositions()) {
                        MatrixView a = Matrices.random(m, k, t[0], 1);
                        MatrixView b = Matrices.random(k, n, t[1], 2);
                        MatrixView c = Matrices.random(m, n, false, 3);
                        MatrixView sum = Matrices.copy(c);
                        MatrixView product = Matrices.copy(c);
                        gemm.multiplyAdd(a, b, sum);
                        gemm.multiply(a, b, product);
                        assertClose(a, b, c, sum, 1);
                        assertClose(a, b, c, product, 0);
                    }
                }
            }
        }
    }

    /** |error| is at most (k + 1)·2⁻²⁴·(|c| + Σₖ |a·b|), whatever the order of the sum. */
    private static void assertClose(MatrixView a, MatrixView b, MatrixView c, MatrixView actual, int scaleOfC) {
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                double expected = scaleOfC * c.data()[c.index(i, j)];
                double magnitude = Math.abs(expected);
                for (int k = 0; k < a.columns(); k++) {
                    double product = (double) a.data()[a.index(i, k)] * b.data()[b.index(k, j)];
                    expected += product;
                    magnitude += Math.abs(product);
                }
                double tolerance = (a.columns() + 1) * 0x1p-24 * magnitude;
                if (!(Math.abs(expected - actual.data()[actual.index(i, j)]) <= tolerance)) {
                    fail("A " + a.shape() + ", B " + b.shape() + ", C times " + scaleOfC + ", at " + i + ", " + j
                            + ": " + actual.data()[actual.index(i, j)] + " instead of " + expected);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("easel.core.kernels.Matrices#available")
    void nonFiniteValuesAreNotSkipped(Gemm gemm) {
        for (int n : new int[] {1, 5, 40, 200}) {
            MatrixView a = MatrixView.of(new float[20 * 9], 20, 9);
            MatrixView b = Matrices.random(9, n, false, 1);
            b.data()[b.index(3, 0)] = Float.NaN;
            b.data()[b.index(8, n - 1)] = Float.POSITIVE_INFINITY;
            MatrixView c = MatrixView.of(new float[20 * n], 20, n);
            gemm.multiply(a, b, c);
            for (int i = 0; i < 20; i++) {
                assertTrue(Float.isNaN(c.data()[c.index(i, 0)]), "0·NaN");
                assertTrue(Float.isNaN(c.data()[c.index(i, n - 1)]), "0·∞");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("easel.core.kernels.Matrices#available")
    void whatStoodInCDoesNotMatterToAProduct(Gemm gemm) {
        MatrixView a = Matrices.random(18, 5, false, 1);
        MatrixView b = Matrices.random(5, 70, false, 2);
        MatrixView c = MatrixView.of(new float[18 * 70], 18, 70);
        MatrixView full = Matrices.copy(c);
        Arrays.fill(full.data(), Float.NaN);
        gemm.multiply(a, b, c);
        gemm.multiply(a, b, full);
        assertArrayEquals(c.data(), full.data());
    }

    @ParameterizedTest
    @MethodSource("easel.core.kernels.Matrices#available")
    void matricesInsideLargerArraysLeaveTheirSurroundingsAlone(Gemm gemm) {
        for (boolean[] t : Matrices.transpositions()) {
            for (int n : new int[] {1, 6, 66}) {
                MatrixView a = Matrices.random(35, 7, t[0], 1);
                MatrixView b = Matrices.random(7, n, t[1], 2);
                MatrixView c = Matrices.random(35, n, false, 3);
                MatrixView innerA = inside(a, 3);
                MatrixView innerB = inside(b, 11);
                MatrixView innerC = inside(c, 5);
                gemm.multiply(a, b, c);
                gemm.multiply(innerA, innerB, innerC);
                assertArrayEquals(inside(c, 5).data(), innerC.data());
                assertArrayEquals(inside(a, 3).data(), innerA.data());
                assertArrayEquals(inside(b, 11).data(), innerB.data());
            }
        }
    }

    private static MatrixView inside(MatrixView view, int offset) {
        float[] larger = new float[view.data().length + 2 * offset];
        Arrays.fill(larger, 42);
        System.arraycopy(view.data(), 0, larger, offset, view.data().length);
        return new MatrixView(larger, offset, view.rows(), view.columns(), view.transposed());
    }

    @ParameterizedTest
    @MethodSource("easel.core.kernels.Matrices#available")
    void aMatrixMayMeetItsOwnTranspose(Gemm gemm) {
        MatrixView x = Matrices.random(9, 20, false, 1);
        MatrixView apart = Matrices.copy(x);
        MatrixView c = MatrixView.of(new float[400], 20, 20);
        MatrixView expected = Matrices.copy(c);
        gemm.multiply(x.transpose(), x, c);
        gemm.multiply(x.transpose(), apart, expected);
        assertArrayEquals(expected.data(), c.data());
    }

    @ParameterizedTest
    @MethodSource("easel.core.kernels.Matrices#available")
    void operandsAndResultMayShareAnArrayWithoutSharingElements(Gemm gemm) {
        float[] all = Matrices.random(3, 40, false, 1).data();
        MatrixView a = new MatrixView(all, 0, 4, 5, false);
        MatrixView b = new MatrixView(all, 20, 5, 10, true);
        MatrixView c = new MatrixView(all, 70, 4, 10, false);
        MatrixView expected = MatrixView.of(new float[40], 4, 10);
        gemm.multiply(Matrices.copy(a), Matrices.copy(b), expected);
        gemm.multiply(a, b, c);
        assertArrayEquals(expected.data(), Arrays.copyOfRange(all, 70, 110));
    }

    @Test
    void innerSizesMustAgree() {
        assertMessage("A·B of A 2×3 and B 4×5: A has 3 columns, B 4 rows; expected the same number",
                matrix(2, 3), matrix(4, 5), matrix(2, 5));
    }

    @Test
    void theResultMustHaveItsSize() {
        assertMessage("C = A·B of A 2×3 and B 3×5: C is 5×2; expected 2×5", matrix(2, 3), matrix(3, 5), matrix(5, 2));
        assertMessage("C = A·B of A 2×3 and B 3×5 (transposed): C is 2×4; expected 2×5",
                matrix(2, 3), matrix(5, 3).transpose(), matrix(2, 4));
    }

    @Test
    void theResultMustNotBeTransposed() {
        assertMessage("C = A·B of A 2×3 and B 3×5: C is 2×5 (transposed); pass C untransposed and compute"
                + " Cᵀ = Bᵀ·Aᵀ instead", matrix(2, 3), matrix(3, 5), matrix(5, 2).transpose());
    }

    @Test
    void theResultMustNotShareElementsWithAnOperand() {
        MatrixView square = matrix(3, 3);
        assertMessage("C = A·B of A 3×3 and B 3×3: C 3×3 shares elements with A; use a separate array for C",
                square, matrix(3, 3), square);
        float[] data = new float[17];
        assertMessage("C = A·B of A 3×3 and B 3×3: C 3×3 shares elements with B; use a separate array for C",
                square, new MatrixView(data, 0, 3, 3, false), new MatrixView(data, 8, 3, 3, false));
    }

    private void assertMessage(String expected, MatrixView a, MatrixView b, MatrixView c) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class,
                () -> gemm.multiply(a, b, c)).getMessage());
        assertEquals(expected, assertThrows(IllegalArgumentException.class,
                () -> gemm.multiplyAdd(a, b, c)).getMessage());
    }

    private static MatrixView matrix(int rows, int columns) {
        return MatrixView.of(new float[rows * columns], rows, columns);
    }

    @Test
    void aMatrixMustLieWithinItsArray() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> new MatrixView(new float[10], 5, 2, 3, false)).getMessage();
        assertEquals("a 2×3 matrix at offset 5 does not fit into an array of 10; sizes start at 1, offsets at 0",
                message);
        assertThrows(IllegalArgumentException.class, () -> MatrixView.of(new float[10], 0, 3));
        assertThrows(IllegalArgumentException.class, () -> MatrixView.of(new float[10], 1 << 16, 1 << 16));
        assertThrows(IllegalArgumentException.class, () -> new MatrixView(new float[10], -1, 1, 1, false));
    }

    private static Gemm choose(String wanted, boolean fused, Supplier<Optional<String>> jblasDefect) {
        return Gemm.choose(wanted, fused, false, () -> fail("the Vector API was tried"), jblasDefect);
    }

    private static Gemm chooseVector(String wanted, Supplier<Optional<String>> vectorDefect) {
        return Gemm.choose(wanted, true, true, vectorDefect, () -> fail("jblas was tried"));
    }

    @Test
    void autoPrefersJavaWithFusedMultiplyAddThenJblasThenJavaWithout() {
        assertEquals(Gemm.Kind.JAVA, choose("auto", true, WORKS).kind());
        assertEquals(Gemm.Kind.JBLAS, choose("auto", false, WORKS).kind());
        Gemm last = choose("auto", false, BROKEN);
        assertEquals(Gemm.Kind.JAVA, last.kind());
        assertTrue(last.describe().startsWith("plain Java loops without fused multiply-add"), last.describe());
    }

    @Test
    void autoPrefersTheVectorApiWhereVectorsAreWide() {
        Assumptions.assumeTrue(Incubator.defect().isEmpty(), () -> Incubator.defect().orElseThrow());
        assertEquals(Gemm.Kind.VECTOR, chooseVector("auto", WORKS).kind());
        assertEquals(Gemm.Kind.JAVA, chooseVector("java", BROKEN).kind());
        assertEquals(Gemm.Kind.VECTOR,
                Gemm.choose("vector", true, false, WORKS, () -> fail("jblas was tried")).kind());
        assertEquals(Gemm.Kind.JBLAS, Gemm.choose("auto", false, true, BROKEN, WORKS).kind());
    }

    @Test
    void anImplementationMayBeNamed() {
        assertEquals(Gemm.Kind.JAVA, choose("java", false, WORKS).kind());
        assertEquals(Gemm.Kind.NAIVE, choose(" Naive ", true, WORKS).kind());
        assertEquals(Gemm.Kind.JBLAS, choose("jblas", true, WORKS).kind());
        assertEquals(Gemm.Kind.JAVA, choose("jblas", true, BROKEN).kind());
        assertEquals(Gemm.Kind.JAVA, chooseVector("vector", BROKEN).kind());
    }

    @Test
    void onlyARefusalIsWorthALineAtInfo() {
        choose("jblas", true, BROKEN);
        chooseVector("vector", BROKEN);
        chooseVector("auto", BROKEN);
        assertEquals(List.of(Level.INFO, Level.INFO, Level.INFO), log.stream().map(LogRecord::getLevel).toList());
        for (LogRecord line : log) {
            assertEquals("Matrix products by " + gemm.describe().replace(" without fused multiply-add", "")
                    + ", because it is broken; mend it", line.getMessage());
        }
        log.clear();
        choose("auto", true, WORKS);
        choose("jblas", true, WORKS);
        assertEquals(List.of(Level.FINE, Level.FINE), log.stream().map(LogRecord::getLevel).toList());
    }

    @Test
    void jblasIsNotTriedWhereItIsNoCandidate() {
        Supplier<Optional<String>> untouchable = () -> fail("jblas was tried");
        assertEquals(Gemm.Kind.JAVA, choose("auto", true, untouchable).kind());
        assertEquals(Gemm.Kind.JAVA, choose("java", false, untouchable).kind());
    }

    @Test
    void anUnknownNameIsAnErrorThatNamesTheKnownOnes() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> choose("cuda", true, WORKS)).getMessage();
        assertEquals("easel.gemm is 'cuda'; expected vector, java, jblas, naive or auto", message);
    }

    @Test
    void theChoiceIsMadeOnce() {
        assertSame(Gemm.chosen(), Gemm.chosen());
    }

    @Test
    void jblasIsReachableWhereItWorks() {
        Assumptions.assumeTrue(JblasGemm.defect().isEmpty(), () -> JblasGemm.defect().orElseThrow());
        assertEquals(Gemm.Kind.JBLAS, Gemm.of(Gemm.Kind.JBLAS).kind());
        assertTrue(Gemm.of(Gemm.Kind.JBLAS).describe().startsWith("BLAS through jblas"));
    }

    @Test
    void jblasIsRefusedWithTheRemedyWhereItDoesNotWork() {
        Assumptions.assumeFalse(JblasGemm.defect().isEmpty(), "jblas works here");
        String message = assertThrows(IllegalStateException.class, () -> Gemm.of(Gemm.Kind.JBLAS)).getMessage();
        assertEquals("matrix products by JBLAS: " + JblasGemm.defect().orElseThrow(), message);
        assertFalse(JblasGemm.defect().orElseThrow().isBlank());
    }

    @Test
    void theVectorApiIsRefusedWithTheRemedyWhereItDoesNotWork() {
        Assumptions.assumeFalse(Incubator.defect().isEmpty(), "the Vector API works here");
        String message = assertThrows(IllegalStateException.class, () -> Gemm.of(Gemm.Kind.VECTOR)).getMessage();
        assertEquals("matrix products by VECTOR: " + Incubator.defect().orElseThrow(), message);
    }
}
