package easel.export;

import easel.core.Tensor;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A tensor of any rank in double, for {@link ReferenceModel}. */
record Values(int[] axes, double[] data) {
    static Values of(Tensor x) {
        return new Values(x.shape().toArray(), IntStream.range(0, x.size()).mapToDouble(i -> x.array()[i]).toArray());
    }

    /** A tensor whose element at each index is computed by the function. */
    static Values build(int[] axes, ToDoubleFunction<int[]> element) {
        double[] data = new double[IntStream.of(axes).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < data.length; i++) {
            int[] index = new int[axes.length];
            for (int a = axes.length - 1, rest = i; a >= 0; rest /= axes[a], a--) {
                index[a] = rest % axes[a];
            }
            data[i] = element.applyAsDouble(index);
        }
        return new Values(axes, data);
    }

    double at(int... index) {
        return data[position(index)];
    }

    /** The element, or {@code outside} if an index is out of range. */
    double atOr(double outside, int... index) {
        for (int a = 0; a < axes.length; a++) {
            if (index[a] < 0 || index[a] >= axes[a]) {
                return outside;
            }
        }
        return data[position(index)];
    }

    private int position(int[] index) {
        int position = 0;
        for (int a = 0; a < axes.length; a++) {
            if (index[a] < 0 || index[a] >= axes[a]) {
                throw new IndexOutOfBoundsException(index[a] + " on axis " + a + " of size " + axes[a]);
            }
            position = position * axes[a] + index[a];
        }
        return position;
    }

    /** Element i as an integer, for inputs such as a shape. */
    int integer(int i) {
        return (int) data[i];
    }
}
