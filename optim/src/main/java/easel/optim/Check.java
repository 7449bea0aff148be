package easel.optim;

/** Checks of hyperparameters: each returns its argument or throws an exception that names it. */
final class Check {
    private Check() {}

    static float positive(String name, float value) {
        if (!(value > 0 && value <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " " + value + ": expected a finite number above 0");
        }
        return value;
    }

    static float notNegative(String name, float value) {
        if (!(value >= 0 && value <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " " + value + ": expected a finite number, 0 or above");
        }
        return value;
    }

    /** The decay rate of a running mean. */
    static float decayRate(String name, float value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " " + value + ": expected 0 <= " + name
                    + " < 1; it is the factor of the running mean in each step, such as 0.9");
        }
        return value;
    }

    static long steps(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + ": expected at least 1 step");
        }
        return value;
    }
}
