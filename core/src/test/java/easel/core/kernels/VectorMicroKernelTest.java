package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares every method with a plain loop. Floats that the method must not use are NaN. */
class VectorMicroKernelTest {
    private static final int MR = VectorMicroKernel.MR;
    private static final int[] STEPS = {0, 1, 2, 3, 7, 16, 33, 255, SumOrder.BLOCK};

    @BeforeAll
    static void theVectorApiWorks() {
        Assumptions.assumeTrue(Incubator.defect().isEmpty(), () -> Incubator.defect().orElseThrow());
    }

    /** Not static: without the Vector API the class VectorMicroKernel does not load. */
    private final int nr = VectorMicroKernel.NR;
    /** Rows of the tiles that the micro-kernel computes with this vector width. */
    private final int[] heights = IntStream.of(1, 6, 8).map(VectorMicroKernel::rows).distinct().toArray();
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

    /** A tile of a larger array. C = A·B (kind 0), C += A·B (1), or the same where C has a part of the tile (2). */
    private final class Tile {
        final int offset = random.nextInt(40);
        final int stride = nr + random.nextInt(20);
        final float[] c = nan(offset + MR * stride + 20);
        final VectorTile selected = new VectorTile();
        final int rows;
        final int columns;
        final boolean add;
        final float[] expected;

        Tile(int kind, int strip) {
            add = kind > 0;
            rows = kind == 2 ? 1 + random.nextInt(strip) : strip;
            columns = kind == 2 ? 1 + random.nextInt(nr) : nr;
            for (int r = 0; r < rows && add; r++) {
                fill(c, offset + r * stride, columns);
            }
            expected = c.clone();
            selected.select(c, offset, stride, strip, rows, columns, add);
        }

        void expect(int r, int j, float sum) {
            if (r < rows && j < columns) {
                int at = offset + r * stride + j;
                expected[at] = add ? expected[at] + sum : sum;
            }
        }

        void assertFinished(String name) {
            selected.finish();
            assertArrayEquals(expected, c, name);
        }
    }

    private interface Case {
        void run(int rows, int steps, int kind);
    }

    private void forEachCase(Case body) {
        for (int rows : heights) {
            for (int n : STEPS) {
                for (int kind = 0; kind < 3; kind++) {
                    body.run(rows, n, kind);
                }
            }
        }
    }

    @Test
    void stripsCoverTheRowsWithAtMostTheRowsOfFullTiles() {
        for (int rows = 1; rows < 100; rows++) {
            int covered = 0;
            while (covered < rows) {
                int strip = VectorMicroKernel.rows(rows - covered);
                assertTrue(strip <= MR && strip >= 4, "strip of " + strip);
                covered += strip;
            }
            assertTrue(covered <= Blocks.ceil(rows, MR) * MR, rows + " rows take " + covered);
        }
    }

    /** All loops, also those that other vector widths use. */
    @Test
    void everyNumberOfRowsGivesTheSameBits() {
        int n = 100;
        int rows = 24;
        float[] x = new float[rows * n];
        fill(x, 0, x.length);
        float[] transposed = new float[x.length];
        Panels.transpose(x, 0, n, transposed, 0, rows, rows, n);
        float[] b = new float[n * nr];
        fill(b, 0, b.length);
        float[] expected = new float[rows * nr];
        float[][] results = new float[7][rows * nr];
        int[] steps = IntStream.range(0, n).toArray();
        int[] columns = IntStream.range(0, n).map(t -> t * rows).toArray();
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < nr; j++) {
                for (int t = 0; t < n; t++) {
                    expected[r * nr + j] = Math.fma(x[r * n + t], b[t * nr + j], expected[r * nr + j]);
                }
            }
        }
        VectorTile tile = new VectorTile();
        for (int r = 0; r < rows; r += 8) {
            int at = r * nr;
            int[] xo = rowStarts(r, 8, n);
            VectorEightRows.rowMajor(tile.select(results[0], at, nr, false), x, xo, 0, 0, b, 0, n);
            VectorEightRows.indexed(tile.select(results[1], at, nr, false), x, xo, steps, b, 0, n);
            VectorEightRows.columnMajor(tile.select(results[2], at, nr, false), transposed, r, columns, b, 0, n);
        }
        for (int r = 0; r < rows; r += 6) {
            tile.select(results[3], r * nr, nr, false);
            VectorSixRows.indexed(tile, x, rowStarts(r, 6, n), 0, 0, steps, b, 0, n);
        }
        for (int r = 0; r < rows; r += 4) {
            int at = r * nr;
            int[] xo = rowStarts(r, 4, n);
            VectorFourRows.rowMajor(tile.select(results[4], at, nr, false), x, xo, 0, 0, b, 0, n);
            VectorFourRows.indexed(tile.select(results[5], at, nr, false), x, xo, steps, b, 0, n);
            VectorFourRows.columnMajor(tile.select(results[6], at, nr, false), transposed, r, columns, b, 0, n);
        }
        for (float[] result : results) {
            assertArrayEquals(expected, result);
        }
    }

    /** The offsets minus 5, from index 3 on. */
    private static int[] shifted(int[] offsets) {
        int[] shifted = new int[offsets.length + 3];
        Arrays.setAll(shifted, i -> i < 3 ? -1 : offsets[i - 3] - 5);
        return shifted;
    }

    private static int[] rowStarts(int first, int count, int stride) {
        return IntStream.range(first, first + count).map(r -> r * stride).toArray();
    }

    @Test
    void multiplyRowMajorEqualsThePlainLoop() {
        forEachCase((rows, n, kind) -> {
            int bo = random.nextInt(30);
            float[] b = nan(bo + n * nr + 20);
            fill(b, bo, n * nr);
            float[] x = nan(3000);
            int[] xo = offsets(rows, n, x.length);
            fill(x, xo, 0, n);
            Tile tile = new Tile(kind, rows);
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < nr; j++) {
                    float sum = 0;
                    for (int t = 0; t < n; t++) {
                        sum = Math.fma(x[xo[r] + t], b[bo + t * nr + j], sum);
                    }
                    tile.expect(r, j, sum);
                }
            }
            VectorMicroKernel.multiplyRowMajor(tile.selected, rows, x, shifted(xo), 3, 5, b, bo, n);
            tile.assertFinished("rows " + rows + ", steps " + n + ", start " + kind);
        });
    }

    @Test
    void multiplyColumnMajorEqualsThePlainLoop() {
        forEachCase((rows, n, kind) -> {
            int xo = random.nextInt(50);
            int bo = random.nextInt(50);
            float[] x = nan(3000);
            float[] b = nan(bo + n * nr + 20);
            int[] xs = offsets(n, rows, x.length - xo);
            fill(x, xs, xo, rows);
            fill(b, bo, n * nr);
            Tile tile = new Tile(kind, rows);
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < nr; j++) {
                    float sum = 0;
                    for (int t = 0; t < n; t++) {
                        sum = Math.fma(x[xo + xs[t] + r], b[bo + t * nr + j], sum);
                    }
                    tile.expect(r, j, sum);
                }
            }
            VectorMicroKernel.multiplyColumnMajor(tile.selected, rows, x, xo, xs, b, bo, n);
            tile.assertFinished("rows " + rows + ", steps " + n + ", start " + kind);
        });
    }

    @Test
    void multiplyIndexedEqualsThePlainLoop() {
        forEachCase((rows, n, kind) -> {
            int[] xo = offsets(rows, 1, 50);
            int bo = random.nextInt(50);
            float[] x = nan(3000);
            float[] b = nan(bo + n * nr + 20);
            int[] xs = offsets(n, 1, x.length - 50);
            for (int row : xo) {
                fill(x, xs, row, 1);
            }
            fill(b, bo, n * nr);
            Tile tile = new Tile(kind, rows);
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < nr; j++) {
                    float sum = 0;
                    for (int t = 0; t < n; t++) {
                        sum = Math.fma(x[xo[r] + xs[t]], b[bo + t * nr + j], sum);
                    }
                    tile.expect(r, j, sum);
                }
            }
            VectorMicroKernel.multiplyIndexed(tile.selected, rows, x, xo, xs, b, bo, n);
            tile.assertFinished("rows " + rows + ", steps " + n + ", start " + kind);
        });
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
