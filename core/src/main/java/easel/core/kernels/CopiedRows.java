package easel.core.kernels;

/** Copies the rows side by side and leaves the product to another: any multiplier will do. */
final class CopiedRows extends IndirectGemm {
    private static final ThreadLocal<float[][]> COPIES = ThreadLocal.withInitial(() -> new float[2][0]);

    private final Multiplier multiplier;

    /**
     * Indirect products by a multiplier.
     *
     * @param multiplier what computes
     */
    CopiedRows(Multiplier multiplier) {
        this.multiplier = multiplier;
    }

    @Override
    public int width(int columns) {
        return columns;
    }

    /** Enough to pay for fetching C. */
    @Override
    public int terms() {
        return 512;
    }

    @Override
    public void addProduct(float[] x, int[] at, int shift, int rows, int depth, float[] b, int offset, float[] c,
            int cAt, int stride, int width) {
        assert stride == width : stride + " instead of " + width;
        multiplier.multiply(copy(0, x, at, shift, rows, depth), new MatrixView(b, offset, depth, width, false),
                new MatrixView(c, cAt, rows, width, false), true);
    }

    @Override
    public void addTransposedProduct(float[] x, int[] xAt, int xShift, float[] y, int[] yAt, int yShift, int depth,
            float[] c, int offset, int stride, int rows, int columns) {
        assert stride == columns : stride + " instead of " + columns;
        multiplier.multiply(copy(0, x, xAt, xShift, depth, rows).transpose(),
                copy(1, y, yAt, yShift, depth, columns), new MatrixView(c, offset, rows, columns, false), true);
    }

    private static MatrixView copy(int which, float[] x, int[] at, int shift, int rows, int columns) {
        float[][] copies = COPIES.get();
        if (copies[which].length < rows * columns) {
            copies[which] = new float[rows * columns];
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(x, at[r] + shift, copies[which], r * columns, columns);
        }
        return MatrixView.of(copies[which], rows, columns);
    }
}
