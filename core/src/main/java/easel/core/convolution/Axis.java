package easel.core.convolution;

import java.util.ArrayList;
import java.util.List;

/**
 * One dimension, height or width, of a convolution or of one phase of its input gradient. For t from 0 to count - 1,
 *
 * <pre>
 * result[start + t·step] = Σ operand[t·stride + shift + m] · kernel[firstTap + m·tapStep]     over m from 0 to taps - 1
 * </pre>
 *
 * <p>Operand positions below 0 or from {@code size} on are padding and count as zero.
 *
 * @param start first position in the result
 * @param step distance between positions in the result
 * @param count number of positions in the result
 * @param stride distance in the operand for one step in the result
 * @param shift operand position of the first tap for t = 0; negative in the padding
 * @param size positions in the operand
 * @param firstTap index of the first tap in the kernel
 * @param tapStep distance between taps in the kernel; negative where the kernel is flipped
 * @param taps number of taps
 */
record Axis(int start, int step, int count, int stride, int shift, int size, int firstTap, int tapStep, int taps) {
    /** The convolution itself: y[i] = Σ x[i·stride + u - before]·w[u] over u. */
    static Axis ofOutputs(int size, int outputs, int kernel, int stride, int before) {
        return new Axis(0, 1, outputs, stride, -before, size, 0, 1, kernel);
    }

    /**
     * The input gradient, dx[r] = Σ dy[i]·w[u] over all i and u with i·stride + u = r + before. Only the taps with
     * u ≡ r + before modulo the stride contribute to r. So there is one axis for each remainder of r, and it reads dy
     * with stride 1.
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

    /**
     * Positions t with the same taps inside the operand.
     *
     * @param from the first position
     * @param to the position after the last
     * @param tap the first tap inside the operand
     * @param taps number of taps inside the operand
     */
    record Span(int from, int to, int tap, int taps) {
        int length() {
            return to - from;
        }
    }

    /** Splits the positions into spans; the set of taps inside the operand changes only between spans. */
    List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        int from = 0;
        for (int t = 1; t <= count; t++) {
            if (t == count || tapsBefore(t) != tapsBefore(from) || tapsInside(t) != tapsInside(from)) {
                spans.add(new Span(from, t, tapsBefore(from), tapsInside(from)));
                from = t;
            }
        }
        return spans;
    }

    /** Number of taps in the leading padding. */
    private int tapsBefore(int t) {
        return Math.min(taps, Math.max(0, -(t * stride + shift)));
    }

    private int tapsInside(int t) {
        return Math.max(0, Math.min(taps, size - (t * stride + shift)) - tapsBefore(t));
    }

    /**
     * The part of an axis whose taps have the same remainder modulo the stride. It reads every stride-th position of
     * the operand, and its stride among those is 1. With q from 0 to taps - 1,
     *
     * <pre>
     * result[start + t·step] = Σ operand[(t + q)·stride + shift] · kernel[firstTap + q·tapStep]     over q
     * </pre>
     *
     * @param stride distance between positions in the operand
     * @param shift operand position for t + q = 0
     * @param firstTap index of the first tap in the kernel
     * @param tapStep distance between taps in the kernel
     * @param taps number of taps
     */
    record Line(int stride, int shift, int firstTap, int tapStep, int taps) {
        /** How many of the positions {@code position}, {@code position} + stride, … are in the leading padding. */
        int leadingPadding(int position) {
            return Math.max(0, -Math.floorDiv(position, stride));
        }

        /**
         * How many of the first n positions {@code position}, {@code position} + stride, … are inside an operand of
         * this size.
         */
        int inside(int position, int n, int size) {
            return Math.max(0, Math.min(n, -Math.floorDiv(position - size, stride)) - leadingPadding(position));
        }
    }

    /** The lines whose sum is this axis, one for each remainder of the tap modulo the stride. */
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (int m = 0; m < Math.min(stride, taps); m++) {
            lines.add(new Line(stride, shift + m, firstTap + m * tapStep, stride * tapStep,
                    (taps - 1 - m) / stride + 1));
        }
        return lines;
    }

    /** The same axis for the flipped kernel, whose size is {@code kernel} in this dimension. */
    Axis flipped(int kernel) {
        return new Axis(start, step, count, stride, shift, size, kernel - 1 - firstTap, -tapStep, taps);
    }

    /** Whether the lines of both axes start at the same operand positions, so that tiles read the same windows. */
    boolean readsSameWindows(Axis other) {
        return stride == other.stride && shift == other.shift && lines().size() == other.lines().size();
    }

    /** Number of pairs of a result position and a tap inside the operand. */
    long products() {
        return spans().stream().mapToLong(span -> (long) span.length() * span.taps()).sum();
    }
}
