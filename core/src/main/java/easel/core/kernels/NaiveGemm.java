package easel.core.kernels;

/**
 * The definition: c(i, j) = Σₖ a(i, k)·b(k, j), summed in the order of k. Slow and clear; {@link JavaGemm} gives the
 * same bits.
 */
final class NaiveGemm implements Multiplier {
    private final boolean fused;

    /**
     * Creates the reference.
     *
     * @param fused whether each product is added with one rounding, as a processor's fused multiply-add does
     */
    NaiveGemm(boolean fused) {
        this.fused = fused;
    }

    @Override
    public void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        assert Multiplier.fit(a, b, c);
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                float sum = add ? c.data()[c.index(i, j)] : 0;
                for (int k = 0; k < a.columns(); k++) {
                    float aik = a.data()[a.index(i, k)];
                    float bkj = b.data()[b.index(k, j)];
                    sum = fused ? Math.fma(aik, bkj, sum) : sum + aik * bkj;
                }
                c.data()[c.index(i, j)] = sum;
            }
        }
    }

    @Override
    public String describe() {
        return "naive loops" + (fused ? "" : " without fused multiply-add");
    }
}
