package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;

/** Copies the rows of an operand into one matrix and calls a multiplier of any kind. */
final class CopiedRows extends IndirectGemm {
    private static final Scratch<float[]> ROWS = Scratch.ofFloats();

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
        try (Lease<float[]> rowsOfA = ROWS.lend(rows * depth)) {
            multiplier.multiply(copy(x, rowOffsets, shift, rows, depth, rowsOfA.value()),
                    new MatrixView(b, bOffset, depth, width, false), new MatrixView(c, cOffset, rows, width, false),
                    true);
        }
    }

    @Override
    public void addTransposedProduct(float[] x, int[] xOffsets, int xShift, float[] y, int[] yOffsets, int yShift,
            int depth, float[] c, int cOffset, int cStride, int rows, int columns) {
        assert cStride == columns : cStride + " instead of " + columns;
        try (Lease<float[]> rowsOfA = ROWS.lend(depth * rows); Lease<float[]> rowsOfB = ROWS.lend(depth * columns)) {
            multiplier.multiply(copy(x, xOffsets, xShift, depth, rows, rowsOfA.value()).transpose(),
                    copy(y, yOffsets, yShift, depth, columns, rowsOfB.value()),
                    new MatrixView(c, cOffset, rows, columns, false), true);
        }
    }

    private static MatrixView copy(float[] x, int[] offsets, int shift, int rows, int columns, float[] to) {
        copyRows(x, offsets, shift, rows, columns, to, columns);
        return MatrixView.of(to, rows, columns);
    }
}
