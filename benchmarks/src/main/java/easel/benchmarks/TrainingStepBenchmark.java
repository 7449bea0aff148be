package easel.benchmarks;

import easel.core.kernels.Gemm;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
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
 * Question: how long does one training step of each {@link Program} take? JMH prints the median in the row p0.50.
 *
 * <p>Command: {@code mvn -q -pl benchmarks -am compile exec:exec@jmh -Djmh.args="TrainingStep"}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class TrainingStepBenchmark {
    /** The program. */
    @Param
    public Program program;

    private DoubleSupplier step;

    /** Called by JMH. */
    public TrainingStepBenchmark() {}

    /** Prints which matrix product is used, builds the networks and draws the real batch. */
    @Setup
    public void build() {
        System.out.println("Matrix products by " + Gemm.chosen().describe());
        step = program.start();
    }

    /**
     * One step.
     *
     * @return its loss, so that the compiler keeps the computation
     */
    @Benchmark
    public double step() {
        return step.getAsDouble();
    }
}
