package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/**
 * Reads the patches in place with {@link VectorMicroKernel}. The rows of a tile belong to pixels of an output row
 * or, in the product with Pᵀ, to taps of the window.
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
        int[][] blocks = blocks(taps);
        try (Lease<float[]> panels = lendPanels(taps.length, columns); VectorTile tile = new VectorTile()) {
            VectorMicroKernel.pack(b, 0, columns, panels.value(), taps.length, columns);
            for (int i = 0; i < outRows; i++) {
                for (int j = 0, strip; j < outWidth; j += strip) {
                    strip = VectorMicroKernel.rows(outWidth - j);
                    int pixel = Math.max(0, Math.min(j, outWidth - strip));  // the last tile repeats earlier pixels
                    int to = cOffset + (i * outWidth + pixel) * columns;
                    multiplyTiles(x, i * stride + pixel, blocks, taps.length, panels.value(), columns, tile, c, to,
                            strip, Math.min(strip, outWidth));
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

    /** Computes the tiles of a strip, of which C has the first {@code rows} rows. */
    private static void multiplyTiles(float[] x, int at, int[][] blocks, int taps, float[] panels, int columns,
            VectorTile tile, float[] c, int to, int strip, int rows) {
        for (int column = 0; column < columns; column += NR) {
            int panel = column * taps;
            for (int block = 0; block < blocks.length; block++) {
                int[] steps = blocks[block];
                tile.select(c, to + column, columns, strip, rows, Math.min(NR, columns - column), block > 0);
                VectorMicroKernel.multiplyColumnMajor(tile, strip, x, at, steps, panels, panel, steps.length);
                tile.finish();
                panel += steps.length * NR;
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
        try (VectorTile tile = new VectorTile()) {
            int[] tapOffsets = new int[MR];
            for (int k = 0, strip; k < taps.length; k += strip) {
                strip = VectorMicroKernel.rows(taps.length - k);
                for (int r = 0; r < strip; r++) {
                    tapOffsets[r] = taps[Math.min(k + r, taps.length - 1)];
                }
                addTransposedTiles(x, tapOffsets, pixels, depth, panels, columns, tile, c, k * columns,
                        strip, Math.min(strip, taps.length - k));
            }
        }
    }

    /** Adds the product to a strip, of which C has the first {@code rows} rows. */
    private static void addTransposedTiles(float[] x, int[] taps, int[] pixels, int depth, float[] panels,
            int columns, VectorTile tile, float[] c, int to, int strip, int rows) {
        for (int column = 0; column < columns; column += NR) {
            tile.select(c, to + column, columns, strip, rows, Math.min(NR, columns - column), true);
            VectorMicroKernel.multiplyIndexed(tile, strip, x, taps, pixels, panels, column * depth, depth);
            tile.finish();
        }
    }
}
