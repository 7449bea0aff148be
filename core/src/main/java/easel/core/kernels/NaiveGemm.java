package easel.core.kernels;

/**
 * The definition of the product, c(i, j) = Σₖ a(i, k)·b(k, j), summed in the order of {@link SumOrder}. It is slow and
 * serves as the reference: the tests compare every other implementation with it, bit for bit except jblas.
 *
 * <p>Read {@link JavaMicroKernel} and {@link JavaGemm} next.
 */
final class NaiveGemm implements Multiplier {
    /** The start of a sum. Adding to -0 changes no float; adding -0 to 0 would give 0. */
    private static final float NOTHING = -0f;

    private final boolean fused;

    /**
     * Creates the reference.
     *
     * @param fused whether a product and its addition are rounded once ({@link Math#fma}) or twice
     */
    NaiveGemm(boolean fused) {
        this.fused = fused;
    }

    @Override
    public void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        assert Multiplier.fit(a, b, c);
        int terms = a.columns();
        int sections = SumOrder.parts(terms, SumOrder.SECTION);
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                int at = c.index(i, j);
                float sum = add ? c.data()[at] : NOTHING;
                for (int section = 0; section < sections; section++) {
                    int k = SumOrder.start(section, sections, terms);
                    int kEnd = SumOrder.start(section + 1, sections, terms);
                    sum = sections == 1 ? addBlocks(sum, a, i, b, j, k, kEnd)
                            : sum + addBlocks(NOTHING, a, i, b, j, k, kEnd);
                }
                c.data()[at] = sum;
            }
        }
    }

    /** Adds the blocks of the terms [k, kEnd) of element (i, j) to the sum. */
    private float addBlocks(float sum, MatrixView a, int i, MatrixView b, int j, int k, int kEnd) {
        int blocks = SumOrder.parts(kEnd - k, SumOrder.BLOCK);
        float total = sum;
        for (int block = 0; block < blocks; block++) {
            total += chain(a, i, b, j, k + SumOrder.start(block, blocks, kEnd - k),
                    k + SumOrder.start(block + 1, blocks, kEnd - k));
        }
        return total;
    }

    private float chain(MatrixView a, int i, MatrixView b, int j, int k, int kEnd) {
        float sum = 0;
        for (int t = k; t < kEnd; t++) {
            float ait = a.data()[a.index(i, t)];
            float btj = b.data()[b.index(t, j)];
            sum = fused ? Math.fma(ait, btj, sum) : sum + ait * btj;
        }
        return sum;
    }

    @Override
    public String describe() {
        return "naive loops" + (fused ? "" : " without fused multiply-add");
    }
}
