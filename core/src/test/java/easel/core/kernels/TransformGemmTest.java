package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.core.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Compares every implementation with a plain loop, bit for bit. */
class TransformGemmTest {
    private static final int[] LENGTHS = {1, 7, 16, 33, 65, 130, 513};

    @Test
    void plainJavaHasTheBitsOfThePlainLoop() {
        assertBitsOfPlainLoop(new JavaTransformGemm(FusedMultiplyAdd.AVAILABLE), FusedMultiplyAdd.AVAILABLE);
        assertBitsOfPlainLoop(new JavaTransformGemm(false), false);
    }

    @Test
    void theVectorApiHasTheBitsOfThePlainLoop() {
        assumeTrue(Incubator.defect().isEmpty(), "the Vector API does not work here");
        assertBitsOfPlainLoop(Gemm.of(Gemm.Kind.VECTOR).transforms(), true);
    }

    private static void assertBitsOfPlainLoop(TransformGemm gemm, boolean fused) {
        for (int rows = 1; rows <= 9; rows++) {
            for (int terms : new int[] {0, 1, 2, 3, 4, 8, 9, TransformGemm.MAX_TERMS}) {
                for (int n : LENGTHS) {
                    assertBitsOfPlainLoop(gemm, fused, rows, terms, n, n + 3);
                    assertBitsOfPlainLoop(gemm, fused, rows, terms, n, -n);
                }
            }
        }
    }

    /** With a negative stride the first row has the highest index. Nothing between the rows of C is written. */
    private static void assertBitsOfPlainLoop(TransformGemm gemm, boolean fused, int rows, int terms, int n,
            int stride) {
        RandomStream random = RandomStream.of(rows * 100 + terms);
        int aStride = terms + 2;
        float[] a = new float[1 + rows * aStride];
        random.fillUniform(a, -1, 1);
        float[] b = new float[terms * Math.abs(stride)];
        random.fillUniform(b, -1, 1);
        float[] c = new float[rows * Math.abs(stride) + 2];
        Arrays.fill(c, 7);
        int bOffset = stride < 0 ? (1 - terms) * stride : 0;
        int cOffset = stride < 0 ? (1 - rows) * stride : 2;
        gemm.multiply(a, 1, aStride, rows, terms, b, bOffset, stride, c, cOffset, stride, n);
        float[] expected = new float[c.length];
        Arrays.fill(expected, 7);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int k = 0; k < terms; k++) {
                    float x = a[1 + i * aStride + k];
                    float y = b[bOffset + k * stride + j];
                    sum = fused ? Math.fma(x, y, sum) : sum + x * y;
                }
                expected[cOffset + i * stride + j] = sum;
            }
        }
        assertArrayEquals(expected, c, rows + "×" + terms + ", " + n + " columns, stride " + stride);
    }
}
