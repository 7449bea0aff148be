package easel.benchmarks;

import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
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
 * Question: how fast is C = A·B in each implementation, for the programs' dense layers and for square matrices? NAIVE
 * is the baseline. An implementation that does not work here fails with the reason; the others continue.
 *
 * <p>Command: {@code mvn -q -pl benchmarks -am compile exec:exec@jmh -Djmh.args="Gemm"}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GemmBenchmark {
    /** The implementation. */
    @Param
    public Gemm.Kind gemm;

    /**
     * Rows of A, columns of B, and the inner size. In order: forward pass, input gradient and weight gradient of the
     * largest layer of the vanilla GAN; dense layers of the vanilla discriminator and of the small, DCGAN and
     * convolutional generators; forward pass and weight gradient of the classifier's dense layer; square matrices.
     */
    @Param({"32x784x1024", "32x1024x784", "1024x784x32", "32x512x784", "128x784x128", "128x12544x100", "128x6272x100",
        "128x256x3136", "3136x256x128", "128x128x128", "256x256x256", "512x512x512", "1024x1024x1024"})
    public String size;

    private Gemm chosen;
    private MatrixView a;
    private MatrixView b;
    private MatrixView c;
    private double operations;

    /** Called by JMH. */
    public GemmBenchmark() {}

    /** Draws the matrices. */
    @Setup
    public void draw() {
        String[] sizes = size.split("x");
        int m = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        int k = Integer.parseInt(sizes[2]);
        chosen = Gemm.of(gemm);
        a = normal(m, k, 1);
        b = normal(k, n, 2);
        c = normal(m, n, 3);
        operations = 2e-9 * m * n * k;
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
    public MatrixView multiply(Rate rate) {
        chosen.multiply(a, b, c);
        rate.gflops += operations;
        return c;
    }
}
