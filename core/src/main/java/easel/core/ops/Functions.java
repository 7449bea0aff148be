package easel.core.ops;

import easel.core.Tape;
import easel.core.Tensor;

/** Recorded primitives: element-wise functions of one variable. */
public final class Functions {
    private Functions() {}

    /**
     * y = eˣ; dx = dy · y. Relative error below 2e-7; arguments are clamped to [-87, 88].
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape
     */
    public static Tensor exp(Tensor x, Tape tape) {
        Tensor y = Pointwise.map(x, tape.buffers(), (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = FloatMath.exp(p[i]);
            }
        });
        return tape.record("exp", y, (dy, sink) -> sink.add(x, () -> Pointwise.product(dy, y, sink)), x);
    }

    /**
     * y = ln x; dx = dy / x.
     *
     * @param x any shape; negative elements give NaN, 0 gives -Infinity. Not modified
     * @param tape records the operation
     * @return y, of x's shape
     */
    public static Tensor log(Tensor x, Tape tape) {
        Tensor y = Pointwise.map(x, tape.buffers(), (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = (float) StrictMath.log(p[i]);
            }
        });
        return tape.record("log", y, (dy, sink) -> sink.add(x, () -> Pointwise.quotient(dy, x, sink)), x);
    }

    /**
     * y = √x; dx = dy / 2y.
     *
     * @param x any shape; negative elements give NaN. Not modified
     * @param tape records the operation
     * @return y, of x's shape
     */
    public static Tensor sqrt(Tensor x, Tape tape) {
        Tensor y = Pointwise.map(x, tape.buffers(), (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = (float) Math.sqrt(p[i]);
            }
        });
        return tape.record("sqrt", y, (dy, sink) -> sink.add(x, () -> Pointwise.zip(dy, y, sink,
                (d, p, r, from, to) -> {
                    for (int i = from; i < to; i++) {
                        r[i] = 0.5f * d[i] / p[i];
                    }
                })), x);
    }

    /**
     * y = tanh x; dx = dy · (1 - y²). Absolute error below 4e-7.
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape, with values in [-1, 1]
     */
    public static Tensor tanh(Tensor x, Tape tape) {
        Tensor y = Pointwise.map(x, tape.buffers(), (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = FloatMath.tanh(p[i]);
            }
        });
        return tape.record("tanh", y, (dy, sink) -> sink.add(x, () -> Pointwise.zip(dy, y, sink,
                (d, p, r, from, to) -> {
                    for (int i = from; i < to; i++) {
                        r[i] = d[i] * (1 - p[i] * p[i]);
                    }
                })), x);
    }

    /**
     * y = 1 / (1 + e⁻ˣ); dx = dy · y · (1 - y).
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape, with values in [0, 1]
     */
    public static Tensor sigmoid(Tensor x, Tape tape) {
        Tensor y = Pointwise.sigmoid(x, tape.buffers());
        return tape.record("sigmoid", y, (dy, sink) -> sink.add(x, () -> Pointwise.zip(dy, y, sink,
                (d, p, r, from, to) -> {
                    for (int i = from; i < to; i++) {
                        r[i] = d[i] * p[i] * (1 - p[i]);
                    }
                })), x);
    }

    /**
     * y = ln(1 + eˣ); dx = dy · sigmoid(x).
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape, with values at least 0
     */
    public static Tensor softplus(Tensor x, Tape tape) {
        Tensor y = Pointwise.map(x, tape.buffers(), (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = FloatMath.softplus(p[i]);
            }
        });
        return tape.record("softplus", y,
                (dy, sink) -> sink.add(x, () -> Pointwise.product(dy, Pointwise.sigmoid(x, sink), sink)), x);
    }

    /**
     * y = max(x, 0); dx = dy where x > 0, else 0.
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape, with values at least 0
     */
    public static Tensor relu(Tensor x, Tape tape) {
        Tensor y = Pointwise.map(x, tape.buffers(), (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = Math.max(p[i], 0f);
            }
        });
        return tape.record("relu", y, (dy, sink) -> sink.add(x, () -> Pointwise.zip(dy, x, sink,
                (d, p, r, from, to) -> {
                    for (int i = from; i < to; i++) {
                        r[i] = d[i] * FloatMath.step(p[i]);
                    }
                })), x);
    }
}
