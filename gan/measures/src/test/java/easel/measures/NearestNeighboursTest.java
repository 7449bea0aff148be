package easel.measures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNeighboursTest {
    private static double square(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 64, 3", "5, 65, 4", "33, 63, 5", "70, 200, 7", "3, 130, 128"})
    void neighboursAreThoseOfASort(int queries, int points, int d) {
        Points q = Points.of(Golden.normal(queries, d, 1, 1), "query");
        Points x = Points.of(Golden.normal(points, d, 1, 2), "other");
        int k = Math.min(points, 6);
        NearestNeighbours found = NearestNeighbours.of(q, x, k);
        assertEquals(queries, found.queries());
        assertEquals(k, found.k());
        for (int i = 0; i < queries; i++) {
            double[] query = q.row(i);
            int[] sorted = IntStream.range(0, points).boxed()
                    .sorted(Comparator.comparingDouble(p -> square(query, x.row(p)))).mapToInt(p -> p).toArray();
            for (int rank = 0; rank < k; rank++) {
                assertEquals(sorted[rank], found.index(i, rank));
                assertEquals(Math.sqrt(square(query, x.row(sorted[rank]))), found.distance(i, rank), 1e-13);
            }
        }
    }

    @Test
    void productsAndDistancesAgreeWithPlainLoopsForAnyBlocks() {
        for (int d : new int[] {1, 2, 3, 4, 5, 8, 17, 40_000}) {
            int n = d > 1000 ? 70 : 131;                           // 40,000 features: a group has one panel
            Points q = Points.of(Golden.normal(3, d, 1, 1), "query");
            Points x = Points.of(Golden.normal(n, d, 1, 2), "other");
            double[][] squares = new double[3][n];
            double[][] products = new double[3][n];
            Pairs.squaredDistances(q, x, (i, first, count, values) ->
                    System.arraycopy(values, 0, squares[i], first, count));
            Pairs.products(q, x, (i, first, count, values) ->
                    System.arraycopy(values, 0, products[i], first, count));
            double[] zero = new double[d];
            for (int p = 0; p < n; p++) {
                double[] point = x.row(p);
                for (int i = 0; i < 3; i++) {
                    double[] query = q.row(i);
                    double square = square(query, point);
                    double norms = square(query, zero) + square(point, zero);
                    assertEquals(square, squares[i][p], 1e-12 * norms);
                    assertEquals((norms - square) / 2, products[i][p], 1e-12 * norms);
                }
            }
        }
    }

    /** In float, |a|² + |b|² - 2ab of these points is 0. */
    @Test
    void smallDistancesAreExact() {
        Tensor points = Tensor.of(Shape.of(3, 1), 1e6f, 1e6f + 0.0625f, 1e6f + 0.1875f);
        NearestNeighbours found = NearestNeighbours.within(points, 2);
        assertArrayEquals(new double[] {0.0625, 0.0625, 0.125}, IntStream.range(0, 3)
                .mapToDouble(i -> found.distance(i, 0)).toArray());
        assertArrayEquals(new int[] {1, 0, 1}, IntStream.range(0, 3).map(i -> found.index(i, 0)).toArray());
    }

    @Test
    void anEqualPointIsANeighbourAndThePointItselfIsNot() {
        NearestNeighbours found = NearestNeighbours.within(Tensor.of(Shape.of(3, 1), 1.0, 1.0, 4.0), 2);
        assertEquals(1, found.index(0, 0));
        assertEquals(0, found.index(1, 0));
        assertEquals(0, found.distance(1, 0));
        assertEquals(0, found.index(2, 0), "the lower index of two equal distances");
        assertEquals(1, found.index(2, 1));
    }

    @Test
    void otherArgumentsAreRejected() {
        Tensor points = Golden.normal(4, 3, 1, 1);
        assertRejected("k = 5 nearest neighbours among 4 other examples; expected k from 1 to 4. Use more examples or a"
                + " smaller k", () -> NearestNeighbours.of(points, points, 5));
        assertRejected("k = 4 nearest neighbours among 4 given examples; expected k from 1 to 3, because an example is"
                + " not its own neighbour. Use more examples or a smaller k",
                () -> NearestNeighbours.within(points, 4));
        assertRejected("query examples have 3 features, and other examples 2; expected equal numbers. Compute both with"
                + " the same evaluator", () -> NearestNeighbours.of(points, Golden.normal(4, 2, 1, 1), 1));
        assertRejected("given features have the shape (2, 2, 1); expected (N, d), one row per example. Reshape images"
                + " to rows, or compute their features first",
                () -> NearestNeighbours.within(Tensor.zeros(Shape.of(2, 2, 1)), 1));
        points.array()[7] = Float.NaN;
        assertRejected("other features contain NaN in row 2, column 1; expected finite numbers. Find the layer that"
                + " computes it, or leave the example out",
                () -> NearestNeighbours.of(Golden.normal(4, 3, 1, 1), points, 1));
        points.array()[7] = Float.NEGATIVE_INFINITY;
        assertRejected("query features contain -Infinity in row 2, column 1; expected finite numbers. Find the layer"
                + " that computes it, or leave the example out", () -> NearestNeighbours.of(points, points, 1));
        NearestNeighbours found = NearestNeighbours.within(Golden.normal(4, 3, 1, 1), 2);
        assertThrows(IndexOutOfBoundsException.class, () -> found.index(4, 0));
        assertTrue(assertThrows(IndexOutOfBoundsException.class, () -> found.distance(0, 2)).getMessage()
                .contains("4 queries with 2 neighbours each"));
    }

    private static void assertRejected(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
