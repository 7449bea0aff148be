package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ScratchTest {
    private final Scratch<float[]> scratch = Scratch.ofFloats();

    @Test
    void keepsAnArrayThatIsLargeEnough() {
        float[] first = scratch.atLeast(5);
        assertEquals(5, first.length);
        assertSame(first, scratch.atLeast(3));
        assertEquals(8, scratch.atLeast(8).length);
    }

    @Test
    void eachThreadHasItsOwnArray() {
        float[] mine = scratch.atLeast(5);
        assertNotSame(mine,
                CompletableFuture.supplyAsync(() -> scratch.atLeast(5), task -> new Thread(task).start()).join());
    }

    @Test
    void twoScratchesShareNoArray() {
        assertNotSame(scratch.atLeast(5), Scratch.ofFloats().atLeast(5));
        assertEquals(5, Scratch.ofDoubles().atLeast(5).length);
        assertEquals(5, Scratch.ofInts().atLeast(5).length);
    }
}
