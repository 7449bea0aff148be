package easel.core.kernels;

/** Copies Pᵀ and calls a multiplier of any kind. A row of Pᵀ consists of outRows ranges of x. */
final class CopiedPatches extends PatchGemm {
    private static final Scratch<float[]> PATCHES = Scratch.ofFloats();

    private final Multiplier multiplier;

    /**
     * Creates products with patches that use a multiplier.
     *
     * @param multiplier multiplies the copies
     */
    CopiedPatches(Multiplier multiplier) {
        this.multiplier = multiplier;
    }

    @Override
    public void multiply(float[] x, int stride, int[] taps, int outRows, int outWidth, float[] b, int columns,
            float[] c, int cOffset) {
        multiplier.multiply(transposed(x, stride, taps, outRows, outWidth).transpose(),
                MatrixView.of(b, taps.length, columns), new MatrixView(c, cOffset, outRows * outWidth, columns, false),
                false);
    }

    @Override
    public void addTransposed(float[] x, int stride, int[] taps, int outRows, int outWidth, float[] b, int bOffset,
            int columns, float[] c) {
        multiplier.multiply(transposed(x, stride, taps, outRows, outWidth),
                new MatrixView(b, bOffset, outRows * outWidth, columns, false), MatrixView.of(c, taps.length, columns),
                true);
    }

    /** Pᵀ, (taps, outRows·outWidth). */
    private static MatrixView transposed(float[] x, int stride, int[] taps, int outRows, int outWidth) {
        float[] copy = PATCHES.atLeast(taps.length * outRows * outWidth);
        int at = 0;
        for (int tap : taps) {
            for (int i = 0; i < outRows; i++, at += outWidth) {
                System.arraycopy(x, i * stride + tap, copy, at, outWidth);
            }
        }
        return MatrixView.of(copy, taps.length, outRows * outWidth);
    }
}
