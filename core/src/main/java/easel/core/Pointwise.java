package easel.core;

import easel.core.kernels.Parallel;

/**
 * The loop of every elementwise operation: a result of the operand's shape, filled in parallel chunks. The loop
 * body sees whole arrays and a range, so that it is one plain loop that the compiler vectorises.
 */
public final class Pointwise {
    /** Elements in one chunk: two or three arrays of it fit a level-1 cache's share of the work. */
    private static final int GRAIN = 1 << 14;

    private Pointwise() {}

    /** y from x, for positions from (inclusive) to (exclusive). */
    @FunctionalInterface
    public interface Map {
        /**
         * Fills part of y.
         *
         * @param x operand. Not modified
         * @param y result. Modified
         * @param from first position
         * @param to position after the last
         */
        void run(float[] x, float[] y, int from, int to);
    }

    /** c from a and b, for positions from (inclusive) to (exclusive). */
    @FunctionalInterface
    public interface Zip {
        /**
         * Fills part of c.
         *
         * @param a first operand. Not modified
         * @param b second operand. Not modified
         * @param c result. Modified
         * @param from first position
         * @param to position after the last
         */
        void run(float[] a, float[] b, float[] c, int from, int to);
    }

    /**
     * A fresh tensor computed element by element from one.
     *
     * @param x operand, any shape. Not modified
     * @param to where the result comes from
     * @param loop the computation
     * @return a tensor of x's shape
     */
    public static Tensor map(Tensor x, Allocator to, Map loop) {
        Tensor y = to.allocate(x.shape());
        Parallel.forRange(x.size(), GRAIN, (from, until) -> loop.run(x.array(), y.array(), from, until));
        return y;
    }

    /**
     * A fresh tensor computed element by element from two of the same shape.
     *
     * @param a first operand. Not modified
     * @param b second operand. Not modified
     * @param to where the result comes from
     * @param loop the computation
     * @return a tensor of their shape
     * @throws IllegalArgumentException if the shapes differ: nothing is broadcast
     */
    public static Tensor zip(Tensor a, Tensor b, Allocator to, Zip loop) {
        if (!a.shape().equals(b.shape())) {
            throw new IllegalArgumentException("shapes " + a.shape() + " and " + b.shape()
                    + " differ, and nothing is broadcast; for a row per column use plusRow or timesRow");
        }
        Tensor c = to.allocate(a.shape());
        Parallel.forRange(a.size(), GRAIN, (from, until) -> loop.run(a.array(), b.array(), c.array(), from, until));
        return c;
    }
}
