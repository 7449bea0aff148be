package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/** Reads the rows of A in place with {@link VectorMicroKernel}. */
final class VectorRows extends IndirectGemm {
    private static final int MR = VectorMicroKernel.MR;
    private static final int NR = VectorMicroKernel.NR;

    /**
     * A panel, (MAX_DEPTH, NR), and a copy of the columns of A for an incomplete tile, (MAX_DEPTH, MR), with room for
     * those of a complete tile.
     */
    private static final Scratch<float[]> SPACE = Scratch.ofFloats();
    private static final int EDGE_OF_A = MAX_DEPTH * NR;
    private static final int SIZE = EDGE_OF_A + MAX_DEPTH * MR;
    /** Offsets of the rows in the copy of A. Not modified. */
    private static final int[] EDGE_OFFSETS = new int[MAX_DEPTH];

    static {
        Arrays.setAll(EDGE_OFFSETS, k -> EDGE_OF_A + k * MR);
    }

    VectorRows() {}

    @Override
    public int panelWidth(int columns) {
        return NR;
    }

    /**
     * One block of the sum at a time, whose part of the panel stays in the first-level cache for all rows of A. At most
     * four rows are one tile of four: one image of the DCGAN's first convolution, whose transformed kernel (16 MB) the
     * second-level cache does not hold, takes 0.22 instead of 0.41 ms.
     */
    @Override
    void addSection(float[] x, int[] rowOffsets, int shift, int rows, int depth, float[] b, int bOffset, float[] c,
            int cOffset, int cStride, int width) {
        assert width == NR && GROUP == MR : width;
        try (VectorTile tile = new VectorTile()) {
            int blocks = SumOrder.parts(depth, SumOrder.BLOCK);
            for (int block = 0; block < blocks; block++) {
                int k = SumOrder.start(block, blocks, depth);
                int steps = SumOrder.start(block + 1, blocks, depth) - k;
                for (int r = 0, strip; r < rows; r += strip) {
                    strip = VectorMicroKernel.rows(rows - r);
                    tile.select(c, cOffset + r * cStride, cStride, strip, Math.min(strip, rows - r), NR, true);
                    VectorMicroKernel.multiplyRowMajor(tile, strip, x, rowOffsets, r, shift + k, b, bOffset + k * width,
                            steps);
                    tile.finish();
                }
            }
        }
    }

    @Override
    public void addTransposedProduct(float[] x, int[] xOffsets, int xShift, float[] y, int[] yOffsets, int yShift,
            int depth, float[] c, int cOffset, int cStride, int rows, int columns) {
        try (Lease<float[]> lease = SPACE.lend(SIZE); VectorTile tile = new VectorTile()) {
            float[] space = lease.value();
            if (columns == NR) {
                VectorMicroKernel.packRows(y, yShift, yOffsets, space, depth);
            } else {
                copyRows(y, yOffsets, yShift, depth, columns, space, NR);
            }
            for (int r = 0, strip; r < rows; r += strip) {
                strip = VectorMicroKernel.rows(rows - r);
                int at = cOffset + r * cStride;
                if (r + strip <= rows && columns == NR) {
                    VectorMicroKernel.multiplyColumnMajor(tile.select(c, at, cStride, true), strip, x, xShift + r,
                            xOffsets, space, 0, depth);
                } else {
                    addEdge(tile, space, x, xOffsets, xShift + r, depth, c, at, cStride, Math.min(strip, rows - r),
                            columns);
                }
            }
        }
    }

    /** Adds to a tile of which C has only {@code rows} rows or {@code columns} columns. */
    private static void addEdge(VectorTile tile, float[] space, float[] x, int[] xOffsets, int xShift, int depth,
            float[] c, int cOffset, int cStride, int rows, int columns) {
        for (int k = 0; k < depth; k++) {
            System.arraycopy(x, xOffsets[k] + xShift, space, EDGE_OFFSETS[k], rows);
        }
        int strip = VectorMicroKernel.rows(rows);
        tile.select(c, cOffset, cStride, strip, rows, columns, true);
        VectorMicroKernel.multiplyColumnMajor(tile, strip, space, 0, EDGE_OFFSETS, space, 0, depth);
        tile.finish();
    }
}
