package easel.core;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays of passes that are over, kept by length for the passes to come. A training loop owns one and gives it
 * to each of its tapes; the tapes take from it and, when closed, return to it. Not for use by two threads at
 * once.
 */
public final class Buffers {
    private final Map<Integer, Deque<float[]>> free = new HashMap<>();

    /** An empty store. */
    public Buffers() {}

    float[] take(int length) {
        Deque<float[]> same = free.get(length);
        return same == null || same.isEmpty() ? new float[length] : same.pop();
    }

    void giveBack(float[] array) {
        assert poison(array);
        free.computeIfAbsent(array.length, n -> new ArrayDeque<>()).push(array);
    }

    /** Runs only with assertions on: a tensor used after its tape was closed then shows as NaN. */
    private static boolean poison(float[] array) {
        Arrays.fill(array, Float.NaN);
        return true;
    }
}
