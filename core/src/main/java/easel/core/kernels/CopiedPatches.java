package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;

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
        int pixels = outRows * outWidth;
        int sections = SumOrder.parts(taps.length, SumOrder.SECTION);
        for (int section = 0; section < sections; section++) {
            int from = SumOrder.start(section, sections, taps.length);
            int to = SumOrder.start(section + 1, sections, taps.length);
            try (Lease<float[]> patches = PATCHES.lend((to - from) * pixels)) {
                multiplier.multiply(
                        transposed(x, stride, taps, from, to, outWidth, 0, pixels, patches.value()).transpose(),
                        new MatrixView(b, from * columns, to - from, columns, false),
                        new MatrixView(c, cOffset, pixels, columns, false), section > 0);
            }
        }
    }

    @Override
    public void addTransposed(float[] x, int stride, int[] taps, int outRows, int outWidth, float[] b, int bOffset,
            int columns, float[] c) {
        int pixels = outRows * outWidth;
        int sections = SumOrder.parts(pixels, SumOrder.SECTION);
        for (int section = 0; section < sections; section++) {
            int from = SumOrder.start(section, sections, pixels);
            int to = SumOrder.start(section + 1, sections, pixels);
            try (Lease<float[]> patches = PATCHES.lend(taps.length * (to - from))) {
                multiplier.multiply(
                        transposed(x, stride, taps, 0, taps.length, outWidth, from, to, patches.value()),
                        new MatrixView(b, bOffset + from * columns, to - from, columns, false),
                        MatrixView.of(c, taps.length, columns), true);
            }
        }
    }

    /** Copies a part of Pᵀ: taps [tap, tapEnd) by pixels [pixel, pixelEnd). */
    private static MatrixView transposed(float[] x, int stride, int[] taps, int tap, int tapEnd, int outWidth,
            int pixel, int pixelEnd, float[] copy) {
        int to = 0;
        for (int k = tap; k < tapEnd; k++) {
            int length;
            for (int q = pixel; q < pixelEnd; q += length, to += length) {
                length = Math.min(outWidth - q % outWidth, pixelEnd - q);
                System.arraycopy(x, q / outWidth * stride + q % outWidth + taps[k], copy, to, length);
            }
        }
        return MatrixView.of(copy, tapEnd - tap, pixelEnd - pixel);
    }
}
