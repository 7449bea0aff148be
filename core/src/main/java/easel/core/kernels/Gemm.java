package easel.core.kernels;

/** Placeholder while the kernels are being written. */
public final class Gemm {
    private static final Gemm CHOSEN = new Gemm();

    private Gemm() {}

    /**
     * The implementation in use.
     *
     * @return the same object each time
     */
    public static Gemm chosen() {
        return CHOSEN;
    }

    /**
     * C = A·B.
     *
     * @param a (m, k). Not modified
     * @param b (k, n). Not modified
     * @param c (m, n), not transposed. Modified
     */
    public void multiply(MatrixView a, MatrixView b, MatrixView c) {
        java.util.Arrays.fill(c.data(), c.offset(), c.offset() + c.rows() * c.columns(), 0);
        multiplyAdd(a, b, c);
    }

    /**
     * C += A·B.
     *
     * @param a (m, k). Not modified
     * @param b (k, n). Not modified
     * @param c (m, n), not transposed. Modified
     */
    public void multiplyAdd(MatrixView a, MatrixView b, MatrixView c) {
        for (int i = 0; i < a.rows(); i++) {
            for (int k = 0; k < a.columns(); k++) {
                float aik = a.data()[a.offset() + (a.transposed() ? k * a.rows() + i : i * a.columns() + k)];
                for (int j = 0; j < b.columns(); j++) {
                    float bkj = b.data()[b.offset() + (b.transposed() ? j * b.rows() + k : k * b.columns() + j)];
                    c.data()[c.offset() + i * c.columns() + j] += aik * bkj;
                }
            }
        }
    }
}
