package easel.layers;

import easel.core.Allocator;
import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import easel.core.ops.Pointwise;
import easel.core.state.Description;

/**
 * Inverted dropout: in training y = x · mask, where each mask element is 0 with probability rate and 1 / (1 - rate)
 * otherwise; in inference, or at rate 0, y = x and shares its values.
 *
 * <p>Shapes: any; y has x's.
 *
 * <p>Backward: dx = dy · mask; in inference dx = dy.
 *
 * <p>The mask is drawn from the tape's stream: one uniform number for each element, in order.
 *
 * <p>Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout, 2014, section 10 (the inverted form).
 */
public final class Dropout implements Layer {
    private static final int GRAIN = 1 << 14;
    private static final float HUGE = 0x1p100f;

    private final float rate;

    private Dropout(float rate) {
        this.rate = rate;
    }

    /**
     * A layer that drops this share of its inputs.
     *
     * @param rate the probability of an element to be dropped, in [0, 1)
     * @return a layer
     * @throws IllegalArgumentException if the rate lies outside
     */
    public static Dropout withRate(float rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("Dropout: the rate lies in [0, 1), found " + rate
                    + "; it is the share that is dropped");
        }
        return new Dropout(rate);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        if (!tape.isTraining() || rate == 0) {
            // A tensor of its own over x's values, recorded like any other output, so that gradients may start here.
            return tape.record(toString(), x.reshaped(x.shape()), (dy, sink) -> sink.add(x, () -> dy), x);
        }
        Tensor mask = mask(x, tape);
        return tape.record(toString(), product(x, mask, tape.buffers()), (dy, sink) -> backward(x, mask, dy, sink), x);
    }

    private void backward(Tensor x, Tensor mask, Tensor dy, GradientSink sink) {
        sink.add(x, () -> product(dy, mask, sink));
    }

    private Tensor mask(Tensor x, Tape tape) {
        Tensor mask = tape.buffers().allocate(x.shape());
        float[] m = mask.array();
        tape.random().fillUniform(m, 0, 1);
        float kept = 1 / (1 - rate);
        Parallel.forRange(m.length, GRAIN, (from, until) -> {
            // The difference to the rate times a huge number, plus 1, cut to [0, 1]: 0 below the rate, 1 from it on.
            // A branch would be guessed wrong every other time: 14 ms for a million numbers in place of 0.1.
            for (int i = from; i < until; i++) {
                m[i] = kept * Math.max(0f, Math.min(1f, (m[i] - rate) * HUGE + 1));
            }
        });
        return mask;
    }

    private static Tensor product(Tensor x, Tensor mask, Allocator buffers) {
        return Pointwise.zip(x, mask, buffers, (a, m, y, from, until) -> {
            for (int i = from; i < until; i++) {
                y[i] = a[i] * m[i];
            }
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("Dropout").with("rate", rate);
    }

    @Override
    public String toString() {
        return "Dropout " + rate;
    }
}
