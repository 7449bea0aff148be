package easel.measures;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Features (N, d) of N examples, read in double precision. The numbers are not copied, so pictures take no more memory.
 *
 * @param name the argument that messages name
 * @param rows number of examples N
 * @param columns features of an example d
 * @param values the number at an index, row by row
 */
record Points(String name, int rows, int columns, IntToDoubleFunction values) {
    /** Checks the shape (N, d) and that all numbers are finite. */
    static Points of(Tensor features, String name) {
        if (features.shape().rank() != 2) {
            throw new IllegalArgumentException(name + " features have the shape " + features.shape()
                    + "; expected (N, d), one row per example. Reshape images to rows, or compute their features"
                    + " first");
        }
        float[] values = features.array();
        return new Points(name, features.rows(), features.columns(), i -> values[i]).finite();
    }

    /** The same for numbers in double precision. */
    static Points of(double[][] features, String name) {
        int columns = features[0].length;
        return new Points(name, features.length, columns, i -> features[i / columns][i % columns]).finite();
    }

    private Points finite() {
        for (int i = 0; i < rows * columns; i++) {
            if (!Double.isFinite(values.applyAsDouble(i))) {
                throw new IllegalArgumentException(name + " features contain " + values.applyAsDouble(i) + " in row "
                        + i / columns + ", column " + i % columns + "; expected finite numbers. Find the layer that"
                        + " computes it, or leave the example out");
            }
        }
        return this;
    }

    /** The features of one example, a new array. */
    double[] row(int row) {
        double[] copy = new double[columns];
        Arrays.setAll(copy, j -> values.applyAsDouble(row * columns + j));
        return copy;
    }

    /** Examples chosen at random without replacement, in random order. */
    Points chosen(int count, RandomStream random) {
        int[] order = random.permutation(rows);
        double[] copy = new double[count * columns];
        for (int i = 0; i < count; i++) {
            System.arraycopy(row(order[i]), 0, copy, i * columns, columns);
        }
        return new Points(name, count, columns, i -> copy[i]);
    }

    /** Checks that both sets have the same number of features. */
    void requireSameColumns(Points other) {
        if (columns != other.columns) {
            throw new IllegalArgumentException(name + " examples have " + columns + " features, and " + other.name
                    + " examples " + other.columns + "; expected equal numbers. Compute both with the same evaluator");
        }
    }

    /** Checks the number of examples that a measure needs. */
    void requireRows(int least, String reason) {
        if (rows < least) {
            throw new IllegalArgumentException(rows + " " + name + " examples; expected at least " + least + ": "
                    + reason);
        }
    }
}
