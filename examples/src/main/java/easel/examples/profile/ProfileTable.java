package easel.examples.profile;

import java.util.Locale;
import java.util.Map;

/** Formats a profile. One line holds all time outside of layers, so that the times add up to the time of a step. */
final class ProfileTable {
    private static final int NUMBERS = 64;     // the width of all other columns

    private final long steps;
    private final String first;      // the format of the first column
    private final String rule;
    private final StringBuilder text = new StringBuilder();

    private ProfileTable(long steps, int width) {
        this.steps = steps;
        this.first = "%-" + width + "s";
        this.rule = "-".repeat(width + NUMBERS) + "\n";
    }

    /** Formats the means over a number of steps that took {@code nanos} ns in total. */
    static String of(Map<String, WatchedNetwork> networks, long steps, long nanos) {
        int longest = networks.values().stream()
                .flatMap(network -> network.rows().keySet().stream())
                .mapToInt(String::length)
                .max().orElse(0);
        ProfileTable table = new ProfileTable(steps, Math.max(37, longest));
        table.head();
        long layers = 0;
        for (Map.Entry<String, WatchedNetwork> network : networks.entrySet()) {
            layers += table.network(network.getKey(), network.getValue());
        }
        table.append(table.rule);
        table.time("Layers", layers);
        table.time("Data, losses, optimizers, pictures, …", nanos - layers);
        table.time("Step", nanos);
        return table.text.toString();
    }

    private void head() {
        append("Profile: one step, the mean of %d; MB are those of the tensors that were read and made\n", steps);
        append(rule);
        append(first + "  %s  %s\n", "", "----------- forward ----------", "---------- backward ----------");
        append(first + "%s%s\n", "Layer", titles(), titles());
    }

    private static String titles() {
        return String.format(Locale.ROOT, "%6s%9s%9s%8s", "calls", "ms", "GFLOP/s", "MB");
    }

    /** Adds a network's rows; returns the total ns of its layers. */
    private long network(String name, WatchedNetwork network) {
        append(rule);
        Cost forward = new Cost();
        Cost backward = new Cost();
        for (Map.Entry<String, WatchedNetwork.Row> layer : network.rows().entrySet()) {
            WatchedNetwork.Row row = layer.getValue();
            append(first + "%6s%s%6s%s\n", layer.getKey(), calls(row.forward()), numbers(row.forward()),
                    calls(row.backward()), numbers(row.backward()));
            forward.add(row.forward());
            backward.add(row.backward());
        }
        append(first + "%6s%s%6s%s\n", name, "", numbers(forward), "", numbers(backward));
        return forward.nanos + backward.nanos;
    }

    private String calls(Cost cost) {
        return cost.calls == 0 ? "" : String.format(Locale.ROOT, "%d", cost.calls / steps);
    }

    private String numbers(Cost cost) {
        if (cost.calls == 0) {
            return " ".repeat(26);
        }
        double speed = (double) cost.operations / cost.nanos;              // operations per ns are GFLOP/s
        return String.format(Locale.ROOT, "%9.3f%9s%8.2f", ms(cost.nanos),
                cost.operations == 0 ? "" : String.format(Locale.ROOT, "%.1f", speed), cost.bytes / 1e6 / steps);
    }

    private void time(String name, long nanos) {
        append(first + "%15.3f\n", name, ms(nanos));
    }

    private double ms(long nanos) {
        return nanos / 1e6 / steps;
    }

    private void append(String format, Object... args) {
        text.append(String.format(Locale.ROOT, format, args));
    }
}
