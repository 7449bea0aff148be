package easel.layers;

import static easel.core.ops.Arithmetic.addScalar;
import static easel.core.ops.Arithmetic.divide;
import static easel.core.ops.Arithmetic.multiply;
import static easel.core.ops.Arithmetic.negate;
import static easel.core.ops.Functions.sqrt;
import static easel.core.ops.Products.matmul;
import static easel.core.ops.Products.plusRow;
import static easel.core.ops.Rearrange.concatenateColumns;
import static easel.core.ops.Rearrange.concatenateRows;
import static easel.core.ops.Rearrange.reshape;
import static easel.core.ops.Rearrange.sliceRows;
import static easel.core.ops.Reduce.mean;
import static easel.core.ops.Reduce.meanRows;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import easel.core.kernels.SumOrder;
import easel.core.state.Description;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Appends one channel that tells a discriminator how much the examples of a batch differ: y = [x, s]. The batch is
 * divided into groups. For each of the J values of an example, σⱼ = √(varianceⱼ + ε) is the standard deviation over the
 * examples of the group. s is the mean of σⱼ over j; it is the same number at every pixel and for every example of the
 * group.
 *
 * <p>Shapes: x (N, …, C), y (N, …, C + 1).
 *
 * <p>Groups are consecutive examples. N examples form ⌈N / group size⌉ groups whose sizes differ by at most one; a
 * batch smaller than the group size is one group. So N need not be a multiple of the group size, unlike in the paper's
 * code. In a batch of 1 example s is √ε.
 *
 * <p>An output depends on the other examples of its group, in training and in inference: the same example has another
 * output in another batch.
 *
 * <p>Backward, with G examples in the group, their mean μⱼ, and ds the sum of dy over the appended channel of the
 * group: dx = dy + ds·(x - μⱼ) / (J·G·σⱼ), where dy is that of the first C channels.
 *
 * <p>Tangent: ṡ is the mean of Σ (x - μⱼ)·ẋ / (G·σⱼ) over j, with the sum over the group. In a gradient penalty, the
 * gradient of an example then includes its effect on all logits of its group, as in the paper, which combines this
 * layer with WGAN-GP.
 *
 * <p>Defaults, as in the paper's code: group size 4, biased variance, ε 1e-8.
 *
 * <p>Karras, Aila, Laine and Lehtinen, Progressive Growing of GANs for Improved Quality, Stability, and Variation,
 * 2018, section 3. The layer is near the end of their discriminator.
 */
public final class MinibatchStdDev implements Layer {
    private static final int DEFAULT_GROUP_SIZE = 4;
    private static final float EPSILON = 1e-8f;

    private final int groupSize;

    private MinibatchStdDev(int groupSize) {
        this.groupSize = groupSize;
    }

    /**
     * Creates a layer with groups of 4 examples.
     *
     * @return a layer
     */
    public static MinibatchStdDev of() {
        return withGroupSize(DEFAULT_GROUP_SIZE);
    }

    /**
     * Creates a layer with groups of another size.
     *
     * @param examples the largest number of examples in a group, at least 2
     * @return a layer
     * @throws IllegalArgumentException if the number is below 2
     */
    public static MinibatchStdDev withGroupSize(int examples) {
        if (examples < 2) {
            throw new IllegalArgumentException("MinibatchStdDev: a group needs at least 2 examples, found " + examples
                    + "; a single example has no deviation");
        }
        return new MinibatchStdDev(examples);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Tensor channel = tape.buffers().allocate(x.shape().withColumns(1));             // (N, …, 1)
        forEachGroup(x, g -> {
            double sum = 0;
            for (int j = 0; j < g.size; j++) {
                sum += g.deviation(j, g.mean(j));
            }
            Arrays.fill(channel.array(), g.from * g.pixels(), g.until * g.pixels(), (float) (sum / g.size));
        });
        Tensor y = concatenateColumns(List.of(x, channel), Tape.forInference(tape.buffers()));
        return tape.record(this, y, (dy, sink) -> backward(x, dy, sink), (sink, t) -> tangent(x, sink, t), x);
    }

    private void backward(Tensor x, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            int channels = x.columns();
            forEachGroup(x, g -> {
                double ds = 0;
                for (int row = g.from * g.pixels(); row < g.until * g.pixels(); row++) {
                    ds += dy.array()[row * (channels + 1) + channels];
                    System.arraycopy(dy.array(), row * (channels + 1), dx.array(), row * channels, channels);
                }
                for (int j = 0; j < g.size; j++) {
                    double mean = g.mean(j);
                    double slope = ds / ((double) g.size * (g.until - g.from) * g.deviation(j, mean));
                    for (int n = g.from; n < g.until; n++) {
                        dx.array()[n * g.size + j] += (float) (slope * (x.array()[n * g.size + j] - mean));
                    }
                }
            });
            return dx;
        });
    }

    /** ẏ = [ẋ, ṡ]. */
    private void tangent(Tensor x, TangentSink sink, Tape tape) {
        sink.add(x, v -> {
            List<Tensor> channels = new ArrayList<>();
            for (Group g : groups(x)) {
                Tensor centered = centered(x, g, tape);                                           // (G, J)
                Tensor variance = meanRows(multiply(centered, centered, tape), tape);             // (J)
                Tensor deviation = sqrt(addScalar(variance, EPSILON, tape), tape);                // (J)
                Tensor covariance = meanRows(multiply(centered, centered(v, g, tape), tape), tape);
                Tensor ds = mean(divide(covariance, deviation, tape), tape);                      // (1)
                Tensor ones = Tensor.full(Shape.of((g.until - g.from) * g.pixels(), 1), 1);
                channels.add(matmul(ones, reshape(ds, Shape.of(1, 1), tape), tape));              // (G·pixels, 1)
            }
            Tensor channel = reshape(concatenateRows(channels, tape), x.shape().withColumns(1), tape);
            return concatenateColumns(List.of(v, channel), tape);
        });
    }

    /** The examples of a group minus their mean, (G, J). */
    private static Tensor centered(Tensor x, Group g, Tape tape) {
        Tensor rows = reshape(sliceRows(x, g.from, g.until, tape), Shape.of(g.until - g.from, g.size), tape);
        return plusRow(rows, negate(meanRows(rows, tape), tape), tape);
    }

    /** The examples from {@code from} to before {@code until} of a batch x; each has {@code size} values. */
    private record Group(Tensor x, int from, int until, int size) {
        int pixels() {
            return size / x.columns();
        }

        /** The mean of value j. */
        double mean(int j) {
            double sum = 0;
            for (int n = from; n < until; n++) {
                sum += x.array()[n * size + j];
            }
            return sum / (until - from);
        }

        /** The standard deviation of value j. */
        double deviation(int j, double mean) {
            double squares = 0;
            for (int n = from; n < until; n++) {
                double difference = x.array()[n * size + j] - mean;
                squares += difference * difference;
            }
            return Math.sqrt(squares / (until - from) + EPSILON);
        }
    }

    private List<Group> groups(Tensor x) {
        int n = x.shape().axis(0);
        int count = SumOrder.parts(n, groupSize);
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            groups.add(new Group(x, SumOrder.start(i, count, n), SumOrder.start(i + 1, count, n), x.size() / n));
        }
        return groups;
    }

    private void forEachGroup(Tensor x, Consumer<Group> loop) {
        List<Group> groups = groups(x);
        int grain = 1 + Parallel.ELEMENTWISE_GRAIN / (x.size() / groups.size());
        Parallel.forRange(groups.size(), grain, (from, until) -> groups.subList(from, until).forEach(loop));
    }

    @Override
    public Shape outputShape(Shape input) {
        return input.withColumns((long) input.columns() + 1);
    }

    @Override
    public Description describe() {
        return Description.of("MinibatchStdDev").with("group_size", groupSize);
    }

    /** Builds a layer from its {@link #describe}. */
    static MinibatchStdDev from(Description d, Weights w) {
        return withGroupSize(d.integer("group_size"));
    }

    @Override
    public String toString() {
        return "MinibatchStdDev " + groupSize;
    }
}
