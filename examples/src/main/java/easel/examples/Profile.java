package easel.examples;

import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import picocli.CommandLine.Option;

/**
 * {@code --profile}: where the time of a training step goes. The first fifth of the steps, at least one and at most
 * 100, does not count, while Java compiles. Without the option networks stay as they are and nothing is measured.
 */
final class Profile {
    private static final int LONGEST_WARM_UP = 100;

    private final LongSupplier clock;
    private final Map<String, WatchedNetwork> networks = new LinkedHashMap<>();
    private long warmUp;
    private long done;
    private long start;
    private long end;

    @Option(names = "--profile",
            description = "Measure each layer, forward and backward, and print times, GFLOP/s and bytes at the end."
                + " The results stay the same.")
    private boolean on;

    Profile() {
        this(false, System::nanoTime);
    }

    /** With a clock in ns. */
    Profile(boolean on, LongSupplier clock) {
        this.on = on;
        this.clock = clock;
    }

    boolean isOn() {
        return on;
    }

    /** The network itself, or with --profile one that computes the same and is measured under this name. */
    Layer watch(String name, Sequential network) {
        return on ? networks.computeIfAbsent(name, n -> new WatchedNetwork(network, clock)) : network;
    }

    /** Says how many steps are to come. */
    void begin(long steps) {
        warmUp = Math.max(1, Math.min(LONGEST_WARM_UP, steps / 5));
    }

    /** Another step is done. What happens until the next one begins counts for that one. */
    void step() {
        if (!on) {
            return;
        }
        end = clock.getAsLong();
        if (++done == warmUp) {
            networks.values().forEach(network -> network.rows().clear());
            start = end;
        }
    }

    /** The table, or a sentence if all that was done was the warm-up. */
    @Override
    public String toString() {
        if (done <= warmUp) {
            return "No profile: the run did not get beyond its warm-up, " + warmUp + " steps.";
        }
        return ProfileTable.of(networks, done - warmUp, end - start);
    }
}
