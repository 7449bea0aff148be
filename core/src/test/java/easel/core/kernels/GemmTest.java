package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
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

/** The argument checks and the choice of an implementation. */
class GemmTest {
    private static final Supplier<Optional<String>> WORKS = Optional::empty;
    private static final Supplier<Optional<String>> BROKEN = () -> Optional.of("it is broken; repair it");

    private final Gemm gemm = Gemm.of(Gemm.Kind.JAVA);
    private final Logger logger = Logger.getLogger(Gemm.class.getName());
    private final List<LogRecord> log = new ArrayList<>();

    @BeforeEach
    void captureTheLog() {
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

    @Test
    void innerSizesMustAgree() {
        assertMessage("A·B with A 2×3 and B 4×5: A has 3 columns, B has 4 rows; expected the same number",
                matrix(2, 3), matrix(4, 5), matrix(2, 5));
    }

    @Test
    void theResultMustHaveTheShapeOfTheProduct() {
        assertMessage("C = A·B with A 2×3 and B 3×5: C is 5×2; expected 2×5", matrix(2, 3), matrix(3, 5), matrix(5, 2));
        assertMessage("C = A·B with A 2×3 and B 3×5 (transposed): C is 2×4; expected 2×5",
                matrix(2, 3), matrix(5, 3).transpose(), matrix(2, 4));
    }

    @Test
    void theResultMustNotBeTransposed() {
        assertMessage("C = A·B with A 2×3 and B 3×5: C is 2×5 (transposed); pass C untransposed and compute"
                + " Cᵀ = Bᵀ·Aᵀ instead", matrix(2, 3), matrix(3, 5), matrix(5, 2).transpose());
    }

    @Test
    void theResultMustNotShareElementsWithAnOperand() {
        MatrixView square = matrix(3, 3);
        assertMessage("C = A·B with A 3×3 and B 3×3: C 3×3 shares elements with A; use a separate array for C",
                square, matrix(3, 3), square);
        float[] data = new float[17];
        assertMessage("C = A·B with A 3×3 and B 3×3: C 3×3 shares elements with B; use a separate array for C",
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
    void aMatrixMustFitIntoItsArray() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> new MatrixView(new float[10], 5, 2, 3, false)).getMessage();
        assertEquals("a 2×3 matrix at offset 5 does not fit into an array of length 10;"
                + " rows and columns must be at least 1, the offset at least 0", message);
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
    void autoWithoutWideVectorsPrefersFusedJavaThenJblasThenUnfusedJava() {
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
    void thePropertySelectsAnImplementation() {
        assertEquals(Gemm.Kind.JAVA, choose("java", false, WORKS).kind());
        assertEquals(Gemm.Kind.NAIVE, choose(" Naive ", true, WORKS).kind());
        assertEquals(Gemm.Kind.JBLAS, choose("jblas", true, WORKS).kind());
        assertEquals(Gemm.Kind.JAVA, choose("jblas", true, BROKEN).kind());
        assertEquals(Gemm.Kind.JAVA, chooseVector("vector", BROKEN).kind());
    }

    @Test
    void onlyAFallbackIsLoggedAtInfo() {
        choose("jblas", true, BROKEN);
        chooseVector("vector", BROKEN);
        chooseVector("auto", BROKEN);
        assertEquals(List.of(Level.INFO, Level.INFO, Level.INFO), log.stream().map(LogRecord::getLevel).toList());
        for (LogRecord line : log) {
            assertEquals("Matrix products by " + gemm.describe().replace(" without fused multiply-add", "")
                    + ", because it is broken; repair it", line.getMessage());
        }
        log.clear();
        choose("auto", true, WORKS);
        choose("jblas", true, WORKS);
        assertEquals(List.of(Level.FINE, Level.FINE), log.stream().map(LogRecord::getLevel).toList());
    }

    @Test
    void jblasIsNotTriedUnlessTheRulesSelectIt() {
        Supplier<Optional<String>> notCalled = () -> fail("jblas was tried");
        assertEquals(Gemm.Kind.JAVA, choose("auto", true, notCalled).kind());
        assertEquals(Gemm.Kind.JAVA, choose("java", false, notCalled).kind());
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownNames() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> choose("cuda", true, WORKS)).getMessage();
        assertEquals("easel.gemm is 'cuda'; expected vector, java, jblas, naive or auto", message);
    }

    @Test
    void theChoiceIsMadeOnce() {
        assertSame(Gemm.chosen(), Gemm.chosen());
    }

    @Test
    void ofGivesJblasWhereItWorks() {
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
