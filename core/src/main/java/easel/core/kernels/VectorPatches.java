package easel.core.kernels;

/**
 * Reads the patches in place with {@link VectorMicroKernel}. The rows of a tile belong to eight pixels of an output
 * row or, in the product with Pᵀ, to eight taps of the window.
 */
final class VectorPatches extends PatchGemm {
    private static final int MR = VectorMicroKernel.MR;
    private static final int NR = VectorMicroKernel.NR;
    /** The initial values of C = P·B. */
    private static final float[] ZEROS = new float[NR];

    private static final Scratch<float[]> PANELS = Scratch.ofFloats();
    /** Receives a complete tile if the tile of C is incomplete. */
    private static final Scratch<float[]> TILE = Scratch.ofFloats();
    private static final Scratch<int[]> TAP_OFFSETS = Scratch.ofInts();

    VectorPatches() {}

    /** The panels of B, (depth, columns), which starts at b[offset]. The last panel is not padded. */
    private static float[] pack(float[] b, int offset, int depth, int columns) {
        float[] panels = PANELS.atLeast(depth * Panels.count(columns, NR) * NR);
        VectorMicroKernel.pack(b, offset, columns, panels, depth, columns);
        return panels;
    }

    @Override
    public void multiply(float[] x, int stride, int[] taps, int outRows, int outWidth, float[] b, int columns,
            float[] c, int cOffset) {
        assert SLACK >= MR : SLACK;
        float[] panels = pack(b, 0, taps.length, columns);
        float[] tile = TILE.atLeast(MR * NR);
        int rows = Math.min(MR, outWidth);
        for (int i = 0; i < outRows; i++) {
            for (int j = 0; j < outWidth; j += MR) {
                int pixel = Math.min(j, outWidth - rows);   // the last tile repeats pixels of the one before
                int to = cOffset + (i * outWidth + pixel) * columns;
                multiplyTiles(x, i * stride + pixel, taps, panels, columns, tile, c, to, rows);
            }
        }
    }

    /** Computes the tiles of up to MR rows of C. */
    private static void multiplyTiles(float[] x, int at, int[] taps, float[] panels, int columns, float[] tile,
            float[] c, int to, int rows) {
        for (int column = 0; column < columns; column += NR) {
            int used = Math.min(NR, columns - column);
            boolean whole = rows == MR && used == NR;
            VectorMicroKernel.multiplyColumnMajor(ZEROS, 0, 0, whole ? c : tile, whole ? to + column : 0,
                    whole ? columns : NR, x, at, taps, panels, column * taps.length, taps.length);
            for (int r = 0; r < rows && !whole; r++) {
                System.arraycopy(tile, r * NR, c, to + r * columns + column, used);
            }
        }
    }

    @Override
    public void addTransposed(float[] x, int stride, int[] taps, int outRows, int outWidth, float[] b, int bOffset,
            int columns, float[] c) {
        float[] tile = TILE.atLeast(MR * NR);
        int[] tapOffsets = TAP_OFFSETS.atLeast(MR);
        for (int i = 0; i < outRows; i++) {
            float[] panels = pack(b, bOffset + i * outWidth * columns, outWidth, columns);
            for (int k = 0; k < taps.length; k += MR) {
                for (int r = 0; r < MR; r++) {
                    tapOffsets[r] = i * stride + taps[Math.min(k + r, taps.length - 1)];
                }
                addTransposedTiles(x, tapOffsets, outWidth, panels, columns, tile, c, k * columns,
                        Math.min(MR, taps.length - k));
            }
        }
    }

    /** Adds the product for one output row to up to MR rows of C. */
    private static void addTransposedTiles(float[] x, int[] tapOffsets, int depth, float[] panels, int columns,
            float[] tile, float[] c, int to, int rows) {
        for (int column = 0; column < columns; column += NR) {
            int used = Math.min(NR, columns - column);
            boolean whole = rows == MR && used == NR;
            float[] sums = whole ? c : tile;
            int at = whole ? to + column : 0;
            int stride = whole ? columns : NR;
            for (int r = 0; r < rows && !whole; r++) {
                System.arraycopy(c, to + r * columns + column, tile, r * NR, used);
            }
            VectorMicroKernel.multiplyRowMajor(sums, at, stride, sums, at, stride, x, tapOffsets, panels,
                    column * depth, depth);
            for (int r = 0; r < rows && !whole; r++) {
                System.arraycopy(tile, r * NR, c, to + r * columns + column, used);
            }
        }
    }
}
