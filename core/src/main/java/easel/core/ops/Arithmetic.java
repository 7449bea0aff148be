package easel.core.ops;

import easel.core.Float32;
import easel.core.Tape;
import easel.core.Tensor;

/** Recorded primitives: element-wise arithmetic on tensors of the same shape, without broadcasting. */
public final class Arithmetic {
    private Arithmetic() {}

    /**
     * y = a + b; da = dy, db = dy.
     *
     * @param a any shape. Not modified
     * @param b the same shape. Not modified
     * @param tape records the operation
     * @return y, of the shape of a and b
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor add(Tensor a, Tensor b, Tape tape) {
        Tensor y = Pointwise.zip(a, b, tape.buffers(), (p, q, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] + q[i];
            }
        });
        return tape.record("add", y, (dy, sink) -> {
            sink.add(a, () -> dy);
            sink.add(b, () -> dy);
        }, (sink, t) -> {
            sink.add(a, v -> v);
            sink.add(b, v -> v);
        }, a, b);
    }

    /**
     * y = a - b; da = dy, db = -dy.
     *
     * @param a any shape. Not modified
     * @param b the same shape. Not modified
     * @param tape records the operation
     * @return y, of the shape of a and b
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor subtract(Tensor a, Tensor b, Tape tape) {
        Tensor y = Pointwise.zip(a, b, tape.buffers(), (p, q, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] - q[i];
            }
        });
        return tape.record("subtract", y, (dy, sink) -> {
            sink.add(a, () -> dy);
            sink.add(b, () -> Pointwise.times(dy, -1, sink));
        }, (sink, t) -> {
            sink.add(a, v -> v);
            sink.add(b, v -> negate(v, t));
        }, a, b);
    }

    /**
     * y = a · b; da = dy · b, db = dy · a.
     *
     * @param a any shape. Not modified
     * @param b the same shape. Not modified
     * @param tape records the operation
     * @return y, of the shape of a and b
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor multiply(Tensor a, Tensor b, Tape tape) {
        return tape.record("multiply", Pointwise.product(a, b, tape.buffers()), (dy, sink) -> {
            sink.add(a, () -> Pointwise.product(dy, b, sink));
            sink.add(b, () -> Pointwise.product(dy, a, sink));
        }, (sink, t) -> {
            sink.add(a, v -> multiply(v, b, t));
            sink.add(b, v -> multiply(a, v, t));
        }, a, b);
    }

    /**
     * y = a / b; da = dy / b, db = -da · y.
     *
     * @param a any shape. Not modified
     * @param b the same shape. Not modified
     * @param tape records the operation
     * @return y, of the shape of a and b
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor divide(Tensor a, Tensor b, Tape tape) {
        Tensor y = Pointwise.quotient(a, b, tape.buffers());
        return tape.record("divide", y, (dy, sink) -> {
            sink.add(a, () -> Pointwise.quotient(dy, b, sink));
            sink.add(b, () -> Pointwise.times(Pointwise.product(Pointwise.quotient(dy, b, sink), y, sink), -1, sink));
        }, (sink, t) -> {
            sink.add(a, v -> divide(v, b, t));
            sink.add(b, v -> negate(multiply(divide(v, b, t), y, t), t));
        }, a, b);
    }

    /**
     * y = -x; dx = -dy.
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape
     */
    public static Tensor negate(Tensor x, Tape tape) {
        return tape.record("negate", Pointwise.times(x, -1, tape.buffers()),
                (dy, sink) -> sink.add(x, () -> Pointwise.times(dy, -1, sink)),
                (sink, t) -> sink.add(x, v -> negate(v, t)), x);
    }

    /**
     * y = factor · x; dx = factor · dy.
     *
     * @param x any shape. Not modified
     * @param factor a number; converted to float
     * @param tape records the operation
     * @return y, of x's shape
     * @throws IllegalArgumentException if the factor is finite but too large for a float
     */
    public static Tensor scale(Tensor x, double factor, Tape tape) {
        return tape.record("scale", Pointwise.times(x, factor, tape.buffers()),
                (dy, sink) -> sink.add(x, () -> Pointwise.times(dy, factor, sink)),
                (sink, t) -> sink.add(x, v -> scale(v, factor, t)), x);
    }

    /**
     * y = x + term; dx = dy.
     *
     * @param x any shape. Not modified
     * @param term a number; converted to float
     * @param tape records the operation
     * @return y, of x's shape
     * @throws IllegalArgumentException if the term is finite but too large for a float
     */
    public static Tensor addScalar(Tensor x, double term, Tape tape) {
        float c = Float32.of(term);
        Tensor y = Pointwise.map(x, tape.buffers(), (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] + c;
            }
        });
        return tape.record("addScalar", y, (dy, sink) -> sink.add(x, () -> dy), (sink, t) -> sink.add(x, v -> v), x);
    }
}
