package easel.core.kernels;

/**
 * The definition of the product, c(i, j) = Σₖ a(i, k)·b(k, j), summed in the order of k. It is slow and serves as the
 * reference: the tests compare every other implementation with it, bit for bit except jblas.
 *
 * <p>Read {@link JavaMicroKernel} and {@link JavaGemm} next.
 */
final class NaiveGemm implements Multiplier {
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
