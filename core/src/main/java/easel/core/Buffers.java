package easel.core;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * A store of arrays from closed tapes, by length, for reuse by later tapes. A training loop owns one store and gives it
 * to each of its tapes; a tape takes arrays from the store and returns them when it is closed. Not thread-safe.
 */
public final class Buffers {
    private final Map<Integer, Deque<float[]>> free = new HashMap<>();

    /** An empty store. */
    public Buffers() {}

    /** A stored array of this length, or a new one if there is none. Its contents are unspecified. */
    float[] take(int length) {
        Deque<float[]> stored = free.get(length);
        return stored == null || stored.isEmpty() ? new float[length] : stored.pop();
    }

    /** Stores an array that no live tensor uses any more. */
    void giveBack(float[] array) {
        assert poison(array);
        free.computeIfAbsent(array.length, n -> new ArrayDeque<>()).push(array);
    }

    /** Runs only with assertions enabled. A tensor that is used after its tape was closed then reads as NaN. */
    private static boolean poison(float[] array) {
        Arrays.fill(array, Float.NaN);
        return true;
    }
}
