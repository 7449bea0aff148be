package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/**
 * Works on copies of the rows of B and C, because {@link JavaMicroKernel} needs each row in a separate array.
 */
final class JavaTransformGemm extends TransformGemm {
    /** Maximum columns per pass. The copies for up to 8 rows of B fit in a first-level cache of 32 KB. */
    private static final int WIDTH = 512;

    private static final Scratch<Workspace> WORKSPACE = Scratch.of(Workspace::new);

    private final JavaMicroKernel kernel;

    /**
     * Creates products in plain Java.
     *
     * @param fused whether to use {@link Math#fma}
     */
    JavaTransformGemm(boolean fused) {
        this.kernel = JavaMicroKernel.of(fused);
    }

    private static final class Workspace {
        final float[] a = new float[MAX_TERMS * JavaMicroKernel.MR];
        final float[][] b = new float[MAX_TERMS][WIDTH + JavaMicroKernel.PADDING];
        final float[][] c = new float[JavaMicroKernel.MR][WIDTH + JavaMicroKernel.PADDING];
    }

    @Override
    public void multiply(float[] a, int aOffset, int aStride, int rows, int terms, float[] b, int bOffset, int bStride,
            float[] c, int cOffset, int cStride, int n) {
        try (Lease<Workspace> lease = WORKSPACE.lend()) {
            Workspace space = lease.value();
            for (int j = 0; j < n; j += WIDTH) {
                int width = Math.min(WIDTH, n - j);
                for (int k = 0; k < terms; k++) {
                    System.arraycopy(b, bOffset + k * bStride + j, space.b[k], 0, width);
                }
                for (int i = 0; i < rows; i += JavaMicroKernel.MR) {
                    int height = Math.min(JavaMicroKernel.MR, rows - i);
                    multiplyStrip(space, a, aOffset + i * aStride, aStride, height, terms, width);
                    for (int r = 0; r < height; r++) {
                        System.arraycopy(space.c[r], 0, c, cOffset + (i + r) * cStride + j, width);
                    }
                }
            }
        }
    }

    /** Computes one strip in space.c. An incomplete strip repeats its last row; the caller ignores the repeats. */
    private void multiplyStrip(Workspace space, float[] a, int offset, int aStride, int height, int terms, int width) {
        for (int r = 0; r < JavaMicroKernel.MR; r++) {
            Arrays.fill(space.c[r], 0, width, 0);
            for (int k = 0; k < terms; k++) {
                space.a[k * JavaMicroKernel.MR + r] = a[offset + Math.min(r, height - 1) * aStride + k];
            }
        }
        int k = 0;
        for (; k + 1 < terms; k += 2) {
            kernel.twoSteps(space.c, space.a, k * JavaMicroKernel.MR, space.b[k], space.b[k + 1], width);
        }
        if (k < terms) {
            kernel.step(space.c, space.a, k * JavaMicroKernel.MR, space.b[k], width);
        }
    }
}
