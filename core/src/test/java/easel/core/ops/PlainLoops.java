package easel.core.ops;

import easel.core.Shape;
import easel.core.Tensor;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;

/** Plain loops in double: the reference for the recorded primitives. */
final class PlainLoops {
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    private PlainLoops() {}

    /** A result in double. */
    record Result(Shape shape, double[] values) {}

    /** Φ(x), the standard normal distribution function. */
    static double normalCdf(double x) {
        return NORMAL.cumulativeProbability(x);
    }

    static double[] all(Tensor x) {
        return IntStream.range(0, x.size()).mapToDouble(i -> x.array()[i]).toArray();
    }

    static double[] row(Tensor x, int i) {
        return IntStream.range(i * x.columns(), (i + 1) * x.columns()).mapToDouble(k -> x.array()[k]).toArray();
    }

    static double[] column(Tensor x, int j) {
        return IntStream.range(0, x.rows()).mapToDouble(i -> x.array()[i * x.columns() + j]).toArray();
    }

    static double[][] matrix(Tensor x) {
        double[][] matrix = new double[x.rows()][x.columns()];
        for (int i = 0; i < x.size(); i++) {
            matrix[i / x.columns()][i % x.columns()] = x.array()[i];
        }
        return matrix;
    }

    static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    static double sum(double[] values) {
        return DoubleStream.of(values).sum();
    }

    static Result each(int size, IntToDoubleFunction value) {
        return new Result(Shape.of(size), IntStream.range(0, size).mapToDouble(value).toArray());
    }

    static double[] zipped(Tensor a, DoubleBinaryOperator operator, IntToDoubleFunction b) {
        return IntStream.range(0, a.size())
                .mapToDouble(i -> operator.applyAsDouble(a.array()[i], b.applyAsDouble(i))).toArray();
    }

    static Result concatenate(Shape shape, Stream<double[]> parts) {
        return new Result(shape, parts.flatMapToDouble(DoubleStream::of).toArray());
    }

    static Result gather(Tensor x, int[] index) {
        int stride = x.size() / x.shape().axis(0);
        double[] values = all(x);
        return concatenate(x.shape().withFirst(index.length),
                IntStream.of(index).mapToObj(i -> Arrays.copyOfRange(values, i * stride, (i + 1) * stride)));
    }
}
