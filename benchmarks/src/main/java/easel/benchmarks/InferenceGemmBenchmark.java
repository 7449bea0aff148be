package easel.benchmarks;

import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.PackedMatrix;
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
 * Question: how fast are the products of inference, with 1, 16 and 64 images, and what does it gain to pack the weight
 * once? With one image, a product reads each element of the weight once: 2 GFLOP/s are 4 GB/s.
 *
 * <p>Command: {@code mvn -q -pl benchmarks -am compile exec:exec@jmh -Djmh.args="InferenceGemm"}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InferenceGemmBenchmark {
    /** Rows of A: images. */
    @Param({"1", "16", "64"})
    public int images;

    /** Rows and columns of B: a dense layer of the vanilla generator, and the last of the DCGAN discriminator. */
    @Param({"1024x784", "6272x1"})
    public String weight;

    private final Gemm gemm = Gemm.chosen();
    private MatrixView a;
    private MatrixView b;
    private PackedMatrix packed;
    private MatrixView c;
    private double operations;

    /** Called by JMH. */
    public InferenceGemmBenchmark() {}

    /** Draws the matrices. */
    @Setup
    public void draw() {
        String[] sizes = weight.split("x");
        int k = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        a = normal(images, k, 1);
        b = normal(k, n, 2);
        packed = gemm.pack(b);
        c = normal(images, n, 3);
        operations = 2e-9 * images * n * k;
    }

    private static MatrixView normal(int rows, int columns, long seed) {
        float[] values = new float[rows * columns];
        RandomStream.of(seed).fillNormal(values, 0, 1);
        return MatrixView.of(values, rows, columns);
    }

    /**
     * C = A·B.
     *
     * @param rate counts the operations
     * @return C, so that the compiler keeps the computation
     */
    @Benchmark
    public MatrixView unpacked(Rate rate) {
        gemm.multiply(a, b, c);
        rate.gflops += operations;
        return c;
    }

    /**
     * C = A·B with B packed before.
     *
     * @param rate counts the operations
     * @return C, so that the compiler keeps the computation
     */
    @Benchmark
    public MatrixView packed(Rate rate) {
        gemm.multiply(a, packed, c);
        rate.gflops += operations;
        return c;
    }
}
