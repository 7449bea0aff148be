package easel.core.ops;

import static easel.core.ops.Arithmetic.add;
import static easel.core.ops.Arithmetic.addScalar;
import static easel.core.ops.Arithmetic.divide;
import static easel.core.ops.Arithmetic.multiply;
import static easel.core.ops.Arithmetic.negate;
import static easel.core.ops.Arithmetic.scale;
import static easel.core.ops.Arithmetic.subtract;

import easel.core.Allocator;
import easel.core.Float32;
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
        return tape.record("exp", y, (dy, sink) -> sink.add(x, () -> Pointwise.product(dy, y, sink)),
                (sink, t) -> sink.add(x, v -> multiply(v, y, t)), x);
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
        return tape.record("log", y, (dy, sink) -> sink.add(x, () -> Pointwise.quotient(dy, x, sink)),
                (sink, t) -> sink.add(x, v -> divide(v, x, t)), x);
    }

    /**
     * y = √x; dx = dy / 2y.
     *
     * @param x any shape; negative elements give NaN. Not modified
     * @param tape records the operation
     * @return y, of x's shape
     */
    public static Tensor sqrt(Tensor x, Tape tape) {
        return ofOutput("sqrt", x, tape, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = (float) Math.sqrt(p[i]);
            }
        }, (d, y, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = 0.5f * d[i] / y[i];
            }
        }, (y, v, t) -> scale(divide(v, y, t), 0.5, t));
    }

    /**
     * y = tanh x; dx = dy · (1 - y²). Absolute error below 4e-7.
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape, with values in [-1, 1]
     */
    public static Tensor tanh(Tensor x, Tape tape) {
        return ofOutput("tanh", x, tape, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = FloatMath.tanh(p[i]);
            }
        }, (d, y, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = d[i] * (1 - y[i] * y[i]);
            }
        }, (y, v, t) -> subtract(v, multiply(v, multiply(y, y, t), t), t));
    }

    /**
     * y = 1 / (1 + e⁻ˣ); dx = dy · y · (1 - y).
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape, with values in [0, 1]
     */
    public static Tensor sigmoid(Tensor x, Tape tape) {
        return ofOutput("sigmoid", x, tape, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = FloatMath.sigmoid(p[i]);
            }
        }, (d, y, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = d[i] * y[i] * (1 - y[i]);
            }
        }, (y, v, t) -> multiply(v, subtract(y, multiply(y, y, t), t), t));
    }

    /**
     * y = ln(1 + eˣ); dx = dy · sigmoid(x).
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape, with values at least 0
     */
    public static Tensor softplus(Tensor x, Tape tape) {
        return ofInput("softplus", x, tape, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = FloatMath.softplus(p[i]);
            }
        }, (d, p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = d[i] * FloatMath.sigmoid(p[i]);
            }
        }, (p, v, t) -> multiply(v, sigmoid(p, t), t));
    }

    /**
     * y = max(x, 0); dx = dy where x > 0, else 0.
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape, with values at least 0
     */
    public static Tensor relu(Tensor x, Tape tape) {
        return ofInput("relu", x, tape, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = Math.max(p[i], 0f);
            }
        }, (d, p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = d[i] * FloatMath.step(p[i]);
            }
        }, (p, v, t) -> multiply(v, steps(p, t.buffers()), t));
    }

    /**
     * y = x where x > 0, else alpha · (eˣ - 1); dx = dy where x > 0, else dy · alpha · eˣ.
     *
     * @param x any shape. Not modified
     * @param alpha a number; converted to float
     * @param tape records the operation
     * @return y, of x's shape
     * @throws IllegalArgumentException if alpha is finite but too large for a float
     */
    public static Tensor elu(Tensor x, double alpha, Tape tape) {
        float c = Float32.of(alpha);
        return ofInput("elu", x, tape, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = Math.max(p[i], 0f) + c * FloatMath.expm1(Math.min(p[i], 0f));
            }
        }, (d, p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                float positive = FloatMath.step(p[i]);
                r[i] = d[i] * (positive + (1 - positive) * c * FloatMath.exp(Math.min(p[i], 0f)));
            }
        }, (p, v, t) -> {
            // The slope is 1 where x > 0, and alpha · e^min(x, 0) elsewhere.
            Tensor positive = steps(p, t.buffers());
            Tensor negative = addScalar(negate(positive, t), 1, t);
            Tensor slope = scale(exp(multiply(p, negative, t), t), c, t);
            return multiply(v, add(positive, multiply(negative, slope, t), t), t);
        });
    }

    /**
     * y = x · s with s = 1 / (1 + e⁻ˣ); dx = dy · s · (1 + x · (1 - s)). The absolute error of y is below
     * 2e-6 · max(1, |y|).
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape, with values above -0.2785
     */
    public static Tensor silu(Tensor x, Tape tape) {
        // s = (1 + tanh(x/2)) / 2 is vectorized. The bounds, where s rounds to 0 or 1, keep products with an infinite x
        // finite.
        return ofInput("silu", x, tape, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = Math.max(p[i], -18f) * (0.5f + 0.5f * FloatMath.tanh(0.5f * p[i]));
            }
        }, (d, p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                float bounded = Math.max(-18f, Math.min(18f, p[i]));
                float s = 0.5f + 0.5f * FloatMath.tanh(0.5f * bounded);
                r[i] = d[i] * s * (1 + bounded * (1 - s));
            }
        }, (p, v, t) -> {
            Tensor s = sigmoid(p, t);
            Tensor bounded = clamp(p, -18, 18, t);
            Tensor rest = multiply(bounded, subtract(s, multiply(s, s, t), t), t);        // x · s · (1 - s)
            return multiply(v, add(s, rest, t), t);
        });
    }

    /**
     * y = x · Φ(x), where Φ(x) = (1 + erf(x/√2)) / 2 is the cumulative distribution function of the standard normal
     * distribution; dx = dy · (Φ(x) + x · φ(x)), where φ(x) = e^(-x²/2) / √2π is its density. The error of y is below
     * 2e-6 · max(1, |y|).
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return y, of x's shape, with values above -0.17
     */
    public static Tensor gelu(Tensor x, Tape tape) {
        // The bounds, where Φ rounds to 0 or 1 and φ to 0, keep products with an infinite x finite.
        return ofInput("gelu", x, tape, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = Math.max(p[i], -6f) * FloatMath.normalCdf(p[i]);
            }
        }, (d, p, r, from, to) -> {
            for (int i = from; i < to; i++) {      // a separate loop, because exp is not vectorized
                float bounded = Math.max(-9f, Math.min(9f, p[i]));
                r[i] = 0.3989422804f * FloatMath.exp(-0.5f * bounded * bounded);            // φ(x)
            }
            for (int i = from; i < to; i++) {
                float bounded = Math.max(-9f, Math.min(9f, p[i]));
                r[i] = d[i] * (FloatMath.normalCdf(bounded) + bounded * r[i]);
            }
        }, (p, v, t) -> multiply(v, geluSlope(p, t), t));
    }

    /** y = Φ(x) + x · φ(x), the slope of gelu; dx = dy · φ(x) · (2 - x²). It has no tangent. */
    private static Tensor geluSlope(Tensor x, Tape tape) {
        Tensor y = Pointwise.map(x, tape.buffers(), (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = FloatMath.normalCdf(p[i]) + bounded(p[i]) * normalDensity(p[i]);
            }
        });
        return tape.record("slope of gelu", y, (dy, sink) -> sink.add(x, () -> Pointwise.zip(dy, x, sink,
                (d, p, r, from, to) -> {
                    for (int i = from; i < to; i++) {
                        r[i] = d[i] * normalDensity(p[i]) * (2 - bounded(p[i]) * bounded(p[i]));
                    }
                })), x);
    }

    /** φ(x). */
    private static float normalDensity(float x) {
        return 0.3989422804f * FloatMath.exp(-0.5f * bounded(x) * bounded(x));
    }

    private static float bounded(float x) {
        return Math.max(-9f, Math.min(9f, x));
    }

    /**
     * y = x bounded to [low, high]; dx = dy where low &lt; x &lt; high, else 0.
     *
     * @param x any shape. Not modified
     * @param low the smallest value; converted to float
     * @param high the largest value, not below low; converted to float
     * @param tape records the operation
     * @return y, of x's shape
     * @throws IllegalArgumentException if a bound is NaN or low is above high
     */
    public static Tensor clamp(Tensor x, double low, double high, Tape tape) {
        if (!(low <= high)) {
            throw new IllegalArgumentException("clamp to [" + low + ", " + high + "]: the lower bound must not be above"
                    + " the upper bound, and neither may be NaN");
        }
        float a = Float32.of(low);
        float b = Float32.of(high);
        return ofInput("clamp", x, tape, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = Math.max(a, Math.min(b, p[i]));
            }
        }, (d, p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = d[i] * FloatMath.step(p[i] - a) * FloatMath.step(b - p[i]);
            }
        }, (p, v, t) -> multiply(v, Pointwise.map(p, t.buffers(), (q, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = FloatMath.step(q[i] - a) * FloatMath.step(b - q[i]);
            }
        }), t));
    }

    /** 1 where x is above 0, else 0. */
    private static Tensor steps(Tensor x, Allocator buffers) {
        return Pointwise.map(x, buffers, (p, r, from, to) -> {
            for (int i = from; i < to; i++) {
                r[i] = FloatMath.step(p[i]);
            }
        });
    }

    /** Computes ẏ = f′(x) · ẋ with recorded operations, from x or y, whichever the backward loop takes, and from ẋ. */
    private interface Slope {
        Tensor times(Tensor kept, Tensor direction, Tape tape);
    }

    /** Records y = f(x); the backward loop computes dx from dy and x. */
    private static Tensor ofInput(String name, Tensor x, Tape tape, Pointwise.Map forward, Pointwise.Zip backward,
            Slope slope) {
        return record(name, x, Pointwise.map(x, tape.buffers(), forward), x, tape, backward, slope);
    }

    /** Records y = f(x); the backward loop computes dx from dy and y. */
    private static Tensor ofOutput(String name, Tensor x, Tape tape, Pointwise.Map forward, Pointwise.Zip backward,
            Slope slope) {
        Tensor y = Pointwise.map(x, tape.buffers(), forward);
        return record(name, x, y, y, tape, backward, slope);
    }

    private static Tensor record(String name, Tensor x, Tensor y, Tensor kept, Tape tape, Pointwise.Zip backward,
            Slope slope) {
        return tape.record(name, y, (dy, sink) -> sink.add(x, () -> Pointwise.zip(dy, kept, sink, backward)),
                (sink, t) -> sink.add(x, v -> slope.times(kept, v, t)), x);
    }
}
