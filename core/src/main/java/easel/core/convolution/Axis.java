package easel.core.convolution;

import java.util.ArrayList;
import java.util.List;

/**
 * One direction, down or right, of the places that a convolution or its input gradient fills: place start + t·step of
 * the result, for t from 0 to count - 1, is a sum over m from 0 to taps - 1 of place t·stride + shift + m of the
 * operand, where there is one, times tap first + m·turn of the kernel.
 *
 * @param start the first place of the result
 * @param step from one to the next
 * @param count how many
 * @param stride of the operand's places
 * @param shift of the operand's places
 * @param size places of the operand
 * @param first the kernel's first tap
 * @param turn from one tap to the next; negative where the kernel is turned round
 * @param taps how many
 */
record Axis(int start, int step, int count, int stride, int shift, int size, int first, int turn, int taps) {
    /** A convolution as it is written: y[i] = Σ x[i·stride + u - before]·w[u]. */
    static Axis ofOutputs(int size, int outputs, int kernel, int stride, int before) {
        return new Axis(0, 1, outputs, stride, -before, size, 0, 1, kernel);
    }

    /**
     * Its input gradient, dx[r] = Σ dy[i]·w[u] over all i and u with i·stride + u = r + before. The taps that reach r
     * are those with the remainder of r + before; so there is one axis for each remainder, along which dy moves by 1.
     */
    static List<Axis> ofInputs(int size, int outputs, int kernel, int stride, int before) {
        List<Axis> axes = new ArrayList<>();
        for (int r = 0; r < Math.min(stride, size); r++) {
            int smallest = (r + before) % stride;
            int taps = smallest < kernel ? (kernel - 1 - smallest) / stride + 1 : 0;
            int largest = smallest + (taps - 1) * stride;         // the larger the tap, the smaller i
            axes.add(new Axis(r, stride, (size - 1 - r) / stride + 1, 1, (r + before) / stride - (taps - 1), outputs,
                    largest, -stride, taps));
        }
        return axes;
    }

    /** Places t, from {@code from} until before {@code to}, with the same taps inside the operand. */
    record Span(int from, int to, int tap, int taps) {
        int length() {
            return to - from;
        }
    }

    /** The places, cut where the taps inside the operand change: at the borders. */
    List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        int from = 0;
        for (int t = 1; t <= count; t++) {
            if (t == count || before(t) != before(from) || inside(t) != inside(from)) {
                spans.add(new Span(from, t, before(from), inside(from)));
                from = t;
            }
        }
        return spans;
    }

    /** Taps before the first one inside. */
    private int before(int t) {
        return Math.min(taps, Math.max(0, -(t * stride + shift)));
    }

    private int inside(int t) {
        return Math.max(0, Math.min(taps, size - (t * stride + shift)) - before(t));
    }

    /**
     * A part of an axis that moves by one along every stride-th place of the operand: place start + t·step of the
     * result is a sum over q of place (t + q)·stride + shift of the operand times tap first + q·turn of the kernel.
     *
     * @param stride of the operand's places
     * @param shift of the operand's places
     * @param first the kernel's first tap
     * @param turn from one tap to the next
     * @param taps how many
     */
    record Line(int stride, int shift, int first, int turn, int taps) {
        /** Places before the operand, from one on. */
        int outside(int place) {
            return Math.max(0, -Math.floorDiv(place, stride));
        }

        /** Places inside the operand, of n from one on. */
        int inside(int place, int n, int size) {
            return Math.max(0, Math.min(n, -Math.floorDiv(place - size, stride)) - outside(place));
        }
    }

    /** The axis as a sum of lines. */
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (int m = 0; m < Math.min(stride, taps); m++) {
            lines.add(new Line(stride, shift + m, first + m * turn, stride * turn, (taps - 1 - m) / stride + 1));
        }
        return lines;
    }

    /** The same places, for a kernel of so many taps turned round. */
    Axis turned(int kernel) {
        return new Axis(start, step, count, stride, shift, size, kernel - 1 - first, -turn, taps);
    }

    /** Whether its lines see the same places as those of another. */
    boolean sees(Axis other) {
        return stride == other.stride && shift == other.shift && lines().size() == other.lines().size();
    }

    /** Products of a place and a tap inside the operand. */
    long work() {
        return spans().stream().mapToLong(span -> (long) span.length() * span.taps()).sum();
    }
}
