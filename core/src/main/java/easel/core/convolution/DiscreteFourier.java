package easel.core.convolution;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The {@link BilinearAlgorithm} whose points are the n-th roots of unity. This is the convolution theorem: A, B and G
 * are discrete Fourier transforms.
 *
 * <p>Values of x at positions that are n apart are added (aliasing). This is harmless if both values are zero, as in
 * the padding around an image; then n may be less than m + r - 1. A large n does not reduce the accuracy.
 *
 * <p>The values at two conjugate points are conjugate. So one complex row, stored as its real and its imaginary part,
 * serves both points. In two dimensions, complex points s of the rows and t of the columns need two complex products,
 * at (s, t) and (s, t̄): six real multiplications instead of nine ({@link ComplexProducts}).
 */
final class DiscreteFourier {
    private static final Map<List<Integer>, BilinearAlgorithm> CACHE = new ConcurrentHashMap<>();

    private DiscreteFourier() {}

    /**
     * The algorithm with n points.
     *
     * @param points n, at least 3
     * @param outputs m
     * @param taps r
     */
    static BilinearAlgorithm of(int points, int outputs, int taps) {
        return CACHE.computeIfAbsent(List.of(points, outputs, taps), key -> create(points, outputs, taps));
    }

    private static BilinearAlgorithm create(int points, int outputs, int taps) {
        int inputs = outputs + taps - 1;
        int realRows = 2 - points % 2;          // 1, and -1 if n is even
        float[] a = new float[points * outputs];
        float[] b = new float[points * inputs];
        float[] g = new float[points * taps];
        for (int row = 0; row < points; row += row < realRows ? 1 : 2) {
            boolean real = row < realRows;
            double angle = real ? row * Math.PI : 2 * Math.PI * ((row - realRows) / 2 + 1) / points;
            fillPowers(a, outputs, row, real, angle, 1);
            fillPowers(g, taps, row, real, angle, (real ? 1.0 : 2.0) / points);
            fillPowers(b, inputs, row, real, -angle, 1);
        }
        // Errors stay below 1e-6 of the largest value for any number of terms.
        return new BilinearAlgorithm(realRows, outputs, taps, a, b, g, Integer.MAX_VALUE);
    }

    /** Fills a real row, or a row of real and a row of imaginary parts, with powers of the point at this angle. */
    private static void fillPowers(float[] matrix, int columns, int row, boolean real, double angle, double scale) {
        for (int k = 0; k < columns; k++) {
            matrix[row * columns + k] = (float) (scale * StrictMath.cos(angle * k));
            if (!real) {
                matrix[(row + 1) * columns + k] = (float) (scale * StrictMath.sin(angle * k));
            }
        }
    }
}
