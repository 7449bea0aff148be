package easel.core.kernels;

import java.util.Objects;

/**
 * An implementation of {@link Gemm}. It assumes that {@link Gemm} has checked the arguments: the columns of A and the
 * rows of B are equal in number; C has the shape of the product, is not transposed and shares no element with A or B.
 * The interface is not sealed, because a permits clause would refer to VectorGemm, and only {@link Incubator} may do
 * that.
 */
interface Multiplier {
    /**
     * Computes C = A·B or C += A·B.
     *
     * @param a (m, k). Not modified
     * @param b (k, n). Not modified
     * @param c (m, n). Modified
     * @param add whether to add the product to the values of c
     */
    void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add);

    /** B with the copy that {@link #multiply(MatrixView, PackedMatrix, MatrixView)} reads; by default without one. */
    default PackedMatrix pack(MatrixView b) {
        return new PackedMatrix(Objects.requireNonNull(b, "b"));
    }

    /**
     * Computes C = A·B or C += A·B.
     *
     * @param a (m, k). Not modified
     * @param b (k, n), from any implementation. Not modified
     * @param c (m, n). Modified
     * @param add whether to add the product to the values of c
     */
    default void multiply(MatrixView a, PackedMatrix b, MatrixView c, boolean add) {
        multiply(a, b.view(), c, add);
    }

    /** Whether plain Java computes the next product although the Vector API is chosen, see {@link StartingGemm}. */
    default boolean isStarting() {
        return false;
    }

    /** From now on uses the Vector API if it is chosen. */
    default void endStart() {
    }

    /** Whether the arguments satisfy the assumptions; for assertions. */
    static boolean fit(MatrixView a, MatrixView b, MatrixView c) {
        return a.columns() == b.rows() && c.rows() == a.rows() && c.columns() == b.columns() && !c.transposed();
    }

    /** One line for logs and tables: the implementation and its number of threads. */
    String describe();
}
