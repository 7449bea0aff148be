package easel.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts arithmetic beside calls, so that a result says GFLOP/s: two operations for each product and its addition. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Rate {
    /** Billions of operations; the runner divides by seconds. */
    public double gflops;

    /** For the benchmark runner. */
    public Rate() {}
}
