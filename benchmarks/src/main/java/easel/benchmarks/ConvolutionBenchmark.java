package easel.benchmarks;

import easel.core.Buffers;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Question: how fast are the programs' convolutions, forward and both gradients, compared with im2col, which uses the
 * same matrix product, and with nested loops? Multiplications by padding zeros never count as operations.
 *
 * <p>Command: {@code mvn -q -pl benchmarks -am compile exec:exec@jmh -Djmh.args="Convolution"}, half an hour; less with
 * {@code -p by=EASEL,IM2COL} or {@code -p layer=DCGAN_G1} in the arguments.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ConvolutionBenchmark {
    /** The layer. */
    @Param
    public ConvolutionLayer layer;

    /** The algorithm. */
    @Param
    public Convolver by;

    private final RandomStream random = RandomStream.of(1);
    private final Buffers buffers = new Buffers();
    private Tensor x;
    private Tensor weight;
    private Tensor y;

    /** Called by JMH. */
    public ConvolutionBenchmark() {}

    /** Draws the tensors. */
    @Setup
    public void draw() {
        x = normal(layer.x());
        weight = normal(layer.weight());
        y = normal(layer.y());
    }

    private Tensor normal(Shape shape) {
        Tensor tensor = Tensor.zeros(shape);
        random.fillNormal(tensor.array(), 0, 1);
        return tensor;
    }

    /**
     * The forward pass. For a transposed layer it is the input gradient of the underlying convolution.
     *
     * @param rate counts the operations
     * @return one value of the result, so that the compiler keeps the computation
     */
    @Benchmark
    public float forward(Rate rate) {
        return layer.transposed ? run(by.inputGradient, y, weight, rate) : run(by.forward, x, weight, rate);
    }

    /**
     * The gradient with respect to the input. For a transposed layer it is the underlying convolution.
     *
     * @param rate counts the operations
     * @return one value of the result
     */
    @Benchmark
    public float inputGradient(Rate rate) {
        return layer.transposed ? run(by.forward, x, weight, rate) : run(by.inputGradient, y, weight, rate);
    }

    /**
     * The gradient with respect to the weights.
     *
     * @param rate counts the operations
     * @return one value of the result
     */
    @Benchmark
    public float weightGradient(Rate rate) {
        return run(by.weightGradient, x, y, rate);
    }

    private float run(Convolver.Product product, Tensor a, Tensor b, Rate rate) {
        try (Tape tape = Tape.training(random, buffers)) {       // reuses buffers, as training does
            float value = product.of(a, b, layer.geometry, tape.buffers()).array()[0];
            rate.gflops += layer.gigaflops();
            return value;
        }
    }
}
