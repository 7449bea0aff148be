package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares every method with a plain loop. Floats that the method must not use are NaN. */
class VectorMicroKernelTest {
    private static final int MR = VectorMicroKernel.MR;
    private static final int[] STEPS = {0, 1, 2, 3, 7, 16, 33, 255, 600};

    @BeforeAll
    static void theVectorApiWorks() {
        Assumptions.assumeTrue(Incubator.defect().isEmpty(), () -> Incubator.defect().orElseThrow());
    }

    /** Not static: without the Vector API the class VectorMicroKernel does not load. */
    private final int nr = VectorMicroKernel.NR;
    private final SplittableRandom random = new SplittableRandom(1);

    /** Random offsets of count runs of the given length in an array of the given size; the runs may overlap. */
    private int[] offsets(int count, int length, int size) {
        int[] offsets = new int[count];
        Arrays.setAll(offsets, i -> random.nextInt(size - length + 1));
        return offsets;
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

    private void fill(float[] data, int[] offsets, int shift, int length) {
        for (int offset : offsets) {
            fill(data, offset + shift, length);
        }
    }

    /** A tile of a larger array. S is in the tile (kind 0), in another array (1) or one row (2). */
    private final class Tile {
        final int offset = random.nextInt(40);
        final int stride = nr + random.nextInt(20);
        final float[] c = nan(offset + MR * stride + 20);
        final int startOffset;
        final int startStride;
        final float[] start;
        final float[] expected;

        Tile(int kind) {
            startOffset = kind == 0 ? offset : random.nextInt(40);
            startStride = kind == 0 ? stride : kind == 1 ? nr + random.nextInt(20) : 0;
            start = kind == 0 ? c : nan(startOffset + 8 * startStride + 80);
            for (int r = 0; r < MR; r++) {
                fill(start, startOffset + r * startStride, nr);
            }
            expected = c.clone();
            for (int r = 0; r < MR; r++) {
                System.arraycopy(start, startOffset + r * startStride, expected, offset + r * stride, nr);
            }
        }
    }

    @Test
    void multiplyRowMajorEqualsThePlainLoop() {
        for (int n : STEPS) {
            for (int kind = 0; kind < 3; kind++) {
                int bo = random.nextInt(30);
                float[] b = nan(bo + n * nr + 20);
                fill(b, bo, n * nr);
                float[] x = nan(3000);
                int[] xo = offsets(MR, n, x.length);
                fill(x, xo, 0, n);
                Tile tile = new Tile(kind);
                for (int r = 0; r < MR; r++) {
                    for (int j = 0; j < nr; j++) {
                        int at = tile.offset + r * tile.stride + j;
                        float sum = 0;
                        for (int t = 0; t < n; t++) {
                            sum = Math.fma(x[xo[r] + t], b[bo + t * nr + j], sum);
                        }
                        tile.expected[at] += sum;
                    }
                }
                VectorMicroKernel.multiplyRowMajor(tile.start, tile.startOffset, tile.startStride, tile.c, tile.offset,
                        tile.stride, x, xo, b, bo, n);
                assertArrayEquals(tile.expected, tile.c, "steps " + n + ", start " + kind);
            }
        }
    }

    @Test
    void multiplyColumnMajorEqualsThePlainLoop() {
        for (int n : STEPS) {
            for (int kind = 0; kind < 3; kind++) {
                int xo = random.nextInt(50);
                int bo = random.nextInt(50);
                float[] x = nan(3000);
                float[] b = nan(bo + n * nr + 20);
                int[] xs = offsets(n, MR, x.length - xo);
                fill(x, xs, xo, MR);
                fill(b, bo, n * nr);
                Tile tile = new Tile(kind);
                for (int r = 0; r < MR; r++) {
                    for (int j = 0; j < nr; j++) {
                        int at = tile.offset + r * tile.stride + j;
                        float sum = 0;
                        for (int t = 0; t < n; t++) {
                            sum = Math.fma(x[xo + xs[t] + r], b[bo + t * nr + j], sum);
                        }
                        tile.expected[at] += sum;
                    }
                }
                VectorMicroKernel.multiplyColumnMajor(tile.start, tile.startOffset, tile.startStride, tile.c,
                        tile.offset, tile.stride, x, xo, xs, b, bo, n);
                assertArrayEquals(tile.expected, tile.c, "steps " + n + ", start " + kind);
            }
        }
    }

    @Test
    void multiplyIndexedEqualsThePlainLoop() {
        for (int n : STEPS) {
            for (int kind = 0; kind < 3; kind++) {
                int[] xo = offsets(MR, 1, 50);
                int bo = random.nextInt(50);
                float[] x = nan(3000);
                float[] b = nan(bo + n * nr + 20);
                int[] xs = offsets(n, 1, x.length - 50);
                for (int row : xo) {
                    fill(x, xs, row, 1);
                }
                fill(b, bo, n * nr);
                Tile tile = new Tile(kind);
                for (int r = 0; r < MR; r++) {
                    for (int j = 0; j < nr; j++) {
                        int at = tile.offset + r * tile.stride + j;
                        float sum = 0;
                        for (int t = 0; t < n; t++) {
                            sum = Math.fma(x[xo[r] + xs[t]], b[bo + t * nr + j], sum);
                        }
                        tile.expected[at] += sum;
                    }
                }
                VectorMicroKernel.multiplyIndexed(tile.start, tile.startOffset, tile.startStride, tile.c,
                        tile.offset, tile.stride, x, xo, xs, b, bo, n);
                assertArrayEquals(tile.expected, tile.c, "steps " + n + ", start " + kind);
            }
        }
    }

    @Test
    void packWritesTheColumnsOfEachPanel() {
        for (int n : STEPS) {
            for (int columns : new int[] {0, 1, nr - 1, nr, 3 * nr, 3 * nr + 5}) {
                int panels = Blocks.ceil(columns, nr);
                int bo = random.nextInt(30);
                int stride = columns + random.nextInt(30);
                float[] b = new float[bo + n * stride + 20];
                fill(b, 0, b.length);
                float[] to = nan(panels * n * nr + 20);
                float[] expected = to.clone();
                for (int p = 0; p < panels; p++) {
                    for (int t = 0; t < n; t++) {
                        System.arraycopy(b, bo + t * stride + p * nr, expected,
                                (p * n + t) * nr,
                                Math.min(nr, columns - p * nr));
                    }
                }
                VectorMicroKernel.pack(b, bo, stride, to, n, columns);
                assertArrayEquals(expected, to, columns + " columns of " + n + " steps");
            }
        }
    }

    @Test
    void packRowsWritesRowsFromAnyOffsets() {
        for (int n : STEPS) {
            int bo = random.nextInt(50);
            float[] b = nan(5000);
            int[] bs = offsets(n, nr, b.length - bo);
            fill(b, bs, bo, nr);
            float[] to = nan(n * nr + 20);
            float[] expected = to.clone();
            for (int t = 0; t < n; t++) {
                System.arraycopy(b, bo + bs[t], expected, t * nr, nr);
            }
            VectorMicroKernel.packRows(b, bo, bs, to, n);
            assertArrayEquals(expected, to, n + " steps");
        }
    }
}
