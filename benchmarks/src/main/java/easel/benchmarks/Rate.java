package easel.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts floating-point operations, so that JMH reports GFLOP/s: two for each multiply-add. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Rate {
    /** Billions of operations; JMH divides by seconds. */
    public double gflops;

    /** Called by JMH. */
    public Rate() {}
}
