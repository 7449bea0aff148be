package easel.core;

import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Compares gradients of an operation or layer with central differences. Both are derivatives of f = Σ y·r, the
 * output projected on a fixed random direction r. The tape computes the analytic gradient. The numeric one is, for each
 * element, (4 D(h) - D(2h)) / 3 with D(h) = (f(x + h) - f(x - h)) / 2h (Richardson extrapolation). Its error in float32
 * is about 1e-5 for values near 1. Keep inputs more than 2h = 1/32 away from points without a derivative, such as 0 in
 * ReLU.
 *
 * @param entries one entry per compared element
 */
public record GradientCheck(List<Entry> entries) {
    private static final float H = 1f / 64;

    /**
     * One compared element.
     *
     * @param tensor index of the tensor in the checked list
     * @param element index of the element in that tensor, row-major
     * @param analytic the derivative computed by the backward pass
     * @param numeric the derivative estimated by differences
     */
    public record Entry(int tensor, int element, double analytic, double numeric) {
        /**
         * The absolute difference, divided by the largest of 1 and both magnitudes.
         *
         * @return 0 for equal values
         */
        public double error() {
            return Math.abs(analytic - numeric) / Math.max(1, Math.max(Math.abs(analytic), Math.abs(numeric)));
        }
    }

    /**
     * Copies the list.
     *
     * @param entries one entry per compared element
     */
    public GradientCheck {
        entries = List.copyOf(entries);
    }

    /**
     * Checks the gradients of an operation with respect to the given tensors, element by element.
     *
     * @param operation computes an output on a tape in training mode. It runs several times and must draw random
     *     numbers from the tape's stream only, which starts at the same position each time
     * @param random the source of the direction r and of the tape's stream
     * @param tensors inputs and parameters of the operation. Modified during the check, then restored
     * @return the comparison; {@link #toString} shows all values
     */
    public static GradientCheck of(Function<Tape, Tensor> operation, RandomStream random,
            List<? extends Tensor> tensors) {
        Tape tape = Tape.training(random.at(0));
        Tensor y = operation.apply(tape);
        Tensor r = Tensor.zeros(y.shape());
        random.stream("projection").fillNormal(r.array(), 0, 1);
        Gradients gradients = tape.gradients(y, r, tensors);
        List<Entry> entries = new ArrayList<>();
        for (int t = 0; t < tensors.size(); t++) {
            Tensor tensor = tensors.get(t);
            for (int i = 0; i < tensor.size(); i++) {
                double near = centralDifference(operation, random, r, tensor, i, H);
                double far = centralDifference(operation, random, r, tensor, i, 2 * H);
                entries.add(new Entry(t, i, gradients.of(tensor).array()[i], (4 * near - far) / 3));
            }
        }
        return new GradientCheck(entries);
    }

    /** The central difference D(h) for one element. */
    private static double centralDifference(Function<Tape, Tensor> operation, RandomStream random, Tensor r,
            Tensor x, int i, float h) {
        float before = x.array()[i];
        try {
            double above = projected(operation, random, r, x, i, before + h);
            double below = projected(operation, random, r, x, i, before - h);
            return (above - below) / ((double) (before + h) - (before - h));
        } finally {
            set(x, i, before);
        }
    }

    /** f = Σ y·r with x[i] set to a value. */
    private static double projected(Function<Tape, Tensor> operation, RandomStream random, Tensor r, Tensor x, int i,
            float value) {
        set(x, i, value);
        Tensor y = operation.apply(Tape.training(random.at(0)));
        double sum = 0;
        for (int j = 0; j < r.size(); j++) {
            sum += (double) y.array()[j] * r.array()[j];
        }
        return sum;
    }

    private static void set(Tensor x, int i, float value) {
        if (x instanceof Parameter parameter) {
            parameter.update(array -> array[i] = value);
        } else {
            x.array()[i] = value;
        }
    }

    /**
     * The largest {@link Entry#error()}.
     *
     * @return 0 if nothing was compared
     */
    public double maxError() {
        return entries.stream().mapToDouble(Entry::error).max().orElse(0);
    }

    /**
     * Requires that the gradients agree.
     *
     * @param tolerance the largest accepted error, for example 1e-3
     * @throws AssertionError with all values, if an error is larger or not a number
     */
    public void requireWithin(double tolerance) {
        if (!(maxError() <= tolerance)) {
            throw new AssertionError("gradients differ by " + maxError() + ", more than " + tolerance + "\n" + this);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("tensor element      analytic       numeric     error\n");
        for (Entry e : entries) {
            text.append(String.format(Locale.ROOT, "%6d %7d %13.6g %13.6g %9.2e\n",
                    e.tensor(), e.element(), e.analytic(), e.numeric(), e.error()));
        }
        return text.toString();
    }
}
