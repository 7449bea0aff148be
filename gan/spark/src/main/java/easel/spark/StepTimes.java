package easel.spark;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sums of times and bytes over the updates of some steps. Not thread-safe. */
final class StepTimes {
    private long whole;
    private long sending;
    private long computing;
    private long sent;
    private long received;

    /**
     * Adds an update.
     *
     * @param begin when it began, in nanoseconds
     * @param broadcast when the values of the networks were ready to be fetched
     * @param end when all sums had arrived
     * @param networks the bytes of these values
     * @param results the sums
     */
    void add(long begin, long broadcast, long end, int networks, List<ShardResult> results) {
        Map<String, Long> busy = new HashMap<>();
        results.forEach(result -> busy.merge(result.executor(), result.nanos(), Long::sum));
        whole += end - begin;
        sending += broadcast - begin;
        computing += busy.values().stream().mapToLong(nanos -> nanos).max().orElse(0);
        sent += (long) networks * busy.size();
        received += results.stream().mapToLong(result -> result.sum().length).sum();
    }

    /** The means of a number of steps: the slowest executor computes, the rest is sending and waiting. */
    String perStep(long steps) {
        return String.format(Locale.ROOT, "%.0f ms per step on executors: computing %.0f, sending %.0f, waiting %.0f;"
                        + " %.1f MB to the executors, %.1f MB back", ms(whole, steps), ms(computing, steps),
                ms(sending, steps), ms(whole - computing - sending, steps), sent / 1e6 / steps,
                received / 1e6 / steps);
    }

    private static double ms(long nanos, long steps) {
        return nanos / 1e6 / steps;
    }
}
