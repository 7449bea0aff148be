package easel.core.kernels;

import java.util.Arrays;

/** Reads the rows of A in place with {@link VectorMicroKernel}, eight at a time. */
final class VectorRows extends IndirectGemm {
    private static final int MR = VectorMicroKernel.MR;
    private static final int NR = VectorMicroKernel.NR;

    private static final Scratch<int[]> ROW_STARTS = Scratch.ofInts();
    private static final Scratch<float[]> PANEL = Scratch.ofFloats();
    /** Copies of an incomplete tile of C and of its columns of A, with room for a complete tile. */
    private static final Scratch<float[]> EDGE_OF_A = Scratch.ofFloats();
    private static final Scratch<float[]> EDGE_OF_C = Scratch.ofFloats();
    /** Offsets of the rows in {@link #EDGE_OF_A}. Not modified. */
    private static final int[] EDGE_OFFSETS = new int[MAX_DEPTH];

    static {
        Arrays.setAll(EDGE_OFFSETS, k -> k * MR);
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
        int[] starts = ROW_STARTS.atLeast(MR);
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
        float[] panel = PANEL.atLeast(MAX_DEPTH * NR);
        if (columns == NR) {
            VectorMicroKernel.packRows(y, yShift, yOffsets, panel, depth);
        } else {
            copyRows(y, yOffsets, yShift, depth, columns, panel, NR);
        }
        for (int r = 0; r < rows; r += MR) {
            int at = cOffset + r * cStride;
            if (r + MR <= rows && columns == NR) {
                VectorMicroKernel.multiplyColumnMajor(c, at, cStride, c, at, cStride, x, xShift + r, xOffsets,
                        panel, 0, depth);
            } else {
                addEdge(x, xOffsets, xShift + r, panel, depth, c, at, cStride, Math.min(MR, rows - r), columns);
            }
        }
    }

    /** Adds to an incomplete tile of C: copies it to a complete tile, adds to that, and copies the result back. */
    private static void addEdge(float[] x, int[] xOffsets, int xShift, float[] panel, int depth, float[] c,
            int cOffset, int cStride, int rows, int columns) {
        float[] a = EDGE_OF_A.atLeast(MAX_DEPTH * MR);
        float[] tile = EDGE_OF_C.atLeast(MR * NR);
        copyRows(x, xOffsets, xShift, depth, rows, a, MR);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(c, cOffset + r * cStride, tile, r * NR, columns);
        }
        VectorMicroKernel.multiplyColumnMajor(tile, 0, NR, tile, 0, NR, a, 0, EDGE_OFFSETS, panel, 0, depth);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(tile, r * NR, c, cOffset + r * cStride, columns);
        }
    }
}
