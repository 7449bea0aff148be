package easel.core.convolution;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * One dimension, height or width, of a convolution or of one phase of its input gradient. For t from 0 to count - 1,
 *
 * <pre>
 * result[start + t·step] = Σ operand[t·stride + shift + m·spacing] · kernel[firstTap + m·tapStep]     over m < taps
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
 * @param spacing distance in the operand from one tap to the next; 1 without dilation
 */
record Axis(int start, int step, int count, int stride, int shift, int size, int firstTap, int tapStep, int taps,
        int spacing) {
    /** The rows of the convolution itself: y[i] = Σ x[i·stride + u·dilation - before]·w[u] over u. */
    static Axis outputRows(Geometry g) {
        Window w = g.window();
        return new Axis(0, 1, g.outHeight(), w.strideHeight(), -g.sides().top(), g.height(), 0, 1, w.height(),
                w.dilationHeight());
    }

    /** The columns of the convolution, by the same formula. */
    static Axis outputColumns(Geometry g) {
        Window w = g.window();
        return new Axis(0, 1, g.outWidth(), w.strideWidth(), -g.sides().left(), g.width(), 0, 1, w.width(),
                w.dilationWidth());
    }

    /** The rows of the input gradient, one axis for each remainder modulo the stride. */
    static List<Axis> inputRows(Geometry g) {
        Window w = g.window();
        return ofInputs(g.height(), g.outHeight(), w.height(), w.strideHeight(), w.dilationHeight(), g.sides().top());
    }

    /** The columns of the input gradient, one axis for each remainder modulo the stride. */
    static List<Axis> inputColumns(Geometry g) {
        Window w = g.window();
        return ofInputs(g.width(), g.outWidth(), w.width(), w.strideWidth(), w.dilationWidth(), g.sides().left());
    }

    /**
     * The input gradient, dx[r] = Σ dy[i]·w[u] over all i and u with i·stride + u·dilation = r + before. Only the taps
     * with u·dilation ≡ r + before modulo the stride contribute to r. With g = gcd(stride, dilation) these are every
     * (stride / g)-th tap, or none; from one of them to the next, i decreases by dilation / g. So there is one axis
     * for each remainder of r, and it reads dy with stride 1.
     */
    private static List<Axis> ofInputs(int size, int outputs, int kernel, int stride, int dilation, int before) {
        int divisor = BigInteger.valueOf(stride).gcd(BigInteger.valueOf(dilation)).intValue();
        int tapStep = stride / divisor;
        List<Axis> axes = new ArrayList<>();
        for (int r = 0; r < Math.min(stride, size); r++) {
            int smallest = smallestTap(r + before, Math.min(kernel, tapStep), stride, dilation);
            int taps = smallest < 0 ? 0 : (kernel - 1 - smallest) / tapStep + 1;
            int largest = taps == 0 ? 0 : smallest + (taps - 1) * tapStep;      // the larger the tap, the smaller i
            int shift = taps == 0 ? 0 : (r + before - largest * dilation) / stride;
            axes.add(new Axis(r, stride, (size - 1 - r) / stride + 1, 1, shift, outputs, largest, -tapStep, taps,
                    dilation / divisor));
        }
        return axes;
    }

    /** The smallest tap u below {@code end} with u·dilation ≡ position modulo the stride, or -1. */
    private static int smallestTap(int position, int end, int stride, int dilation) {
        for (int u = 0; u < end; u++) {
            if (Math.floorMod(position - (long) u * dilation, stride) == 0) {
                return u;
            }
        }
        return -1;
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

    /** The first position for which a tap is not in the leading padding. */
    int firstInside(int tap) {
        return Math.max(0, -Math.floorDiv(shift + tap * spacing, stride));
    }

    /** The first position for which a tap is in the trailing padding. */
    int endInside(int tap) {
        return Math.max(0, -Math.floorDiv(shift + tap * spacing - size, stride));
    }

    /** Number of taps in the leading padding. */
    private int tapsBefore(int t) {
        return Math.min(taps, tapsBelow(0, t));
    }

    private int tapsInside(int t) {
        return Math.max(0, Math.min(taps, tapsBelow(size, t)) - tapsBefore(t));
    }

    /** Number of m ≥ 0 with t·stride + shift + m·spacing below a limit. */
    private int tapsBelow(int limit, int t) {
        return Math.max(0, -Math.floorDiv(t * stride + shift - limit, spacing));
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

    /** Splits this axis into lines, one for each remainder of the tap modulo the stride. Not for dilated taps. */
    List<Line> lines() {
        assert spacing == 1 : this;
        List<Line> lines = new ArrayList<>();
        for (int m = 0; m < Math.min(stride, taps); m++) {
            lines.add(new Line(stride, shift + m, firstTap + m * tapStep, stride * tapStep,
                    (taps - 1 - m) / stride + 1));
        }
        return lines;
    }

    /** The same axis for the flipped kernel, whose size is {@code kernel} in this dimension. */
    Axis flipped(int kernel) {
        return new Axis(start, step, count, stride, shift, size, kernel - 1 - firstTap, -tapStep, taps, spacing);
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
