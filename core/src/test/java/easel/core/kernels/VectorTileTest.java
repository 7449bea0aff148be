package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Both loops against the same sums as plain loops, in arrays where everything that is not theirs is NaN. */
class VectorTileTest {
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

    /** Where the tile lies in a larger array, and what it holds. */
    private final class Tile {
        final int offset = random.nextInt(40);
        final int stride = VectorTile.WIDTH + random.nextInt(20);
        final float[] c = nan(offset + VectorTile.ROWS * stride + 20);

        Tile() {
            for (int r = 0; r < VectorTile.ROWS; r++) {
                fill(c, offset + r * stride, VectorTile.WIDTH);
            }
        }
    }

    @Test
    void rowsAreThoseOfThePlainLoop() {
        for (int n : STEPS) {
            for (int packed = 0; packed < 2; packed++) {
                int stride = VectorTile.WIDTH + packed * random.nextInt(30);
                int bo = random.nextInt(30);
                float[] b = nan(bo + n * stride + 20);
                for (int t = 0; t < n; t++) {
                    fill(b, bo + t * stride, VectorTile.WIDTH);
                }
                float[] x = nan(3000);
                int[] xo = places(VectorTile.ROWS, n, x.length);
                fill(x, xo, 0, n);
                Tile tile = new Tile();
                float[] expected = tile.c.clone();
                for (int r = 0; r < VectorTile.ROWS; r++) {
                    for (int j = 0; j < VectorTile.WIDTH; j++) {
                        int at = tile.offset + r * tile.stride + j;
                        for (int t = 0; t < n; t++) {
                            expected[at] = Math.fma(x[xo[r] + t], b[bo + t * stride + j], expected[at]);
                        }
                    }
                }
                VectorTile.rows(tile.c, tile.offset, tile.stride, x, xo, b, bo, stride, n);
                assertArrayEquals(expected, tile.c, "steps " + n);
            }
        }
    }

    @Test
    void columnsAreThoseOfThePlainLoop() {
        for (int n : STEPS) {
            int xo = random.nextInt(50);
            int bo = random.nextInt(50);
            float[] x = nan(3000);
            float[] b = nan(5000);
            int[] xs = places(n, VectorTile.ROWS, x.length - xo);
            int[] bs = places(n, VectorTile.WIDTH, b.length - bo);
            fill(x, xs, xo, VectorTile.ROWS);
            fill(b, bs, bo, VectorTile.WIDTH);
            Tile tile = new Tile();
            float[] expected = tile.c.clone();
            for (int r = 0; r < VectorTile.ROWS; r++) {
                for (int j = 0; j < VectorTile.WIDTH; j++) {
                    int at = tile.offset + r * tile.stride + j;
                    for (int t = 0; t < n; t++) {
                        expected[at] = Math.fma(x[xo + xs[t] + r], b[bo + bs[t] + j], expected[at]);
                    }
                }
            }
            VectorTile.columns(tile.c, tile.offset, tile.stride, x, xo, xs, b, bo, bs, n);
            assertArrayEquals(expected, tile.c, "steps " + n);
        }
    }
}
