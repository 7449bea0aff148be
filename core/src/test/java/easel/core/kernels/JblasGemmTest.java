package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JblasGemmTest {
    @BeforeAll
    static void jblasWorks() {
        Assumptions.assumeTrue(JblasGemm.defect().isEmpty(), () -> JblasGemm.defect().orElseThrow());
    }

    @Test
    void productsAgreeWithTheNaiveLoop() {
        int k = 200;
        for (int[] s : new int[][] {{40, 30}, {300, 400}}) {
            for (boolean[] t : Matrices.transpositions()) {
                MatrixView a = Matrices.random(s[0], k, t[0], 1);
                MatrixView b = Matrices.random(k, s[1], t[1], 2);
                MatrixView c = Matrices.random(s[0], s[1], false, 3);
                MatrixView naive = Matrices.copy(c);
                new NaiveGemm(FusedMultiplyAdd.AVAILABLE).multiply(a, b, naive, true);
                // Both results have an error of at most (k + 1)·2⁻²⁴·(|c| + Σ|a·b|), where all |c|, |a·b| ≤ 1.
                assertArrayEquals(naive.data(), product(a, b, c).data(), 2 * (k + 1) * (k + 1) * 0x1p-24f);
            }
        }
    }

    /** Fails without the lock in JblasGemm, because the OpenBLAS inside jblas has no locks. */
    @Test
    void concurrentCallsGiveTheResultsOfOneThread() {
        int[][] sizes = {{16, 33, 4}, {64, 64, 64}, {33, 16, 12}, {128, 96, 40}};
        AtomicInteger wrong = new AtomicInteger();
        new Parallel(2).run(400, 1, (from, to) -> {
            int[] s = sizes[from % sizes.length];
            MatrixView a = Matrices.random(s[0], s[2], false, from);
            MatrixView b = Matrices.random(s[2], s[1], false, from + 1);
            MatrixView c = Matrices.random(s[0], s[1], false, from + 2);
            float[] first = product(a, b, c).data();
            for (int i = 0; i < 100; i++) {
                if (!Arrays.equals(first, product(a, b, c).data())) {
                    wrong.incrementAndGet();
                }
            }
        });
        assertEquals(0, wrong.get());
    }

    private static MatrixView product(MatrixView a, MatrixView b, MatrixView c) {
        MatrixView product = Matrices.copy(c);
        new JblasGemm().multiply(a, b, product, true);
        return product;
    }
}
