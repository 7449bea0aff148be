package easel.core.kernels;

/**
 * What computes matrix products behind {@link Gemm}. Implementations assume validated arguments: inner sizes agree,
 * c has the size of the result, is not transposed and overlaps neither a nor b. Not sealed, for that would name a class
 * that only {@link Incubator} may.
 */
interface Multiplier {
    /**
     * C = A·B, or C += A·B.
     *
     * @param a (m, k). Not modified
     * @param b (k, n). Not modified
     * @param c (m, n). Modified
     * @param add whether the product is added to what c holds
     */
    void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add);

    /** What implementations assert. */
    static boolean fit(MatrixView a, MatrixView b, MatrixView c) {
        return a.columns() == b.rows() && c.rows() == a.rows() && c.columns() == b.columns() && !c.transposed();
    }

    /** One line for people: what runs, and on how many threads. */
    String describe();
}
