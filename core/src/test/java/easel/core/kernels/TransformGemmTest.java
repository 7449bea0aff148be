package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.core.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Bit by bit against the naive product. */
class TransformGemmTest {
    private static final int[] LENGTHS = {1, 7, 16, 33, 65, 130, 513};

    @Test
    void plainJavaGivesTheBitsOfTheNaiveProduct() {
        check(new JavaTransformGemm(FusedMultiplyAdd.AVAILABLE), FusedMultiplyAdd.AVAILABLE);
        check(new JavaTransformGemm(false), false);
    }

    @Test
    void theVectorApiGivesTheBitsOfTheNaiveProduct() {
        assumeTrue(Incubator.defect().isEmpty(), "the Vector API does not work here");
        check(Gemm.of(Gemm.Kind.VECTOR).combiner(), true);
    }

    @Test
    void plainJavaFindsWhatIsNotFinite() {
        checkFinite(new JavaTransformGemm(false));
    }

    @Test
    void theVectorApiFindsWhatIsNotFinite() {
        assumeTrue(Incubator.defect().isEmpty(), "the Vector API does not work here");
        checkFinite(Gemm.of(Gemm.Kind.VECTOR).combiner());
    }

    /** Wherever it stands within the row, and nothing beside it. */
    private static void checkFinite(TransformGemm combiner) {
        for (int n : LENGTHS) {
            float[] x = new float[n + 2];
            Arrays.fill(x, -Float.MAX_VALUE);
            for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (int i = 0; i < x.length; i++) {
                    x[i] = odd;
                    boolean inside = i > 0 && i <= n;
                    assertEquals(!inside, combiner.isFinite(x, 1, 1 + n), odd + " at " + i + " of " + n);
                    x[i] = Float.MAX_VALUE;
                }
            }
            x[1] = Float.POSITIVE_INFINITY;
            x[n] = Float.NEGATIVE_INFINITY;
            assertFalse(combiner.isFinite(x, 1, 1 + n), "infinities cancelled among " + n);
        }
    }

    private static void check(TransformGemm combiner, boolean fused) {
        for (int rows = 1; rows <= 9; rows++) {
            for (int terms : new int[] {0, 1, 2, 3, 4, 8, 9, TransformGemm.TERMS}) {
                for (int n : LENGTHS) {
                    check(combiner, fused, rows, terms, n, n + 3);
                    check(combiner, fused, rows, terms, n, -n);
                }
            }
        }
    }

    /** Rows of B and C a stride apart, the first one last if it is negative; between them nothing is written. */
    private static void check(TransformGemm combiner, boolean fused, int rows, int terms, int n, int stride) {
        RandomStream random = RandomStream.of(rows * 100 + terms);
        int aStride = terms + 2;
        float[] a = new float[1 + rows * aStride];
        random.fillUniform(a, -1, 1);
        float[] b = new float[terms * Math.abs(stride)];
        random.fillUniform(b, -1, 1);
        float[] c = new float[rows * Math.abs(stride) + 2];
        Arrays.fill(c, 7);
        int bAt = stride < 0 ? (1 - terms) * stride : 0;
        int cAt = stride < 0 ? (1 - rows) * stride : 2;
        combiner.combine(a, 1, aStride, rows, terms, b, bAt, stride, c, cAt, stride, n);
        float[] expected = new float[c.length];
        Arrays.fill(expected, 7);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int k = 0; k < terms; k++) {
                    float x = a[1 + i * aStride + k];
                    float y = b[bAt + k * stride + j];
                    sum = fused ? Math.fma(x, y, sum) : sum + x * y;
                }
                expected[cAt + i * stride + j] = sum;
            }
        }
        assertArrayEquals(expected, c, rows + "×" + terms + ", " + n + " by " + stride);
    }
}
