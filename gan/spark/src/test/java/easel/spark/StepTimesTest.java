package easel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepTimesTest {
    private static final long MS = 1_000_000;

    private static ShardResult result(String executor, long millis) {
        return new ShardResult(new byte[500_000], "", millis * MS, executor, Machine.here());
    }

    /** Executor 0 computes two tasks, one after the other, and is the slowest. */
    @Test
    void theRestOfTheTimeIsWaiting() {
        StepTimes times = new StepTimes();
        times.add(0, 10 * MS, 100 * MS, 1_000_000, List.of(result("0", 20), result("1", 30), result("0", 15)));
        times.add(100 * MS, 110 * MS, 200 * MS, 1_000_000, List.of(result("0", 25)));
        assertEquals("100 ms per step on executors: computing 30, sending 10, waiting 60; 1.5 MB to the executors,"
                + " 1.0 MB back", times.perStep(2));
    }
}
