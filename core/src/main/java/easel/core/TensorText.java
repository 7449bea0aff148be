package easel.core;

/** The text of a tensor for people. It does not depend on the locale. */
final class TensorText {
    /** Tensors of at most this many elements are shown whole. */
    private static final int SMALL = 64;
    /** A large tensor is shown by this many of its first values and of its last values. */
    private static final int ENDS = 3;

    private TensorText() {}

    static String of(Tensor x) {
        return "Tensor" + x.shape() + (x.size() <= SMALL ? whole(x) : abridged(x.array()));
    }

    /** All values in nested brackets, one line for each row; columns are aligned. A single row stays on the line. */
    private static String whole(Tensor x) {
        int width = 0;
        if (x.rows() > 1) {
            for (float value : x.array()) {
                width = Math.max(width, Float.toString(value).length());
            }
        }
        StringBuilder text = new StringBuilder(x.rows() > 1 ? "\n" : " ");
        for (int i = 0; i < x.size(); i++) {
            int started = axesAtBoundary(x.shape(), i);
            if (i > 0) {
                text.append(started == 0 ? ", " : ",\n" + " ".repeat(x.shape().rank() - started));
            }
            String value = Float.toString(x.array()[i]);
            text.append("[".repeat(started)).append(" ".repeat(Math.max(0, width - value.length()))).append(value)
                    .append("]".repeat(axesAtBoundary(x.shape(), i + 1)));
        }
        return text.toString();
    }

    /** The number of trailing axes of which a slice ends before this offset and another may start at it. */
    private static int axesAtBoundary(Shape shape, int offset) {
        int slice = 1;
        int axes = 0;
        while (axes < shape.rank() && offset % (slice * shape.axis(shape.rank() - 1 - axes)) == 0) {
            slice *= shape.axis(shape.rank() - 1 - axes);
            axes++;
        }
        return axes;
    }

    private static String abridged(float[] values) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        double sum = 0;
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
        }
        StringBuilder text = new StringBuilder(" [");
        for (int i = 0; i < ENDS; i++) {
            text.append(values[i]).append(", ");
        }
        text.append("…");
        for (int i = values.length - ENDS; i < values.length; i++) {
            text.append(", ").append(values[i]);
        }
        return text.append("], min ").append(min).append(", mean ").append((float) (sum / values.length))
                .append(", max ").append(max).toString();
    }
}
