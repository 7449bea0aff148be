package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PerThreadTest {
    private final PerThread<int[]> arrays = new PerThread<>(() -> new int[3]);

    @Test
    void eachThreadHasOneObject() {
        int[] mine = arrays.get();
        assertEquals(3, mine.length);
        assertNotSame(mine, CompletableFuture.supplyAsync(arrays::get, task -> new Thread(task).start()).join());
        assertSame(mine, arrays.get());
    }

    @Test
    void keepsTheObjectWhenMemoryIsCollected() {
        arrays.get()[1] = 5;
        System.gc();
        assertEquals(5, arrays.get()[1]);
    }

    @Test
    void setReplacesTheObject() {
        int[] other = new int[7];
        arrays.get();
        assertSame(other, arrays.set(other));
        assertSame(other, arrays.get());
    }
}
