package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All loops against plain ones, in arrays where everything that is not theirs is NaN. */
class VectorMicroKernelTest {
    private static final int[] STEPS = {0, 1, 2, 3, 7, 16, 33, 255, 600};

    @BeforeAll
    static void theModuleIsThere() {
        Assumptions.assumeTrue(Incubator.defect().isEmpty(), () -> Incubator.defect().orElseThrow());
    }

    private final SplittableRandom random = new SplittableRandom(1);

    /** Places for count runs of the given length in an array of the given size, overlapping at random. */
    private int[] places(int count, int length, int size) {
        int[] places = new int[count];
        Arrays.setAll(places, i -> random.nextInt(size - length + 1));
        return places;
    }

    private float[] nan(int size) {
        float[] data = new float[size];
        Arrays.fill(data, Float.NaN);
        return data;
    }

    private void fill(float[] data, int from, int length) {
        for (int i = from; i < from + length; i++) {
            data[i] = (float) random.nextDouble(-1, 1);
        }
    }

    private void fill(float[] data, int[] places, int offset, int length) {
        for (int place : places) {
            fill(data, place + offset, length);
        }
    }

    /** Where the tile lies in a larger array; where its chains start: there, elsewhere, or alike in all rows. */
    private final class Tile {
        final int offset = random.nextInt(40);
        final int stride = VectorMicroKernel.NR + random.nextInt(20);
        final float[] c = nan(offset + VectorMicroKernel.MR * stride + 20);
        final int startOffset;
        final int startStride;
        final float[] start;
        final float[] expected;

        Tile(int kind) {
            startOffset = kind == 0 ? offset : random.nextInt(40);
            startStride = kind == 0 ? stride : kind == 1 ? VectorMicroKernel.NR + random.nextInt(20) : 0;
            start = kind == 0 ? c : nan(startOffset + 8 * startStride + 80);
            for (int r = 0; r < VectorMicroKernel.MR; r++) {
                fill(start, startOffset + r * startStride, VectorMicroKernel.NR);
            }
            expected = c.clone();
            for (int r = 0; r < VectorMicroKernel.MR; r++) {
                System.arraycopy(start, startOffset + r * startStride, expected, offset + r * stride, VectorMicroKernel.NR);
            }
        }
    }

    @Test
    void rowsAreThoseOfThePlainLoop() {
        for (int n : STEPS) {
            for (int kind = 0; kind < 3; kind++) {
                int bo = random.nextInt(30);
                float[] b = nan(bo + n * VectorMicroKernel.NR + 20);
                fill(b, bo, n * VectorMicroKernel.NR);
                float[] x = nan(3000);
                int[] xo = places(VectorMicroKernel.MR, n, x.length);
                fill(x, xo, 0, n);
                Tile tile = new Tile(kind);
                for (int r = 0; r < VectorMicroKernel.MR; r++) {
                    for (int j = 0; j < VectorMicroKernel.NR; j++) {
                        int at = tile.offset + r * tile.stride + j;
                        for (int t = 0; t < n; t++) {
                            tile.expected[at] = Math.fma(x[xo[r] + t], b[bo + t * VectorMicroKernel.NR + j], tile.expected[at]);
                        }
                    }
                }
                VectorMicroKernel.multiplyRowMajor(tile.start, tile.startOffset, tile.startStride, tile.c, tile.offset, tile.stride, x, xo,
                        b, bo, n);
                assertArrayEquals(tile.expected, tile.c, "steps " + n + ", start " + kind);
            }
        }
    }

    @Test
    void columnsAreThoseOfThePlainLoop() {
        for (int n : STEPS) {
            for (int kind = 0; kind < 3; kind++) {
                int xo = random.nextInt(50);
                int bo = random.nextInt(50);
                float[] x = nan(3000);
                float[] b = nan(bo + n * VectorMicroKernel.NR + 20);
                int[] xs = places(n, VectorMicroKernel.MR, x.length - xo);
                fill(x, xs, xo, VectorMicroKernel.MR);
                fill(b, bo, n * VectorMicroKernel.NR);
                Tile tile = new Tile(kind);
                for (int r = 0; r < VectorMicroKernel.MR; r++) {
                    for (int j = 0; j < VectorMicroKernel.NR; j++) {
                        int at = tile.offset + r * tile.stride + j;
                        for (int t = 0; t < n; t++) {
                            tile.expected[at] =
                                    Math.fma(x[xo + xs[t] + r], b[bo + t * VectorMicroKernel.NR + j], tile.expected[at]);
                        }
                    }
                }
                VectorMicroKernel.multiplyColumnMajor(tile.start, tile.startOffset, tile.startStride, tile.c, tile.offset, tile.stride, x,
                        xo, xs, b, bo, n);
                assertArrayEquals(tile.expected, tile.c, "steps " + n + ", start " + kind);
            }
        }
    }

    @Test
    void panelsHoldTheirColumnsSideBySide() {
        for (int n : STEPS) {
            for (int columns : new int[] {0, 1, VectorMicroKernel.NR - 1, VectorMicroKernel.NR, 3 * VectorMicroKernel.NR,
                3 * VectorMicroKernel.NR + 5}) {
                int panels = Blocks.ceil(columns, VectorMicroKernel.NR);
                int bo = random.nextInt(30);
                int stride = columns + random.nextInt(30);
                float[] b = new float[bo + n * stride + 20];
                fill(b, 0, b.length);
                float[] to = nan(panels * n * VectorMicroKernel.NR + 20);
                float[] expected = to.clone();
                for (int p = 0; p < panels; p++) {
                    for (int t = 0; t < n; t++) {
                        System.arraycopy(b, bo + t * stride + p * VectorMicroKernel.NR, expected,
                                (p * n + t) * VectorMicroKernel.NR,
                                Math.min(VectorMicroKernel.NR, columns - p * VectorMicroKernel.NR));
                    }
                }
                VectorMicroKernel.pack(b, bo, stride, to, n, columns);
                assertArrayEquals(expected, to, columns + " columns of " + n + " steps");
            }
        }
    }

    @Test
    void panelsGatherRowsThatLieAnywhere() {
        for (int n : STEPS) {
            int bo = random.nextInt(50);
            float[] b = nan(5000);
            int[] bs = places(n, VectorMicroKernel.NR, b.length - bo);
            fill(b, bs, bo, VectorMicroKernel.NR);
            float[] to = nan(n * VectorMicroKernel.NR + 20);
            float[] expected = to.clone();
            for (int t = 0; t < n; t++) {
                System.arraycopy(b, bo + bs[t], expected, t * VectorMicroKernel.NR, VectorMicroKernel.NR);
            }
            VectorMicroKernel.packRows(b, bo, bs, to, n);
            assertArrayEquals(expected, to, n + " steps");
        }
    }
}
