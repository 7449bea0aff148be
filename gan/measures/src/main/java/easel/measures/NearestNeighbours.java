package easel.measures;

import easel.core.Tensor;
import java.util.Arrays;

/**
 * The k nearest points of each query by Euclidean distance, computed exactly, in double precision, from all pairs. Of
 * points at equal distances, those with lower indices are nearer. For pictures of generated examples next to their
 * nearest training examples, and for the other measures.
 */
public final class NearestNeighbours {
    private final int k;
    private final int[] indices;             // (queries, k)
    private final double[] squares;          // (queries, k), ascending in a row

    private NearestNeighbours(int queries, int k) {
        this.k = k;
        this.indices = new int[queries * k];
        this.squares = new double[queries * k];
        Arrays.fill(squares, Double.POSITIVE_INFINITY);
    }

    /**
     * Finds the nearest points of each query. Not modified.
     *
     * @param queries features (Q, d)
     * @param points features (N, d)
     * @param k number of neighbours, from 1 to N
     * @return the neighbours
     * @throws IllegalArgumentException for features of another shape or that are not finite, or another k
     */
    public static NearestNeighbours of(Tensor queries, Tensor points, int k) {
        return of(Points.of(queries, "query"), Points.of(points, "other"), k);
    }

    /**
     * Finds the nearest other points of each point. A point with another index is another point even if all its
     * features are equal. Not modified.
     *
     * @param points features (N, d)
     * @param k number of neighbours, from 1 to N - 1
     * @return the neighbours
     * @throws IllegalArgumentException for features of another shape or that are not finite, or another k
     */
    public static NearestNeighbours within(Tensor points, int k) {
        return within(Points.of(points, "given"), k);
    }

    static NearestNeighbours of(Points queries, Points points, int k) {
        return find(queries, points, k, false);
    }

    static NearestNeighbours within(Points points, int k) {
        return find(points, points, k, true);
    }

    private static NearestNeighbours find(Points queries, Points points, int k, boolean others) {
        int most = others ? points.rows() - 1 : points.rows();
        if (k < 1 || k > most) {
            throw new IllegalArgumentException("k = " + k + " nearest neighbours among " + points.rows() + " "
                    + points.name() + " examples; expected k from 1 to " + most
                    + (others ? ", because an example is not its own neighbour" : "") + ". Use more examples or a"
                    + " smaller k");
        }
        NearestNeighbours nearest = new NearestNeighbours(queries.rows(), k);
        Pairs.squaredDistances(queries, points, (query, first, count, values) -> {
            double bound = nearest.squares[query * k + k - 1];
            for (int p = 0; p < count; p++) {
                if (values[p] < bound && !(others && first + p == query)) {
                    bound = nearest.insert(query, first + p, values[p]);
                }
            }
        });
        return nearest;
    }

    /** Inserts a point behind the nearer and equally near ones; returns the largest squared distance that remains. */
    private double insert(int query, int point, double square) {
        int last = query * k + k - 1;
        int at = last;
        for (; at > query * k && squares[at - 1] > square; at--) {
            squares[at] = squares[at - 1];
            indices[at] = indices[at - 1];
        }
        squares[at] = square;
        indices[at] = point;
        return squares[last];
    }

    /**
     * Returns the number of queries.
     *
     * @return Q
     */
    public int queries() {
        return indices.length / k;
    }

    /**
     * Returns the number of neighbours of each query.
     *
     * @return k
     */
    public int k() {
        return k;
    }

    /**
     * Returns the row of a neighbour among the points.
     *
     * @param query from 0 to Q - 1
     * @param rank from 0, the nearest, to k - 1
     * @return index of a point
     */
    public int index(int query, int rank) {
        return indices[at(query, rank)];
    }

    /**
     * Returns the Euclidean distance of a neighbour.
     *
     * @param query from 0 to Q - 1
     * @param rank from 0, the nearest, to k - 1
     * @return at least 0
     */
    public double distance(int query, int rank) {
        return Math.sqrt(squaredDistance(query, rank));
    }

    double squaredDistance(int query, int rank) {
        return squares[at(query, rank)];
    }

    /** The squared distances of all queries to the neighbours of one rank. */
    double[] squaredDistances(int rank) {
        double[] column = new double[queries()];
        Arrays.setAll(column, query -> squaredDistance(query, rank));
        return column;
    }

    private int at(int query, int rank) {
        if (query < 0 || query >= queries() || rank < 0 || rank >= k) {
            throw new IndexOutOfBoundsException("neighbour " + rank + " of query " + query + "; there are "
                    + queries() + " queries with " + k + " neighbours each");
        }
        return query * k + rank;
    }
}
