package easel.core.kernels;

/**
 * Searches an array for NaN and ±∞. It needs no comparison: x·0 is 0 when x is finite and NaN otherwise, so a sum of
 * such products is 0 exactly when every value is finite.
 *
 * <p>Uses the Vector API if {@link Gemm#chosen} does, plain Java otherwise and during the first
 * products of a process.
 */
public abstract class FiniteCheck {
    private static volatile FiniteCheck chosen;

    FiniteCheck() {}

    /**
     * Whether no value of a range is NaN or infinite. Runs on the caller's thread. Arguments are not checked.
     *
     * @param x the array. Not modified
     * @param from first index
     * @param to index after the last
     * @return true if all are finite
     */
    public static boolean isFinite(float[] x, int from, int to) {
        return chosen().allFinite(x, from, to);
    }

    /** The implementation for a kind of matrix products. */
    static FiniteCheck of(Gemm.Kind kind) {
        return kind == Gemm.Kind.VECTOR ? Incubator.create(FiniteCheck.class, "VectorFiniteCheck")
                : new JavaFiniteCheck();
    }

    /**
     * Whether the square of each value of a range is finite: no value is NaN or above 1.8446743e19 in magnitude. Runs
     * on the caller's thread. Arguments are not checked.
     *
     * @param x the array. Not modified
     * @param from first index
     * @param to index after the last
     * @return true if all squares are finite
     */
    public static boolean squaresAreFinite(float[] x, int from, int to) {
        return chosen().allSquaresFinite(x, from, to);
    }

    private static FiniteCheck chosen() {
        FiniteCheck check = chosen;
        if (check == null) {
            if (Gemm.chosen().isStarting()) {
                return new JavaFiniteCheck();
            }
            // If two threads get here at the same time, both choose the same kind.
            check = of(Gemm.chosen().kind());
            chosen = check;
        }
        return check;
    }

    abstract boolean allFinite(float[] x, int from, int to);

    abstract boolean allSquaresFinite(float[] x, int from, int to);
}
