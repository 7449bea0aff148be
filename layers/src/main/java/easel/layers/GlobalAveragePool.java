package easel.layers;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.Description;

/**
 * The mean of each channel over an image: y[n,c] = Σ x[n,i,j,c] / (H·W).
 *
 * <p>Shapes: x (N, H, W, C), y (N, C).
 *
 * <p>Backward: dx[n,i,j,c] = dy[n,c] / (H·W).
 *
 * <p>Lin, Chen and Yan, Network In Network, 2014, section 3.2.
 */
public final class GlobalAveragePool implements Layer {
    private GlobalAveragePool() {}

    /**
     * Creates the layer.
     *
     * @return a layer without settings
     */
    public static GlobalAveragePool of() {
        return new GlobalAveragePool();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        int n = x.shape().axis(0);
        int channels = x.columns();
        int pixels = x.rows() / n;
        Tensor y = tape.buffers().allocate(n, channels);
        for (int image = 0; image < n; image++) {
            double[] sums = new double[channels];
            for (int i = 0; i < pixels * channels; i++) {
                sums[i % channels] += x.array()[image * pixels * channels + i];
            }
            for (int c = 0; c < channels; c++) {
                y.array()[image * channels + c] = (float) (sums[c] / pixels);
            }
        }
        return tape.record(this, y, (dy, sink) -> backward(x, dy, sink),
                (sink, t) -> sink.add(x, v -> forward(v, t)), x);
    }

    private void backward(Tensor x, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            int channels = x.columns();
            int pixels = x.rows() / dy.rows();
            Tensor dx = sink.allocate(x.shape());
            for (int row = 0; row < x.rows(); row++) {
                for (int c = 0; c < channels; c++) {
                    dx.array()[row * channels + c] = dy.array()[row / pixels * channels + c] / pixels;
                }
            }
            return dx;
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        Inputs.checkImage(this, input);
        return Shape.of(input.columns());
    }

    @Override
    public Description describe() {
        return Description.of("GlobalAveragePool");
    }

    /** Builds a layer from its {@link #describe}. */
    static GlobalAveragePool from(Description d, Weights w) {
        return of();
    }

    @Override
    public String toString() {
        return "GlobalAveragePool";
    }
}
