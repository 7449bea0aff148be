package easel.measures;

import easel.core.kernels.Parallel;
import java.util.Arrays;

/**
 * Squared distances or inner products of all pairs of a query and a point, in double precision and in blocks. Memory
 * does not depend on the number of pairs, and a value does not depend on the blocks or on the number of threads: the
 * features are summed in their order, four at a time.
 *
 * <p>A panel has WIDTH points, transposed, so that the innermost loop runs along points and C2 turns it into vector
 * instructions. Distances are sums of squared differences: the form |a|² + |b|² - 2ab cancels for near points.
 */
final class Pairs {
    /** Points of a panel. At 128 features a panel takes 64 KB of a second-level cache. */
    static final int WIDTH = 64;

    private static final int GROUP = 1 << 21;        // numbers in the panels of a group, 16 MB
    private static final int GRAIN = 32;             // queries that read a panel one after the other

    private Pairs() {}

    /** Receives values of one query. Calls of one query are in the order of the points; queries run on many threads. */
    @FunctionalInterface
    interface Block {
        /** values[p] for 0 ≤ p < count belongs to the point first + p. Not kept. */
        void accept(int query, int first, int count, double[] values);
    }

    /** Adds the terms of all features to the WIDTH values of a query. */
    @FunctionalInterface
    private interface Kernel {
        void add(double[] query, double[] panel, double[] values);
    }

    /** Σⱼ (query[j] - point[j])²; the same number if query and point are exchanged, and 0 for equal ones. */
    static void squaredDistances(Points queries, Points points, Block block) {
        forAll(queries, points, Pairs::addSquares, block);
    }

    /** Σⱼ query[j]·point[j]. */
    static void products(Points queries, Points points, Block block) {
        forAll(queries, points, Pairs::addProducts, block);
    }

    private static void forAll(Points queries, Points points, Kernel kernel, Block block) {
        queries.requireSameColumns(points);
        int panels = (points.rows() + WIDTH - 1) / WIDTH;
        int atOnce = Math.max(1, GROUP / (WIDTH * points.columns()));
        for (int start = 0; start < panels; start += atOnce) {
            double[][] group = new double[Math.min(atOnce, panels - start)][];
            int firstPanel = start;
            Parallel.forRange(group.length, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    group[i] = panel(points, (firstPanel + i) * WIDTH);
                }
            });
            Parallel.forRange(queries.rows(), GRAIN,
                    (from, to) -> run(queries, from, to, points.rows(), firstPanel, group, kernel, block));
        }
    }

    private static void run(Points queries, int from, int to, int points, int firstPanel, double[][] group,
            Kernel kernel, Block block) {
        double[][] rows = new double[to - from][];
        for (int query = from; query < to; query++) {
            rows[query - from] = queries.row(query);
        }
        double[] values = new double[WIDTH];
        for (int i = 0; i < group.length; i++) {
            int first = (firstPanel + i) * WIDTH;
            for (int query = from; query < to; query++) {
                Arrays.fill(values, 0);
                kernel.add(rows[query - from], group[i], values);
                block.accept(query, first, Math.min(WIDTH, points - first), values);
            }
        }
    }

    /** The points from first on, transposed to (d, WIDTH); zeros after the last point. */
    private static double[] panel(Points points, int first) {
        double[] panel = new double[points.columns() * WIDTH];
        for (int p = 0; p < Math.min(WIDTH, points.rows() - first); p++) {
            double[] row = points.row(first + p);
            for (int j = 0; j < row.length; j++) {
                panel[j * WIDTH + p] = row[j];
            }
        }
        return panel;
    }

    private static void addSquares(double[] query, double[] panel, double[] values) {
        int j = 0;
        for (; j + 4 <= query.length; j += 4) {
            double q0 = query[j];
            double q1 = query[j + 1];
            double q2 = query[j + 2];
            double q3 = query[j + 3];
            int x = j * WIDTH;
            for (int p = 0; p < WIDTH; p++) {
                double t0 = q0 - panel[x + p];
                double t1 = q1 - panel[x + WIDTH + p];
                double t2 = q2 - panel[x + 2 * WIDTH + p];
                double t3 = q3 - panel[x + 3 * WIDTH + p];
                values[p] += t0 * t0 + t1 * t1 + t2 * t2 + t3 * t3;
            }
        }
        for (; j < query.length; j++) {
            for (int p = 0; p < WIDTH; p++) {
                double t = query[j] - panel[j * WIDTH + p];
                values[p] += t * t;
            }
        }
    }

    private static void addProducts(double[] query, double[] panel, double[] values) {
        int j = 0;
        for (; j + 4 <= query.length; j += 4) {
            double q0 = query[j];
            double q1 = query[j + 1];
            double q2 = query[j + 2];
            double q3 = query[j + 3];
            int x = j * WIDTH;
            for (int p = 0; p < WIDTH; p++) {
                values[p] += q0 * panel[x + p] + q1 * panel[x + WIDTH + p] + q2 * panel[x + 2 * WIDTH + p]
                        + q3 * panel[x + 3 * WIDTH + p];
            }
        }
        for (; j < query.length; j++) {
            double q = query[j];
            for (int p = 0; p < WIDTH; p++) {
                values[p] += q * panel[j * WIDTH + p];
            }
        }
    }
}
