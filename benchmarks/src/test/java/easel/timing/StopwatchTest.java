package easel.timing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    @Test
    void oneTimePerRunIsReturned() {
        AtomicInteger runs = new AtomicInteger();
        double[] ms = Stopwatch.run(runs::incrementAndGet, 0.01, 200);
        assertEquals(runs.get(), ms.length);
        assertTrue(ms.length >= 200);
        assertTrue(DoubleStream.of(ms).allMatch(time -> time >= 0));
    }
}
