package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;

/** Random orthonormal vectors: modified Gram-Schmidt in double, twice for each vector to reach full precision. */
final class Orthogonal {
    private Orthogonal() {}

    static Tensor create(Shape shape, RandomStream random) {
        int count = Math.min(shape.rows(), shape.columns());
        int length = Math.max(shape.rows(), shape.columns());
        double[][] vectors = new double[count][];
        for (int i = 0; i < count; i++) {
            vectors[i] = gaussian(length, random);
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    subtract(vectors[i], vectors[j], dot(vectors[i], vectors[j]));
                }
            }
            scale(vectors[i], 1 / Math.sqrt(dot(vectors[i], vectors[i])));
        }
        boolean asRows = shape.rows() <= shape.columns();
        Tensor w = Tensor.zeros(shape);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < length; j++) {
                w.array()[asRows ? i * length + j : j * count + i] = (float) vectors[i][j];
            }
        }
        return w;
    }

    private static double[] gaussian(int length, RandomStream random) {
        float[] values = new float[length];
        random.fillNormal(values, 0, 1);
        double[] vector = new double[length];
        for (int j = 0; j < length; j++) {
            vector[j] = values[j];
        }
        return vector;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static void subtract(double[] a, double[] b, double factor) {
        for (int j = 0; j < a.length; j++) {
            a[j] -= factor * b[j];
        }
    }

    private static void scale(double[] a, double factor) {
        for (int j = 0; j < a.length; j++) {
            a[j] *= factor;
        }
    }
}
