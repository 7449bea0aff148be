package easel.layers;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.ops.Rows;

/**
 * Mean and variance of each feature. The mean is stored as first + shift, where first is one value of the feature and
 * shift is the mean of x - first. If the mean is large compared to the deviation, x - first - shift is more accurate
 * than x - mean: x - first is exact for x near first, and shift is small.
 */
record Moments(float[] first, float[] shift, float[] variance) {
    /** The moments of a batch, in two passes over x; first is the first row of x. */
    static Moments of(Tensor x, Allocator buffers) {
        float[] first = row(x.columns(), buffers);
        System.arraycopy(x.array(), 0, first, 0, first.length);
        float[] shift = times(sumOfDifferences(x, first, buffers), 1f / x.rows(), buffers);
        float[] variance = times(sumOfSquares(x, first, shift, buffers), 1f / x.rows(), buffers);
        return new Moments(first, shift, variance);
    }

    Tensor mean(Allocator buffers) {
        float[] mean = row(first.length, buffers);
        for (int j = 0; j < mean.length; j++) {
            mean[j] = shift[j] + first[j];
        }
        return Tensor.wrap(Shape.of(mean.length), mean);
    }

    /** 1/√(variance + ε). */
    float[] inverseDeviation(float epsilon, Allocator buffers) {
        float[] inverse = row(variance.length, buffers);
        for (int j = 0; j < inverse.length; j++) {
            inverse[j] = (float) (1 / Math.sqrt((double) variance[j] + epsilon));
        }
        return inverse;
    }

    /** 1/√(variance + factor²·ε), for moments of a batch whose columns were multiplied by factors. */
    float[] inverseDeviation(float epsilon, Tensor factors) {
        float[] inverse = new float[variance.length];
        for (int j = 0; j < inverse.length; j++) {
            double factor = factors.array()[j];
            inverse[j] = (float) (1 / Math.sqrt(variance[j] + factor * factor * epsilon));
        }
        return inverse;
    }

    /** 2⁻⁹⁶ for each column whose shift or variance overflows, 1 for the others. */
    Tensor factors() {
        Tensor factors = Tensor.full(Shape.of(variance.length), 1);
        for (int j = 0; j < variance.length; j++) {
            if (!Float.isFinite(shift[j]) || !Float.isFinite(variance[j])) {
                factors.array()[j] = 0x1p-96f;
            }
        }
        return factors;
    }

    private static float[] sumOfDifferences(Tensor x, float[] first, Allocator buffers) {
        return Rows.sum(x, x, buffers, 1, (a, same, r, out, n) -> {
            float[] f = r[0];
            float[] sum = out[0];
            for (int j = 0; j < n; j++) {
                sum[j] += a[j] - f[j];
            }
        }, first)[0].array();
    }

    private static float[] sumOfSquares(Tensor x, float[] first, float[] shift, Allocator buffers) {
        return Rows.sum(x, x, buffers, 1, (a, same, r, out, n) -> {
            float[] f = r[0], s = r[1];
            float[] sum = out[0];
            for (int j = 0; j < n; j++) {
                float difference = a[j] - f[j] - s[j];
                sum[j] += difference * difference;
            }
        }, first, shift)[0].array();
    }

    static float[] times(float[] values, float factor, Allocator buffers) {
        float[] product = row(values.length, buffers);
        for (int j = 0; j < product.length; j++) {
            product[j] = values[j] * factor;
        }
        return product;
    }

    static float[] row(int features, Allocator buffers) {
        return buffers.allocate(features).array();
    }
}
