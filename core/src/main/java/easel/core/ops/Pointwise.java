package easel.core.ops;

import easel.core.Allocator;
import easel.core.Float32;
import easel.core.Tensor;
import easel.core.kernels.Parallel;

/**
 * Element-wise functions that are not recorded. The result has the operand's shape and is filled in parallel chunks. A
 * loop body receives whole arrays and a range, so it is one plain loop, which the compiler vectorizes. In the loop
 * bodies passed to map and zip, p and q are the arrays of the operands, d is the array of dy and r is the result.
 */
public final class Pointwise {
    private Pointwise() {}

    /** Computes y from x over a range of positions. */
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

    /** Computes c from a and b over a range of positions. */
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
     * A fresh tensor computed element by element from one tensor.
     *
     * @param x operand, any shape. Not modified
     * @param buffers allocates the result
     * @param loop the computation
     * @return a tensor of x's shape
     */
    public static Tensor map(Tensor x, Allocator buffers, Map loop) {
        Tensor y = buffers.allocate(x.shape());
        Parallel.forRange(x.size(), Parallel.ELEMENTWISE_GRAIN, (from, to) -> loop.run(x.array(), y.array(), from, to));
        return y;
    }

    /**
     * A fresh tensor computed element by element from two tensors of the same shape.
     *
     * @param a first operand. Not modified
     * @param b second operand. Not modified
     * @param buffers allocates the result
     * @param loop the computation
     * @return a tensor of their shape
     * @throws IllegalArgumentException if the shapes differ: there is no broadcasting
     */
    public static Tensor zip(Tensor a, Tensor b, Allocator buffers, Zip loop) {
        if (!a.shape().equals(b.shape())) {
            throw new IllegalArgumentException("shapes " + a.shape() + " and " + b.shape()
                    + " differ, and Easel does not broadcast; to add or multiply a row, use plusRow or timesRow");
        }
        Tensor c = buffers.allocate(a.shape());
        Parallel.forRange(a.size(), Parallel.ELEMENTWISE_GRAIN,
                (from, to) -> loop.run(a.array(), b.array(), c.array(), from, to));
        return c;
    }

    /**
     * The element-wise product a · b.
     *
     * @param a any shape. Not modified
     * @param b the same shape. Not modified
     * @param buffers allocates the result
     * @return a tensor of their shape
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor product(Tensor a, Tensor b, Allocator buffers) {
        return zip(a, b, buffers, (p, q, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] * q[i];
            }
        });
    }

    /**
     * The element-wise quotient a / b.
     *
     * @param a any shape. Not modified
     * @param b the same shape. Not modified
     * @param buffers allocates the result
     * @return a tensor of their shape
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor quotient(Tensor a, Tensor b, Allocator buffers) {
        return zip(a, b, buffers, (p, q, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] / q[i];
            }
        });
    }

    /**
     * The product of a number and a tensor, factor · x.
     *
     * @param x any shape. Not modified
     * @param factor a number; converted to float
     * @param buffers allocates the result
     * @return a tensor of x's shape
     * @throws IllegalArgumentException if the factor is finite but too large for a float
     */
    public static Tensor times(Tensor x, double factor, Allocator buffers) {
        float c = Float32.of(factor);
        return map(x, buffers, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] * c;
            }
        });
    }
}
