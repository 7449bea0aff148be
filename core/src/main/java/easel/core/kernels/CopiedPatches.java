package easel.core.kernels;

/** Makes Pᵀ, whose rows are lines of x side by side, and leaves the product to another: any multiplier will do. */
final class CopiedPatches extends PatchGemm {
    private static final ThreadLocal<float[]> COPY = ThreadLocal.withInitial(() -> new float[0]);

    private final Multiplier multiplier;

    /**
     * Products with patches by a multiplier.
     *
     * @param multiplier what computes
     */
    CopiedPatches(Multiplier multiplier) {
        this.multiplier = multiplier;
    }

    @Override
    public void multiply(float[] x, int stride, int[] taps, int lines, int width, float[] b, int columns, float[] c,
            int offset) {
        multiplier.multiply(transposed(x, stride, taps, lines, width).transpose(),
                MatrixView.of(b, taps.length, columns), new MatrixView(c, offset, lines * width, columns, false),
                false);
    }

    @Override
    public void addTransposed(float[] x, int stride, int[] taps, int lines, int width, float[] b, int offset,
            int columns, float[] c) {
        multiplier.multiply(transposed(x, stride, taps, lines, width),
                new MatrixView(b, offset, lines * width, columns, false), MatrixView.of(c, taps.length, columns),
                true);
    }

    /** Pᵀ, (taps, lines·width). */
    private static MatrixView transposed(float[] x, int stride, int[] taps, int lines, int width) {
        if (COPY.get().length < taps.length * lines * width) {
            COPY.set(new float[taps.length * lines * width]);
        }
        float[] copy = COPY.get();
        int to = 0;
        for (int tap : taps) {
            for (int i = 0; i < lines; i++, to += width) {
                System.arraycopy(x, i * stride + tap, copy, to, width);
            }
        }
        return MatrixView.of(copy, taps.length, lines * width);
    }
}
