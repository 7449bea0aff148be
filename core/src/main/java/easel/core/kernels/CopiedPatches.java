package easel.core.kernels;

/** Copies Pᵀ, whose rows are pieces of the lines of x, and calls a multiplier of any kind. */
final class CopiedPatches extends PatchGemm {
    private static final Scratch<float[]> PATCHES = Scratch.ofFloats();

    private final Multiplier multiplier;

    /**
     * Products with patches by a multiplier.
     *
     * @param multiplier multiplies the copies
     */
    CopiedPatches(Multiplier multiplier) {
        this.multiplier = multiplier;
    }

    @Override
    public void multiply(float[] x, int stride, int[] taps, int lines, int width, float[] b, int columns, float[] c,
            int cOffset) {
        multiplier.multiply(transposed(x, stride, taps, lines, width).transpose(),
                MatrixView.of(b, taps.length, columns), new MatrixView(c, cOffset, lines * width, columns, false),
                false);
    }

    @Override
    public void addTransposed(float[] x, int stride, int[] taps, int lines, int width, float[] b, int bOffset,
            int columns, float[] c) {
        multiplier.multiply(transposed(x, stride, taps, lines, width),
                new MatrixView(b, bOffset, lines * width, columns, false), MatrixView.of(c, taps.length, columns),
                true);
    }

    /** Pᵀ, (taps, lines·width). */
    private static MatrixView transposed(float[] x, int stride, int[] taps, int lines, int width) {
        float[] copy = PATCHES.atLeast(taps.length * lines * width);
        int at = 0;
        for (int tap : taps) {
            for (int i = 0; i < lines; i++, at += width) {
                System.arraycopy(x, i * stride + tap, copy, at, width);
            }
        }
        return MatrixView.of(copy, taps.length, lines * width);
    }
}
