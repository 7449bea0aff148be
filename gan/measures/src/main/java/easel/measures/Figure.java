package easel.measures;

import java.util.Objects;

/**
 * A measure of generated examples and the value that real examples reach.
 *
 * @param name the measure, the numbers of examples and the evaluator, such as
 *     {@code fcd_10000_10000_mnist-lenet-1-0123abcd} for 10,000 generated against 10,000 real examples
 * @param generated the value of the generated examples
 * @param real the value of the same number of real examples in place of the generated ones
 * @param goal which values of the generated examples are good
 */
public record Figure(String name, double generated, double real, Goal goal) {
    /** Which values are good. */
    public enum Goal {
        /** Low values. */
        LOW,
        /** High values. */
        HIGH,
        /** Values near that of real examples. */
        AS_REAL
    }

    /**
     * A figure.
     *
     * @param name the measure, the numbers of examples and the evaluator
     * @param generated the value of the generated examples
     * @param real the value of real examples
     * @param goal which values are good
     */
    public Figure {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(goal, "goal");
    }
}
