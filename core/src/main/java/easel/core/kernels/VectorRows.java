package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/** Reads the rows of A in place with {@link VectorMicroKernel}, eight at a time. */
final class VectorRows extends IndirectGemm {
    private static final int MR = VectorMicroKernel.MR;
    private static final int NR = VectorMicroKernel.NR;

    /**
     * A panel, (MAX_DEPTH, NR), and copies of an incomplete tile of C, (MR, NR), and of its columns of A, (MAX_DEPTH,
     * MR), with room for a complete tile.
     */
    private static final Scratch<float[]> SPACE = Scratch.ofFloats();
    private static final int EDGE_OF_C = MAX_DEPTH * NR;
    private static final int EDGE_OF_A = EDGE_OF_C + MR * NR;
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

    /** One block of the sum at a time, whose part of the panel stays in the first-level cache for all rows of A. */
    @Override
    void addSection(float[] x, int[] rowOffsets, int shift, int rows, int depth, float[] b, int bOffset, float[] c,
            int cOffset, int cStride, int width) {
        assert width == NR && GROUP == MR : width;
        int[] starts = new int[MR];
        int blocks = SumOrder.parts(depth, SumOrder.BLOCK);
        for (int block = 0; block < blocks; block++) {
            int k = SumOrder.start(block, blocks, depth);
            int steps = SumOrder.start(block + 1, blocks, depth) - k;
            for (int r = 0; r < rows; r += MR) {
                for (int i = 0; i < MR; i++) {
                    starts[i] = rowOffsets[r + i] + shift + k;
                }
                int tile = cOffset + r * cStride;
                VectorMicroKernel.multiplyRowMajor(c, tile, cStride, c, tile, cStride, x, starts, b,
                        bOffset + k * width, steps);
            }
        }
    }

    @Override
    public void addTransposedProduct(float[] x, int[] xOffsets, int xShift, float[] y, int[] yOffsets, int yShift,
            int depth, float[] c, int cOffset, int cStride, int rows, int columns) {
        try (Lease<float[]> lease = SPACE.lend(SIZE)) {
            float[] space = lease.value();
            if (columns == NR) {
                VectorMicroKernel.packRows(y, yShift, yOffsets, space, depth);
            } else {
                copyRows(y, yOffsets, yShift, depth, columns, space, NR);
            }
            for (int r = 0; r < rows; r += MR) {
                int at = cOffset + r * cStride;
                if (r + MR <= rows && columns == NR) {
                    VectorMicroKernel.multiplyColumnMajor(c, at, cStride, c, at, cStride, x, xShift + r, xOffsets,
                            space, 0, depth);
                } else {
                    addEdge(space, x, xOffsets, xShift + r, depth, c, at, cStride, Math.min(MR, rows - r), columns);
                }
            }
        }
    }

    /** Adds to an incomplete tile of C: copies it to a complete tile, adds to that, and copies the result back. */
    private static void addEdge(float[] space, float[] x, int[] xOffsets, int xShift, int depth, float[] c,
            int cOffset, int cStride, int rows, int columns) {
        for (int k = 0; k < depth; k++) {
            System.arraycopy(x, xOffsets[k] + xShift, space, EDGE_OFFSETS[k], rows);
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(c, cOffset + r * cStride, space, EDGE_OF_C + r * NR, columns);
        }
        VectorMicroKernel.multiplyColumnMajor(space, EDGE_OF_C, NR, space, EDGE_OF_C, NR, space, 0, EDGE_OFFSETS, space,
                0, depth);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(space, EDGE_OF_C + r * NR, c, cOffset + r * cStride, columns);
        }
    }
}
