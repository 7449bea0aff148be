package easel.core.kernels;

/** Copies the rows of an operand into one matrix and calls a multiplier of any kind. */
final class CopiedRows extends IndirectGemm {
    private static final Scratch<float[]> ROWS_OF_A = Scratch.ofFloats();
    private static final Scratch<float[]> ROWS_OF_B = Scratch.ofFloats();

    private final Multiplier multiplier;

    /**
     * Creates indirect products that use a multiplier.
     *
     * @param multiplier multiplies the copies
     */
    CopiedRows(Multiplier multiplier) {
        this.multiplier = multiplier;
    }

    @Override
    public int panelWidth(int columns) {
        return columns;
    }

    @Override
    void addSection(float[] x, int[] rowOffsets, int shift, int rows, int depth, float[] b, int bOffset, float[] c,
            int cOffset, int cStride, int width) {
        assert cStride == width : cStride + " instead of " + width;
        multiplier.multiply(copy(ROWS_OF_A, x, rowOffsets, shift, rows, depth),
                new MatrixView(b, bOffset, depth, width, false), new MatrixView(c, cOffset, rows, width, false), true);
    }

    @Override
    public void addTransposedProduct(float[] x, int[] xOffsets, int xShift, float[] y, int[] yOffsets, int yShift,
            int depth, float[] c, int cOffset, int cStride, int rows, int columns) {
        assert cStride == columns : cStride + " instead of " + columns;
        multiplier.multiply(copy(ROWS_OF_A, x, xOffsets, xShift, depth, rows).transpose(),
                copy(ROWS_OF_B, y, yOffsets, yShift, depth, columns),
                new MatrixView(c, cOffset, rows, columns, false), true);
    }

    private static MatrixView copy(Scratch<float[]> scratch, float[] x, int[] offsets, int shift, int rows,
            int columns) {
        float[] copy = scratch.atLeast(rows * columns);
        copyRows(x, offsets, shift, rows, columns, copy, columns);
        return MatrixView.of(copy, rows, columns);
    }
}
