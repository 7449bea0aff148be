package easel.examples.profile;

import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import picocli.CommandLine.Option;

/**
 * {@code --profile}: measures each layer of the networks in every training step. The first fifth of the steps, at least
 * 1 and at most 100, is a warm-up for the JIT compiler and is not measured. Without the option, {@link #watch} returns
 * the network itself and nothing is measured.
 */
public final class Profile {
    private static final int LONGEST_WARM_UP = 100;

    private final LongSupplier clock;
    private final Map<String, WatchedNetwork> networks = new LinkedHashMap<>();
    private long warmUp;
    private long done;
    private long start;
    private long end;

    @Option(names = "--profile",
            description = "Measure each layer, forward and backward, and print times, GFLOP/s and bytes at the end."
                + " The results of the training do not change.")
    private boolean on;

    Profile() {
        this(false, System::nanoTime);
    }

    /** Uses a clock that returns nanoseconds. */
    Profile(boolean on, LongSupplier clock) {
        this.on = on;
        this.clock = clock;
    }

    /**
     * Whether the option is given.
     *
     * @return true with --profile
     */
    public boolean isOn() {
        return on;
    }

    /**
     * Wraps a network for measuring.
     *
     * @param name of the network in the table
     * @param network shared, not copied
     * @return the network itself, or with --profile a measured one with the same results
     */
    public Layer watch(String name, Sequential network) {
        return on ? networks.computeIfAbsent(name, n -> new WatchedNetwork(network, clock)) : network;
    }

    /**
     * Starts the warm-up.
     *
     * @param steps the number of steps of the run
     */
    public void begin(long steps) {
        warmUp = Math.max(1, Math.min(LONGEST_WARM_UP, steps / 5));
    }

    /** Ends a step. The time from here on counts for the next step. */
    public void step() {
        if (!on) {
            return;
        }
        end = clock.getAsLong();
        if (++done == warmUp) {
            networks.values().forEach(network -> network.rows().clear());
            start = end;
        }
    }

    /** The table, or one sentence if the run ended within its warm-up. */
    @Override
    public String toString() {
        if (done <= warmUp) {
            return "No profile: the run ended within its warm-up of " + warmUp + " steps.";
        }
        return ProfileTable.of(networks, done - warmUp, end - start);
    }
}
