package easel.benchmarks.peers;

import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.conv_transpose2d;
import static org.bytedeco.pytorch.global.torch.leaky_relu;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** A network of libtorch functions. Images are (N, C, H, W) tensors; their memory is channels first or last. */
final class LibtorchNetwork implements NetworkBuilder {
    /** The JVM option that makes libtorch's matrix products use MKL. */
    static final String MKL = "-Dorg.bytedeco.openblas.load=mkl";

    private final boolean channelsLast;
    private final List<UnaryOperator<Tensor>> layers = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();
    /** Objects that only native code uses; the list prevents their garbage collection. */
    private final List<Pointer> kept = new ArrayList<>();

    LibtorchNetwork(boolean channelsLast) {
        this.channelsLast = channelsLast;
    }

    Tensor forward(Tensor x) {
        Tensor y = x;
        for (UnaryOperator<Tensor> layer : layers) {
            y = layer.apply(y);
        }
        return y;
    }

    /** Sets whether a backward pass computes gradients of the parameters. */
    void learn(boolean learns) {
        parameters.forEach(parameter -> parameter.requires_grad_(learns));
    }

    Adam adam() {
        AdamOptions options = keep(new AdamOptions(2e-4));
        DoublePointer betas = options.betas();
        betas.put(0, 0.999);                       // a C++ tuple, stored in reverse order
        betas.put(1, 0.5);
        return new Adam(keep(new TensorVector(parameters.toArray(new Tensor[0]))), options);
    }

    /** Returns the same values in this network's memory format. */
    Tensor ordered(Tensor images) {
        return channelsLast && images.dim() == 4 ? images.contiguous(MemoryFormat.ChannelsLast) : images;
    }

    private <P extends Pointer> P keep(P pointer) {
        kept.add(pointer);
        return pointer;
    }

    private Tensor parameter(Tensor values) {
        Tensor parameter = ordered(values);
        parameter.requires_grad_(true);
        parameters.add(parameter);
        return parameter;
    }

    private Tensor normal(double deviation, long... shape) {
        return parameter(randn(shape).mul(new Scalar(deviation)).detach());
    }

    private TensorOptional bias(boolean present, int size) {
        return keep(present ? new TensorOptional(parameter(zeros(size))) : new TensorOptional());
    }

    private LibtorchNetwork layer(UnaryOperator<Tensor> layer) {
        layers.add(layer);
        return this;
    }

    @Override
    public LibtorchNetwork dense(int in, int out, boolean bias) {
        Tensor weight = normal(1 / Math.sqrt(in), out, in);
        TensorOptional b = bias(bias, out);
        return layer(x -> linear(x, weight, b));
    }

    @Override
    public LibtorchNetwork logits(int in, int out) {
        return dense(in, out, true);
    }

    @Override
    public LibtorchNetwork leaky(float slope) {
        Scalar a = keep(new Scalar(slope));
        return layer(x -> leaky_relu(x, a));
    }

    @Override
    public LibtorchNetwork relu() {
        return layer(torch::relu);
    }

    @Override
    public LibtorchNetwork tanh() {
        return layer(Tensor::tanh);
    }

    @Override
    public LibtorchNetwork sigmoid() {
        return layer(Tensor::sigmoid);
    }

    @Override
    public LibtorchNetwork batchNorm(int features, float momentum, float epsilon) {
        TensorOptional gamma = keep(new TensorOptional(parameter(ones(features))));
        TensorOptional beta = bias(true, features);
        TensorOptional mean = keep(new TensorOptional(keep(zeros(features))));
        TensorOptional variance = keep(new TensorOptional(keep(ones(features))));
        return layer(x -> batch_norm(x, gamma, beta, mean, variance, true, 1 - momentum, epsilon, true));
    }

    @Override
    public LibtorchNetwork dropout(float rate) {
        return layer(x -> torch.dropout(x, rate, true));
    }

    @Override
    public LibtorchNetwork toImages(int size, int channels) {
        return layer(x -> ordered(x.reshape(x.size(0), channels, size, size)));
    }

    @Override
    public LibtorchNetwork toRows(int size, int channels) {
        return layer(x -> x.reshape(x.size(0), -1));
    }

    @Override
    public LibtorchNetwork same(int size, int in, int out, int kernel, int stride, boolean bias) {
        if (kernel % 2 == 1 || stride == 2) {
            return convolution(in, out, kernel, stride, (kernel - 1) / 2, bias);
        }
        Tensor weight = normal(0.02, out, in, kernel, kernel);
        TensorOptional b = bias(bias, out);
        return layer(x -> conv2d(x, weight, b, pair(stride), "same", pair(1), 1));
    }

    @Override
    public LibtorchNetwork valid(int size, int in, int out, int kernel) {
        return convolution(in, out, kernel, 1, 0, true);
    }

    @Override
    public LibtorchNetwork logitsOfImages(int size, int in) {
        return convolution(in, 1, size, 1, 0, false).toRows(1, 1);
    }

    private LibtorchNetwork convolution(int in, int out, int kernel, int stride, int padding, boolean bias) {
        Tensor weight = normal(0.02, out, in, kernel, kernel);
        TensorOptional b = bias(bias, out);
        return layer(x -> conv2d(x, weight, b, pair(stride), pair(padding), pair(1), 1));
    }

    @Override
    public LibtorchNetwork transposed(int size, int in, int out, int kernel, int stride, boolean bias) {
        int padding = (kernel - stride + 1) / 2;
        int outputPadding = 2 * padding - (kernel - stride);         // makes the output stride times as large
        return transposed(in, out, kernel, stride, padding, outputPadding, bias);
    }

    @Override
    public LibtorchNetwork transposedPoint(int in, int out, int kernel) {
        return transposed(in, out, kernel, 1, 0, 0, false);
    }

    private LibtorchNetwork transposed(int in, int out, int kernel, int stride, int padding, int outputPadding,
            boolean bias) {
        Tensor weight = normal(0.02, in, out, kernel, kernel);
        TensorOptional b = bias(bias, out);
        return layer(x -> conv_transpose2d(x, weight, b, pair(stride), pair(padding), pair(outputPadding), 1, 1, 1));
    }

    private static long[] pair(int n) {
        return new long[] {n, n};
    }

    @Override
    public LibtorchNetwork up(int size) {
        return layer(x -> upsample_nearest2d(x, 2L * size, 2L * size));
    }

    @Override
    public LibtorchNetwork pool() {
        return layer(x -> max_pool2d(x, pair(2), pair(2), pair(0), pair(1), false));
    }
}
