package easel.core.kernels;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Matrices for tests of products. */
final class Matrices {
    private Matrices() {}

    /** A matrix of random values in [-1, 1), the same for the same arguments. */
    static MatrixView random(int rows, int columns, boolean transposed, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] data = new float[rows * columns];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextDouble(-1, 1);
        }
        return new MatrixView(data, 0, rows, columns, transposed);
    }

    static MatrixView copy(MatrixView view) {
        return new MatrixView(view.data().clone(), view.offset(), view.rows(), view.columns(), view.transposed());
    }

    /** The same values inside a larger array, at an offset; the other elements are 42. */
    static MatrixView inside(MatrixView view, int offset) {
        float[] larger = new float[view.data().length + 2 * offset];
        Arrays.fill(larger, 42);
        System.arraycopy(view.data(), 0, larger, offset, view.data().length);
        return new MatrixView(larger, offset, view.rows(), view.columns(), view.transposed());
    }

    /** Rows [from, to) of an untransposed matrix, a view of the same array. */
    static MatrixView rows(MatrixView view, int from, int to) {
        return new MatrixView(view.data(), view.index(from, 0), to - from, view.columns(), false);
    }

    /** All four combinations of (A is transposed, B is transposed). */
    static List<boolean[]> transpositions() {
        return List.of(new boolean[] {false, false}, new boolean[] {true, false}, new boolean[] {false, true},
                new boolean[] {true, true});
    }

    /** The bits, with one pattern for all NaNs. */
    static int[] bits(MatrixView view) {
        float[] data = view.data();
        int[] bits = new int[data.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(data[i]));
        return bits;
    }
}
