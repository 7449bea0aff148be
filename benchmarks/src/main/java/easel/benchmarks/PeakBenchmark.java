package easel.benchmarks;

import easel.core.kernels.Parallel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Question: what is the highest rate of fused multiply-adds of Java code here, on the same number of threads as Easel?
 * Other benchmarks are compared with this rate.
 *
 * <p>Each element of an array in the first-level cache goes through a chain of multiply-adds in one register, with one
 * load and one store for {@value #CHAIN} multiply-adds. The chains of different elements are independent, so the
 * processor overlaps them; the compiler vectorizes the loop over elements.
 *
 * <p>Command: {@code mvn -q -pl benchmarks -am compile exec:exec@jmh -Djmh.args="Peak"}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PeakBenchmark {
    /** Chains of 6 are 10% slower: more loads and stores. Chains of 12 are 5% slower: the CPU's queues are full. */
    private static final int CHAIN = 8;
    private static final int ELEMENTS = 4096;
    private static final int PASSES = 500;

    private final float[][] values = new float[Parallel.threads()][ELEMENTS];

    /** Called by JMH. */
    public PeakBenchmark() {}

    /**
     * Computes the chains on all threads at the same time.
     *
     * @param rate counts the operations
     * @return the results, so that the compiler keeps the computation
     */
    @Benchmark
    public float[][] multiplyAdd(Rate rate) {
        Parallel.forRange(values.length, 1, (thread, end) -> {
            for (int pass = 0; pass < PASSES; pass++) {
                chains(values[thread], 0.5f, 0.5f);      // values converge to 1: no overflow, no denormals
            }
        });
        rate.gflops += 2e-9 * CHAIN * ELEMENTS * PASSES * values.length;
        return values;
    }

    private static void chains(float[] values, float a, float b) {
        for (int i = 0; i < values.length; i++) {
            float v = values[i];
            v = Math.fma(v, a, b);
            v = Math.fma(v, a, b);
            v = Math.fma(v, a, b);
            v = Math.fma(v, a, b);
            v = Math.fma(v, a, b);
            v = Math.fma(v, a, b);
            v = Math.fma(v, a, b);
            v = Math.fma(v, a, b);
            values[i] = v;
        }
    }
}
