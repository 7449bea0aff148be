package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

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
