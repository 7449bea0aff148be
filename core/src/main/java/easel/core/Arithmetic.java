package easel.core;

/** Recorded primitives: arithmetic, element by element, on tensors of the same shape. Nothing is broadcast. */
public final class Arithmetic {
    private Arithmetic() {}

    /**
     * y = a + b; da = dy, db = dy.
     *
     * @param a any shape. Not modified
     * @param b the same shape. Not modified
     * @param tape records this
     * @return their shape
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor add(Tensor a, Tensor b, Tape tape) {
        Tensor y = Pointwise.zip(a, b, tape, (p, q, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] + q[i];
            }
        });
        return tape.record("add", y, (dy, sink) -> {
            sink.add(a, () -> dy);
            sink.add(b, () -> dy);
        }, a, b);
    }

    /**
     * y = a - b; da = dy, db = -dy.
     *
     * @param a any shape. Not modified
     * @param b the same shape. Not modified
     * @param tape records this
     * @return their shape
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor subtract(Tensor a, Tensor b, Tape tape) {
        Tensor y = Pointwise.zip(a, b, tape, (p, q, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] - q[i];
            }
        });
        return tape.record("subtract", y, (dy, sink) -> {
            sink.add(a, () -> dy);
            sink.add(b, () -> times(dy, -1, sink));
        }, a, b);
    }

    /**
     * y = a · b; da = dy · b, db = dy · a.
     *
     * @param a any shape. Not modified
     * @param b the same shape. Not modified
     * @param tape records this
     * @return their shape
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor multiply(Tensor a, Tensor b, Tape tape) {
        return tape.record("multiply", product(a, b, tape), (dy, sink) -> {
            sink.add(a, () -> product(dy, b, sink));
            sink.add(b, () -> product(dy, a, sink));
        }, a, b);
    }

    /**
     * y = a / b; da = dy / b, db = -da · y.
     *
     * @param a any shape. Not modified
     * @param b the same shape. Not modified
     * @param tape records this
     * @return their shape
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor divide(Tensor a, Tensor b, Tape tape) {
        Tensor y = quotient(a, b, tape);
        return tape.record("divide", y, (dy, sink) -> {
            sink.add(a, () -> quotient(dy, b, sink));
            sink.add(b, () -> times(product(quotient(dy, b, sink), y, sink), -1, sink));
        }, a, b);
    }

    /**
     * y = -x; dx = -dy.
     *
     * @param x any shape. Not modified
     * @param tape records this
     * @return x's shape
     */
    public static Tensor negate(Tensor x, Tape tape) {
        return tape.record("negate", times(x, -1, tape), (dy, sink) -> sink.add(x, () -> times(dy, -1, sink)), x);
    }

    /**
     * y = factor · x; dx = factor · dy.
     *
     * @param x any shape. Not modified
     * @param factor a number
     * @param tape records this
     * @return x's shape
     */
    public static Tensor scale(Tensor x, float factor, Tape tape) {
        return tape.record("scale", times(x, factor, tape),
                (dy, sink) -> sink.add(x, () -> times(dy, factor, sink)), x);
    }

    /**
     * y = x + term; dx = dy.
     *
     * @param x any shape. Not modified
     * @param term a number
     * @param tape records this
     * @return x's shape
     */
    public static Tensor addScalar(Tensor x, float term, Tape tape) {
        Tensor y = Pointwise.map(x, tape, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] + term;
            }
        });
        return tape.record("addScalar", y, (dy, sink) -> sink.add(x, () -> dy), x);
    }

    static Tensor product(Tensor a, Tensor b, Allocator allocator) {
        return Pointwise.zip(a, b, allocator, (p, q, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] * q[i];
            }
        });
    }

    static Tensor quotient(Tensor a, Tensor b, Allocator allocator) {
        return Pointwise.zip(a, b, allocator, (p, q, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] / q[i];
            }
        });
    }

    static Tensor times(Tensor x, float factor, Allocator allocator) {
        return Pointwise.map(x, allocator, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = p[i] * factor;
            }
        });
    }
}
