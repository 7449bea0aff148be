package easel.optim;

import easel.core.Float32;

/**
 * Checks of hyperparameters. Each returns its argument, numbers as the nearest float, or throws an exception that names
 * the hyperparameter. The checks apply to the float.
 */
final class Check {
    private Check() {}

    static float positive(String name, double value) {
        float nearest = (float) value;
        if (!(nearest > 0 && nearest <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " " + Float32.text(value) + ": expected a finite number above 0");
        }
        return nearest;
    }

    static float notNegative(String name, double value) {
        float nearest = (float) value;
        if (!(nearest >= 0 && nearest <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    name + " " + Float32.text(value) + ": expected a finite number, 0 or above");
        }
        return nearest;
    }

    /** The decay rate of a running mean. */
    static float decayRate(String name, double value) {
        float nearest = (float) value;
        if (!(nearest >= 0 && nearest < 1)) {
            throw new IllegalArgumentException(name + " " + Float32.text(value) + ": expected 0 <= " + name
                    + " < 1; each step multiplies the running mean by it; 0.9 is a common value");
        }
        return nearest;
    }

    static long steps(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + ": expected at least 1 step");
        }
        return value;
    }
}
