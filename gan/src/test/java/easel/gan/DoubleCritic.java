package easel.gan;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A critic in double with plain loops, for one example at a time: its forward pass, the gradient of its output with
 * respect to its input by hand-written backward passes, and the gradient penalty. It shares no code with the library
 * except the sizes of a convolution.
 */
final class DoubleCritic {
    private final List<Step> steps = new ArrayList<>();

    /** One layer: y from x, and dx from x and dy. */
    private interface Step {
        double[] forward(double[] x);

        double[] backward(double[] x, double[] dy);
    }

    /** The values of a parameter as an array that the caller may change. */
    static double[] values(Parameter parameter) {
        double[] values = new double[parameter.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = parameter.array()[i];
        }
        return values;
    }

    DoubleCritic dense(double[] weight, double[] bias) {
        int out = bias.length;
        int in = weight.length / out;
        steps.add(new Step() {
            @Override
            public double[] forward(double[] x) {
                double[] y = bias.clone();
                for (int i = 0; i < in; i++) {
                    for (int o = 0; o < out; o++) {
                        y[o] += x[i] * weight[i * out + o];
                    }
                }
                return y;
            }

            @Override
            public double[] backward(double[] x, double[] dy) {
                double[] dx = new double[in];
                for (int i = 0; i < in; i++) {
                    for (int o = 0; o < out; o++) {
                        dx[i] += dy[o] * weight[i * out + o];
                    }
                }
                return dx;
            }
        });
        return this;
    }

    /** A convolution with padding {@code same}; weight (K, K, C, OC). */
    DoubleCritic convolution(Shape image, int kernel, int stride, double[] weight, double[] bias) {
        Geometry g = Geometry.of(image, Window.square(kernel, stride), Padding.SAME);
        steps.add(new Step() {
            @Override
            public double[] forward(double[] x) {
                double[] y = new double[g.outHeight() * g.outWidth() * bias.length];
                for (int i = 0; i < y.length; i++) {
                    y[i] = bias[i % bias.length];
                }
                forEachProduct(g, bias.length, (at, w, out) -> y[out] += x[at] * weight[w]);
                return y;
            }

            @Override
            public double[] backward(double[] x, double[] dy) {
                double[] dx = new double[x.length];
                forEachProduct(g, bias.length, (at, w, out) -> dx[at] += dy[out] * weight[w]);
                return dx;
            }
        });
        return this;
    }

    private interface Product {
        void of(int x, int weight, int y);
    }

    private static void forEachProduct(Geometry g, int filters, Product product) {
        int stride = g.window().strideHeight();
        for (int pixel = 0; pixel < g.outHeight() * g.outWidth(); pixel++) {
            for (int tap = 0; tap < g.window().height() * g.window().width(); tap++) {
                int row = pixel / g.outWidth() * stride - g.sides().top() + tap / g.window().width();
                int column = pixel % g.outWidth() * stride - g.sides().left() + tap % g.window().width();
                if (row < 0 || row >= g.height() || column < 0 || column >= g.width()) {
                    continue;
                }
                for (int c = 0; c < g.channels(); c++) {
                    for (int filter = 0; filter < filters; filter++) {
                        product.of((row * g.width() + column) * g.channels() + c,
                                (tap * g.channels() + c) * filters + filter, pixel * filters + filter);
                    }
                }
            }
        }
    }

    /** y = f(x), element by element, with the slope f′(x). */
    DoubleCritic activation(DoubleUnaryOperator f, DoubleUnaryOperator slope) {
        steps.add(new Step() {
            @Override
            public double[] forward(double[] x) {
                double[] y = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    y[i] = f.applyAsDouble(x[i]);
                }
                return y;
            }

            @Override
            public double[] backward(double[] x, double[] dy) {
                double[] dx = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    dx[i] = dy[i] * slope.applyAsDouble(x[i]);
                }
                return dx;
            }
        });
        return this;
    }

    /** weight · mean (‖g‖ - target)² over the examples of x, (N, …). */
    double penalty(Tensor x, double weight, double target) {
        int n = x.shape().axis(0);
        int size = x.size() / n;
        double sum = 0;
        for (int example = 0; example < n; example++) {
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                values[i] = x.array()[example * size + i];
            }
            double squares = 0;
            for (double g : gradient(values)) {
                squares += g * g;
            }
            sum += (Math.sqrt(squares) - target) * (Math.sqrt(squares) - target);
        }
        return weight * sum / n;
    }

    /** The gradient of the output with respect to x. */
    private double[] gradient(double[] x) {
        List<double[]> inputs = new ArrayList<>();
        double[] y = x;
        for (Step step : steps) {
            inputs.add(y);
            y = step.forward(y);
        }
        double[] d = {1};
        for (int i = steps.size() - 1; i >= 0; i--) {
            d = steps.get(i).backward(inputs.get(i), d);
        }
        return d;
    }
}
