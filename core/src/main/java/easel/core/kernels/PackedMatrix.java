package easel.core.kernels;

/**
 * The right-hand matrix B of products that are computed several times with the same B, such as the weight of a network
 * in inference. {@link Gemm#pack} creates it, {@link Gemm#multiply(MatrixView, PackedMatrix, MatrixView)} uses it.
 *
 * <p>It refers to the array of B, and may keep a copy of B in the order in which the micro-kernel reads it. So the values
 * of B must not change; after a change, pack B again. Any number of threads may use it at once.
 */
public final class PackedMatrix {
    /** The panels of an implementation that packs nothing. */
    private static final float[] NONE = {};

    private final MatrixView view;
    private final float[] panels;

    /** A matrix without a copy. */
    PackedMatrix(MatrixView view) {
        this(view, NONE);
    }

    /**
     * A matrix with a copy.
     *
     * @param view the matrix
     * @param panels all elements in the layout of VectorPanels
     */
    PackedMatrix(MatrixView view, float[] panels) {
        this.view = view;
        this.panels = panels;
    }

    /**
     * Rows of B.
     *
     * @return at least 1
     */
    public int rows() {
        return view.rows();
    }

    /**
     * Columns of B.
     *
     * @return at least 1
     */
    public int columns() {
        return view.columns();
    }

    /**
     * Floats of the copy. Only products by the Vector API keep one, if B has at least 16 columns; its columns are
     * padded to a multiple of two vectors.
     *
     * @return 0 if there is no copy; otherwise at least rows·columns
     */
    public long floats() {
        return panels.length;
    }

    /** The matrix in its array. */
    MatrixView view() {
        return view;
    }

    /** Whether there is a copy. */
    boolean hasPanels() {
        return panels.length > 0;
    }

    /** The copy. Not to be modified. */
    float[] panels() {
        return panels;
    }
}
