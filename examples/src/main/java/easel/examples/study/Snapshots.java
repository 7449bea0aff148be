package easel.examples.study;

import easel.core.state.State;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * States of a training at earlier steps, with a bounded size. When they are too large, states far from the newest one
 * are thinned out first; that of step 0 stays.
 */
final class Snapshots {
    private static final long OVERHEAD = 16_384;       // of the maps and strings of one state, in bytes

    private final NavigableMap<Long, State> states = new TreeMap<>();
    private final long limit;
    private long bytes;

    /** An empty store for at most {@code limit} bytes, but at least the first and the newest state. */
    Snapshots(long limit) {
        this.limit = limit;
    }

    void add(long step, State state) {
        if (states.putIfAbsent(step, state) == null) {
            bytes += size(state);
            while (bytes > limit && states.size() > 2) {
                remove(leastUseful());
            }
        }
    }

    /** The newest state at or before a step. */
    Map.Entry<Long, State> before(long step) {
        return states.floorEntry(step);
    }

    /** Drops the states after a step. */
    void dropAfter(long step) {
        while (states.lastKey() > step) {
            remove(states.lastKey());
        }
    }

    long bytes() {
        return bytes;
    }

    int count() {
        return states.size();
    }

    /** The inner state with the smallest gap between its neighbours, relative to its distance from the newest one. */
    private long leastUseful() {
        long newest = states.lastKey();
        long worst = -1;
        double least = Double.POSITIVE_INFINITY;
        for (long step : states.keySet()) {
            Long below = states.lowerKey(step);
            Long above = states.higherKey(step);
            if (below == null || above == null) {
                continue;
            }
            double use = (double) (above - below) / (newest - step);
            if (use < least) {
                least = use;
                worst = step;
            }
        }
        return worst;
    }

    private void remove(long step) {
        bytes -= size(states.remove(step));
    }

    private static long size(State state) {
        return OVERHEAD + state.tensors().values().stream().mapToLong(tensor -> 4L * tensor.size()).sum();
    }
}
