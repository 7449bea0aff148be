package easel.examples.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Formats a profile. One line holds all time outside of layers, so that the times add up to the time of a step. The
 * width of a column is that of its longest text, but at least that of {@link #LEAST}.
 */
final class ProfileTable {
    private static final int[] LEAST = {37, 6, 9, 9, 8, 6, 9, 9, 8};
    private static final List<String> RULE = List.of();

    private final long steps;
    private final List<List<String>> rows = new ArrayList<>();      // the cells of each line, without empty last cells

    private ProfileTable(long steps) {
        this.steps = steps;
    }

    /** Formats the means over a number of steps that took {@code nanos} ns in total. */
    static String of(Map<String, WatchedNetwork> networks, long steps, long nanos) {
        ProfileTable table = new ProfileTable(steps);
        table.rows.add(row("Layer", titles(), titles()));
        long layers = 0;
        for (Map.Entry<String, WatchedNetwork> network : networks.entrySet()) {
            layers += table.network(network.getKey(), network.getValue());
        }
        table.rows.add(RULE);
        table.time("Layers", layers);
        table.time("Data, losses, optimizers, pictures, …", nanos - layers);
        table.time("Step", nanos);
        return table.text();
    }

    private static List<String> titles() {
        return List.of("calls", "ms", "GFLOP/s", "MB");
    }

    private static List<String> row(String name, List<String> forward, List<String> backward) {
        List<String> cells = new ArrayList<>(List.of(name));
        cells.addAll(forward);
        cells.addAll(backward);
        return cells;
    }

    /** Adds a network's rows; returns the total ns of its layers. */
    private long network(String name, WatchedNetwork network) {
        rows.add(RULE);
        Cost forward = new Cost();
        Cost backward = new Cost();
        for (Map.Entry<String, WatchedNetwork.Row> layer : network.rows().entrySet()) {
            WatchedNetwork.Row row = layer.getValue();
            rows.add(row(layer.getKey(), numbers(calls(row.forward()), row.forward()),
                    numbers(calls(row.backward()), row.backward())));
            forward.add(row.forward());
            backward.add(row.backward());
        }
        rows.add(row(name, numbers("", forward), numbers("", backward)));
        return forward.nanos + backward.nanos;
    }

    private String calls(Cost cost) {
        return String.format(Locale.ROOT, "%d", cost.calls / steps);
    }

    private List<String> numbers(String calls, Cost cost) {
        if (cost.calls == 0) {
            return Collections.nCopies(4, "");
        }
        double speed = (double) cost.operations / cost.nanos;              // operations per ns are GFLOP/s
        return List.of(calls, ms(cost.nanos), cost.operations == 0 ? "" : String.format(Locale.ROOT, "%.1f", speed),
                String.format(Locale.ROOT, "%.2f", cost.bytes / 1e6 / steps));
    }

    private void time(String name, long nanos) {
        rows.add(List.of(name, "", ms(nanos)));
    }

    private String ms(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6 / steps);
    }

    private String text() {
        int[] widths = widths();
        int forward = widths[1] + widths[2] + widths[3] + widths[4];
        int backward = widths[5] + widths[6] + widths[7] + widths[8];
        String rule = "-".repeat(widths[0] + forward + backward) + "\n";
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "Profile: one step, the mean of %d;"
                + " MB are those of the tensors that were read and made\n", steps));
        text.append(rule).append(" ".repeat(widths[0])).append(heading("forward", forward))
                .append(heading("backward", backward)).append('\n');
        for (List<String> row : rows) {
            text.append(row.equals(RULE) ? rule : line(row, widths));
        }
        return text.toString();
    }

    /** The widths of all columns. A column of numbers includes at least one space before its longest number. */
    private int[] widths() {
        int[] widths = LEAST.clone();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length() + (i == 0 ? 0 : 1));
            }
        }
        return widths;
    }

    /** The heading of four columns: two spaces, then the title between dashes. */
    private static String heading(String title, int width) {
        int dashes = width - title.length() - 4;
        return "  " + "-".repeat((dashes + 1) / 2) + " " + title + " " + "-".repeat(dashes / 2);
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(String.format(Locale.ROOT, "%" + (i == 0 ? "-" : "") + widths[i] + "s", row.get(i)));
        }
        return line.append('\n').toString();
    }
}
