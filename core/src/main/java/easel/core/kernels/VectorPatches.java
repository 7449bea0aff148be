package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/**
 * Reads the patches in place with {@link VectorMicroKernel}. The rows of a tile belong to eight pixels of an output
 * row or, in the product with Pᵀ, to eight taps of the window.
 */
final class VectorPatches extends PatchGemm {
    private static final int MR = VectorMicroKernel.MR;
    private static final int NR = VectorMicroKernel.NR;

    private static final Scratch<float[]> PANELS = Scratch.ofFloats();

    VectorPatches() {}

    /** Memory for the panels of B, (depth, columns). The last panel is not padded. */
    private static Lease<float[]> lendPanels(int depth, int columns) {
        return PANELS.lend(depth * Panels.count(columns, NR) * NR);
    }

    @Override
    public void multiply(float[] x, int stride, int[] taps, int outRows, int outWidth, float[] b, int columns,
            float[] c, int cOffset) {
        assert SLACK >= MR : SLACK;
        float[] tile = new float[MR * NR];      // receives a complete tile if the tile of C is incomplete
        int[][] blocks = blocks(taps);
        int rows = Math.min(MR, outWidth);
        try (Lease<float[]> panels = lendPanels(taps.length, columns)) {
            VectorMicroKernel.pack(b, 0, columns, panels.value(), taps.length, columns);
            for (int i = 0; i < outRows; i++) {
                for (int j = 0; j < outWidth; j += MR) {
                    int pixel = Math.min(j, outWidth - rows);   // the last tile repeats pixels of the one before
                    int to = cOffset + (i * outWidth + pixel) * columns;
                    multiplyTiles(x, i * stride + pixel, blocks, taps.length, panels.value(), columns, tile, c, to,
                            rows);
                }
            }
        }
    }

    /** The taps of each block of the sum. */
    private static int[][] blocks(int[] taps) {
        int[] starts = SumOrder.blocks(taps.length);
        int[][] blocks = new int[starts.length - 1][];
        Arrays.setAll(blocks, block -> Arrays.copyOfRange(taps, starts[block], starts[block + 1]));
        return blocks;
    }

    /** Computes the tiles of up to MR rows of C. */
    private static void multiplyTiles(float[] x, int at, int[][] blocks, int taps, float[] panels, int columns,
            float[] tile, float[] c, int to, int rows) {
        for (int column = 0; column < columns; column += NR) {
            int used = Math.min(NR, columns - column);
            boolean whole = rows == MR && used == NR;
            float[] sums = whole ? c : tile;
            int sumsAt = whole ? to + column : 0;
            int sumsStride = whole ? columns : NR;
            VectorMicroKernel.multiplyColumnMajor(VectorMicroKernel.NOTHING, 0, 0, sums, sumsAt, sumsStride, x, at,
                    blocks[0], panels, column * taps, blocks[0].length);
            int done = blocks[0].length;
            for (int block = 1; block < blocks.length; block++) {
                int[] more = blocks[block];
                VectorMicroKernel.multiplyColumnMajor(sums, sumsAt, sumsStride, sums, sumsAt, sumsStride, x, at, more,
                        panels, column * taps + done * NR, more.length);
                done += more.length;
            }
            for (int r = 0; r < rows && !whole; r++) {
                System.arraycopy(tile, r * NR, c, to + r * columns + column, used);
            }
        }
    }

    @Override
    public void addTransposed(float[] x, int stride, int[] taps, int outRows, int outWidth, float[] b, int bOffset,
            int columns, float[] c) {
        int[] starts = SumOrder.blocks(outRows * outWidth);
        int[] pixels = new int[SumOrder.BLOCK];
        try (Lease<float[]> panels = lendPanels(SumOrder.BLOCK, columns)) {
            for (int block = 0; block < starts.length - 1; block++) {
                int depth = starts[block + 1] - starts[block];
                for (int t = 0; t < depth; t++) {
                    int pixel = starts[block] + t;
                    pixels[t] = pixel / outWidth * stride + pixel % outWidth;
                }
                VectorMicroKernel.pack(b, bOffset + starts[block] * columns, columns, panels.value(), depth, columns);
                addBlock(x, taps, pixels, panels.value(), depth, columns, c);
            }
        }
    }

    /** Adds the product for {@code depth} output pixels with these offsets in x. */
    private static void addBlock(float[] x, int[] taps, int[] pixels, float[] panels, int depth, int columns,
            float[] c) {
        float[] tile = new float[MR * NR];
        int[] tapOffsets = new int[MR];
        for (int k = 0; k < taps.length; k += MR) {
            for (int r = 0; r < MR; r++) {
                tapOffsets[r] = taps[Math.min(k + r, taps.length - 1)];
            }
            addTransposedTiles(x, tapOffsets, pixels, depth, panels, columns, tile, c, k * columns,
                    Math.min(MR, taps.length - k));
        }
    }

    /** Adds the product to up to MR rows of C. */
    private static void addTransposedTiles(float[] x, int[] taps, int[] pixels, int depth, float[] panels,
            int columns, float[] tile, float[] c, int to, int rows) {
        for (int column = 0; column < columns; column += NR) {
            int used = Math.min(NR, columns - column);
            boolean whole = rows == MR && used == NR;
            float[] sums = whole ? c : tile;
            int at = whole ? to + column : 0;
            int stride = whole ? columns : NR;
            for (int r = 0; r < rows && !whole; r++) {
                System.arraycopy(c, to + r * columns + column, tile, r * NR, used);
            }
            VectorMicroKernel.multiplyIndexed(sums, at, stride, sums, at, stride, x, taps, pixels, panels,
                    column * depth, depth);
            for (int r = 0; r < rows && !whole; r++) {
                System.arraycopy(tile, r * NR, c, to + r * columns + column, used);
            }
        }
    }
}
