package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JblasGemmTest {
    @BeforeAll
    static void jblasWorks() {
        Assumptions.assumeTrue(JblasGemm.defect().isEmpty(), () -> JblasGemm.defect().orElseThrow());
    }

    @Test
    void productsInChunksAgreeWithTheNaiveLoopAndRepeatThemselvesOnAnyNumberOfThreads() {
        int k = 200;
        for (int[] s : new int[][] {{400, 300}, {300, 400}}) {
            for (boolean[] t : Matrices.transpositions()) {
                MatrixView a = Matrices.random(s[0], k, t[0], 1);
                MatrixView b = Matrices.random(k, s[1], t[1], 2);
                MatrixView c = Matrices.random(s[0], s[1], false, 3);
                MatrixView naive = Matrices.copy(c);
                new NaiveGemm(FusedMultiplyAdd.AVAILABLE).multiply(a, b, naive, true);
                MatrixView first = product(a, b, c, 1);
                // Both sums err by at most (k + 1)·2⁻²⁴·Σ|a·b|, and |a·b| is below 1.
                assertArrayEquals(naive.data(), first.data(), 2 * (k + 1) * (k + 1) * 0x1p-24f);
                for (int threads : new int[] {1, 2, 3}) {
                    assertArrayEquals(Matrices.bits(first), Matrices.bits(product(a, b, c, threads)));
                }
            }
        }
    }

    private static MatrixView product(MatrixView a, MatrixView b, MatrixView c, int threads) {
        MatrixView product = Matrices.copy(c);
        new JblasGemm(new Parallel(threads)).multiply(a, b, product, true);
        return product;
    }

    @Test
    void itsThreadsAreTold() {
        assertEquals("BLAS through jblas, threads: 3", new JblasGemm(new Parallel(3)).describe());
    }
}
