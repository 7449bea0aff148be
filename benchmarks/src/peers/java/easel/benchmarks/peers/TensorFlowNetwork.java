package easel.benchmarks.peers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.data.LeakyReluGrad;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.SigmoidGrad;
import org.tensorflow.op.math.TanhGrad;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.FusedBatchNormGrad;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A network of operations in a TensorFlow graph. TensorFlow Java cannot differentiate all of these layers, so each
 * layer builds its backward pass from the operations that TensorFlow itself would use. BatchNorm computes no running
 * averages, which is an advantage for TensorFlow in the comparison.
 */
final class TensorFlowNetwork implements NetworkBuilder {
    /** The backward pass of one layer: returns dx and adds the gradients of its variables to the map. */
    interface Backward {
        Operand<TFloat32> of(Operand<TFloat32> dy, Map<Variable<TFloat32>, Operand<TFloat32>> gradients);
    }

    /** The forward pass of one layer: returns y and adds the layer's backward step to the pass. */
    private interface Forward {
        Operand<TFloat32> of(Operand<TFloat32> x, Deque<Backward> pass);
    }

    private final Ops tf;
    private final int batch;
    private final List<Forward> layers = new ArrayList<>();
    private final TensorFlowVariables variables;

    /** An empty network; adds the operations that initialize its variables to the list {@code initial}. */
    TensorFlowNetwork(Ops tf, int batch, List<Op> initial) {
        this.tf = tf;
        this.batch = batch;
        this.variables = new TensorFlowVariables(tf, initial);
    }

    /** Returns the output. Adds each layer's backward step to {@code pass}, which then starts with the last layer. */
    Operand<TFloat32> forward(Operand<TFloat32> x, Deque<Backward> pass) {
        Operand<TFloat32> y = x;
        for (Forward layer : layers) {
            y = layer.of(y, pass);
        }
        return y;
    }

    /** Adds the gradients of the variables to the map. Returns the gradient of the input. */
    static Operand<TFloat32> backward(Deque<Backward> pass, Operand<TFloat32> dy,
            Map<Variable<TFloat32>, Operand<TFloat32>> gradients) {
        Operand<TFloat32> d = dy;
        for (Backward layer : pass) {
            d = layer.of(d, gradients);
        }
        return d;
    }

    /** One step of Adam for every variable. */
    List<Op> adam(Map<Variable<TFloat32>, Operand<TFloat32>> gradients) {
        return variables.adam(gradients);
    }

    private void add(Map<Variable<TFloat32>, Operand<TFloat32>> gradients, Variable<TFloat32> variable,
            Operand<TFloat32> gradient) {
        gradients.merge(variable, gradient, (a, b) -> tf.math.add(a, b));
    }

    private TensorFlowNetwork layer(Forward forward) {
        layers.add(forward);
        return this;
    }

    private TensorFlowNetwork bias(int channels) {
        Variable<TFloat32> bias = variables.filled(0, channels);
        return layer((x, pass) -> {
            pass.push((dy, gradients) -> {
                add(gradients, bias, tf.nn.biasAddGrad(dy));
                return dy;
            });
            return tf.nn.biasAdd(x, bias);
        });
    }

    @Override
    public TensorFlowNetwork dense(int in, int out, boolean bias) {
        Variable<TFloat32> weight = variables.normal((float) (1 / Math.sqrt(in)), in, out);
        layer((x, pass) -> {
            pass.push((dy, gradients) -> {
                add(gradients, weight, tf.linalg.matMul(x, dy, MatMul.transposeA(true)));
                return tf.linalg.matMul(dy, weight, MatMul.transposeB(true));
            });
            return tf.linalg.matMul(x, weight);
        });
        return bias ? bias(out) : this;
    }

    @Override
    public TensorFlowNetwork logits(int in, int out) {
        return dense(in, out, true);
    }

    @Override
    public TensorFlowNetwork leaky(float slope) {
        return layer((x, pass) -> {
            pass.push((dy, gradients) -> LeakyReluGrad.create(tf.scope(), dy, x, LeakyReluGrad.alpha(slope)));
            return tf.nn.leakyRelu(x, LeakyRelu.alpha(slope));
        });
    }

    @Override
    public TensorFlowNetwork relu() {
        return layer((x, pass) -> {
            pass.push((dy, gradients) -> tf.nn.reluGrad(dy, x));
            return tf.nn.relu(x);
        });
    }

    @Override
    public TensorFlowNetwork tanh() {
        return layer((x, pass) -> {
            Operand<TFloat32> y = tf.math.tanh(x);
            pass.push((dy, gradients) -> TanhGrad.create(tf.scope(), y, dy));
            return y;
        });
    }

    @Override
    public TensorFlowNetwork sigmoid() {
        return layer((x, pass) -> {
            Operand<TFloat32> y = tf.math.sigmoid(x);
            pass.push((dy, gradients) -> SigmoidGrad.create(tf.scope(), y, dy));
            return y;
        });
    }

    @Override
    public TensorFlowNetwork batchNorm(int features, float momentum, float epsilon) {
        Variable<TFloat32> gamma = variables.filled(1, features);
        Variable<TFloat32> beta = variables.filled(0, features);
        return layer((x, pass) -> {
            boolean rows = x.asOutput().shape().numDimensions() == 2;
            Operand<TFloat32> images = rows ? reshape(x, -1, 1, 1, features) : x;
            Operand<TFloat32> none = tf.constant(new float[0]);
            FusedBatchNorm<TFloat32, TFloat32> y = tf.nn.fusedBatchNorm(images, gamma, beta, none, none,
                    FusedBatchNorm.isTraining(true), FusedBatchNorm.epsilon(epsilon));
            pass.push((dy, gradients) -> {
                FusedBatchNormGrad<TFloat32, TFloat32> d = tf.nn.fusedBatchNormGrad(
                        rows ? reshape(dy, -1, 1, 1, features) : dy, images, gamma, y.reserveSpace1(),
                        y.reserveSpace2(), y.reserveSpace3(), FusedBatchNormGrad.isTraining(true),
                        FusedBatchNormGrad.epsilon(epsilon));
                add(gradients, gamma, d.scaleBackprop());
                add(gradients, beta, d.offsetBackprop());
                return rows ? reshape(d.xBackprop(), -1, features) : d.xBackprop();
            });
            return rows ? reshape(y.y(), -1, features) : y.y();
        });
    }

    @Override
    public TensorFlowNetwork dropout(float rate) {
        return layer((x, pass) -> {
            Operand<TFloat32> draws = tf.random.randomUniform(tf.shape(x), TFloat32.class);
            Operand<TFloat32> mask = tf.math.mul(
                    tf.dtypes.cast(tf.math.greaterEqual(draws, tf.constant(rate)), TFloat32.class),
                    tf.constant(1 / (1 - rate)));
            pass.push((dy, gradients) -> tf.math.mul(dy, mask));
            return tf.math.mul(x, mask);
        });
    }

    @Override
    public TensorFlowNetwork toImages(int size, int channels) {
        return reshaping(new int[] {-1, size, size, channels}, new int[] {-1, size * size * channels});
    }

    @Override
    public TensorFlowNetwork toRows(int size, int channels) {
        return reshaping(new int[] {-1, size * size * channels}, new int[] {-1, size, size, channels});
    }

    private TensorFlowNetwork reshaping(int[] shape, int[] inputShape) {
        return layer((x, pass) -> {
            pass.push((dy, gradients) -> reshape(dy, inputShape));
            return reshape(x, shape);
        });
    }

    private Operand<TFloat32> reshape(Operand<TFloat32> x, int... axes) {
        return tf.reshape(x, tf.constant(axes));
    }

    @Override
    public TensorFlowNetwork same(int size, int in, int out, int kernel, int stride, boolean bias) {
        return convolution(size, in, out, kernel, stride, "SAME", bias);
    }

    @Override
    public TensorFlowNetwork valid(int size, int in, int out, int kernel) {
        return convolution(size, in, out, kernel, 1, "VALID", true);
    }

    @Override
    public TensorFlowNetwork logitsOfImages(int size, int in) {
        return convolution(size, in, 1, size, 1, "VALID", false).toRows(1, 1);
    }

    private TensorFlowNetwork convolution(int size, int in, int out, int kernel, int stride, String padding,
            boolean bias) {
        Variable<TFloat32> weight = variables.normal(0.02f, kernel, kernel, in, out);
        Operand<TInt32> weightShape = tf.constant(new int[] {kernel, kernel, in, out});
        Operand<TInt32> inputShape = tf.constant(new int[] {batch, size, size, in});
        List<Long> strides = List.of(1L, (long) stride, (long) stride, 1L);
        layer((x, pass) -> {
            pass.push((dy, gradients) -> {
                add(gradients, weight, tf.nn.conv2dBackpropFilter(x, weightShape, dy, strides, padding));
                return tf.nn.conv2dBackpropInput(inputShape, weight, dy, strides, padding);
            });
            return tf.nn.conv2d(x, weight, strides, padding);
        });
        return bias ? bias(out) : this;
    }

    @Override
    public TensorFlowNetwork transposed(int size, int in, int out, int kernel, int stride, boolean bias) {
        return transposed(stride * size, in, out, kernel, stride, "SAME", bias);
    }

    @Override
    public TensorFlowNetwork transposedPoint(int in, int out, int kernel) {
        return transposed(kernel, in, out, kernel, 1, "VALID", false);
    }

    private TensorFlowNetwork transposed(int outSize, int in, int out, int kernel, int stride, String padding,
            boolean bias) {
        Variable<TFloat32> weight = variables.normal(0.02f, kernel, kernel, out, in);
        Operand<TInt32> weightShape = tf.constant(new int[] {kernel, kernel, out, in});
        Operand<TInt32> outputShape = tf.constant(new int[] {batch, outSize, outSize, out});
        List<Long> strides = List.of(1L, (long) stride, (long) stride, 1L);
        layer((x, pass) -> {
            pass.push((dy, gradients) -> {
                add(gradients, weight, tf.nn.conv2dBackpropFilter(dy, weightShape, x, strides, padding));
                return tf.nn.conv2d(dy, weight, strides, padding);
            });
            return tf.nn.conv2dBackpropInput(outputShape, weight, x, strides, padding);
        });
        return bias ? bias(out) : this;
    }

    @Override
    public TensorFlowNetwork up(int size) {
        return layer((x, pass) -> {
            pass.push((dy, gradients) ->
                    tf.image.resizeNearestNeighborGrad(dy, tf.constant(new int[] {size, size})));
            return tf.image.resizeNearestNeighbor(x, tf.constant(new int[] {2 * size, 2 * size}));
        });
    }

    @Override
    public TensorFlowNetwork pool() {
        return layer((x, pass) -> {
            Operand<TInt32> two = tf.constant(new int[] {1, 2, 2, 1});
            Operand<TFloat32> y = tf.nn.maxPool(x, two, two, "VALID");
            pass.push((dy, gradients) -> tf.nn.maxPoolGrad(x, y, dy, two, two, "VALID"));
            return y;
        });
    }

    /** An empty list of backward steps for one forward pass. */
    static Deque<Backward> pass() {
        return new ArrayDeque<>();
    }
}
