package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FiniteCheckTest {
    private static final int[] LENGTHS = {1, 7, 16, 33, 65, 130, 513};

    @Test
    void plainJavaFindsNonFiniteValues() {
        assertFinds(FiniteCheck.of(Gemm.Kind.JAVA));
    }

    @Test
    void theVectorApiFindsNonFiniteValues() {
        assumeTrue(Incubator.defect().isEmpty(), "the Vector API does not work here");
        assertFinds(FiniteCheck.of(Gemm.Kind.VECTOR));
    }

    @Test
    void naiveLoopsAndJblasUseThePlainJavaCheck() {
        assertInstanceOf(JavaFiniteCheck.class, FiniteCheck.of(Gemm.Kind.NAIVE));
        assertInstanceOf(JavaFiniteCheck.class, FiniteCheck.of(Gemm.Kind.JBLAS));
    }

    @Test
    void isFiniteIgnoresValuesOutsideTheRange() {
        float[] x = {Float.NaN, 1, 2, Float.NaN};
        assertTrue(FiniteCheck.isFinite(x, 1, 3));
        assertFalse(FiniteCheck.isFinite(x, 1, 4));
        assertTrue(FiniteCheck.isFinite(x, 0, 0));
    }

    /** The largest float with a finite square is 1.8446743e19. The next float is found at every index of the range. */
    @ParameterizedTest
    @EnumSource(names = {"JAVA", "VECTOR"})
    void findsSquaresThatAreNotFinite(Gemm.Kind kind) {
        assumeTrue(kind == Gemm.Kind.JAVA || Incubator.defect().isEmpty(), "the Vector API does not work here");
        FiniteCheck check = FiniteCheck.of(kind);
        float limit = (float) Math.sqrt(Float.MAX_VALUE);
        assertTrue(Float.isFinite(limit * limit) && Float.isInfinite(Math.nextUp(limit) * Math.nextUp(limit)));
        for (int n : LENGTHS) {
            float[] x = new float[n + 2];
            Arrays.fill(x, -limit);
            for (float bad : new float[] {Math.nextUp(limit), -Math.nextUp(limit), Float.MAX_VALUE, Float.NaN,
                Float.NEGATIVE_INFINITY}) {
                for (int i = 0; i < x.length; i++) {
                    x[i] = bad;
                    boolean inside = i > 0 && i <= n;
                    assertEquals(!inside, check.allSquaresFinite(x, 1, 1 + n), bad + " at " + i + " of " + n);
                    x[i] = limit;
                }
            }
        }
    }

    /** A non-finite value is found at every index inside the range and at no index outside it. */
    private static void assertFinds(FiniteCheck check) {
        for (int n : LENGTHS) {
            float[] x = new float[n + 2];
            Arrays.fill(x, -Float.MAX_VALUE);
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (int i = 0; i < x.length; i++) {
                    x[i] = bad;
                    boolean inside = i > 0 && i <= n;
                    assertEquals(!inside, check.allFinite(x, 1, 1 + n), bad + " at " + i + " of " + n);
                    x[i] = Float.MAX_VALUE;
                }
            }
            x[1] = Float.POSITIVE_INFINITY;
            x[n] = Float.NEGATIVE_INFINITY;
            assertFalse(check.allFinite(x, 1, 1 + n), "+∞ and -∞ cancelled, length " + n);
        }
    }
}
