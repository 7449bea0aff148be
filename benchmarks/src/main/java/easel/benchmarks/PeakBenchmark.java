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
 * Question: how many fused multiply-adds can Java code do here at best, on as many threads as Easel uses? Other
 * benchmarks are judged by this number.
 *
 * <p>Each element of an array that lies in the first-level cache passes through a chain of multiply-adds in one
 * register: one load and one store for {@value #CHAIN} multiply-adds. The chains of neighbouring elements do not wait
 * for each other, so the processor overlaps them; the compiler turns the loop over elements into vector instructions.
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
    /** With 6 loads and stores outweigh them, a tenth slower; 12 fill the processor's queues, a twentieth slower. */
    private static final int CHAIN = 8;
    private static final int ELEMENTS = 4096;
    private static final int PASSES = 500;

    private final float[][] values = new float[Parallel.threads()][ELEMENTS];

    /** For the benchmark runner. */
    public PeakBenchmark() {}

    /**
     * The chains, on every thread at once.
     *
     * @param rate counts the operations
     * @return what was computed, so that nothing is optimised away
     */
    @Benchmark
    public float[][] multiplyAdd(Rate rate) {
        Parallel.forRange(values.length, 1, (thread, end) -> {
            for (int pass = 0; pass < PASSES; pass++) {
                chains(values[thread], 0.5f, 0.5f);      // the fixed point is 1: no overflow, no denormals
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
