package easel.measures;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sets that a formula of integers makes, so that the published Python codes got the same doubles. The expected values
 * of the tests were computed by those codes. No two distances that a measure compares are closer than 1.3e-5.
 */
final class Golden {
    static final double[][] REAL = rows(64, 7919, 104_729, 13, 1, 0);
    static final double[][] FAKE = rows(64, 6271, 99_991, 29, 1.1, 0.05);
    static final double[][] TRAIN = rows(96, 4177, 88_001, 71, 1, 0);

    private Golden() {}

    private static double[][] rows(int n, long a, long b, long c, double scale, double shift) {
        double[][] rows = new double[n][6];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 6; j++) {
                rows[i][j] = (i * i * a + i * j * b + j * j * 613 + c) % 1009 / 1009.0 * scale + shift;
            }
        }
        return rows;
    }

    static Points real() {
        return Points.of(REAL, "real");
    }

    static Points fake() {
        return Points.of(FAKE, "generated");
    }

    static Points train() {
        return Points.of(TRAIN, "training");
    }

    /** A copy with another number for each number x in column j. */
    static double[][] mapped(double[][] rows, Map map) {
        return Stream.of(rows).map(row -> IntStream.range(0, row.length).mapToDouble(j -> map.of(j, row[j])).toArray())
                .toArray(double[][]::new);
    }

    /** A function of the column and the number. */
    interface Map {
        double of(int j, double x);
    }

    /** Standard normal features (n, d), times a factor. */
    static Tensor normal(int n, int d, double factor, long seed) {
        float[] values = new float[n * d];
        RandomStream.of(seed).fillNormal(values, 0, (float) factor);
        return Tensor.wrap(Shape.of(n, d), values);
    }

    /** The rows of a, then the rows of b. */
    static double[][] joined(double[][] a, double[][] b) {
        return IntStream.range(0, a.length + b.length).mapToObj(i -> i < a.length ? a[i] : b[i - a.length])
                .toArray(double[][]::new);
    }
}
