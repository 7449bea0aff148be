package easel.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A Markdown table with right-aligned numbers. */
public final class Markdown {
    private final List<List<String>> rows = new ArrayList<>();
    private final int labels;

    /**
     * A table with a header.
     *
     * @param labels number of text columns on the left; the others are numbers
     * @param header titles of the columns
     */
    public Markdown(int labels, List<String> header) {
        this.labels = labels;
        rows.add(List.copyOf(header));
    }

    /**
     * Adds a row.
     *
     * @param cells one per column of the header
     * @throws IllegalArgumentException if the number of cells is not the number of columns
     */
    public void add(List<String> cells) {
        if (cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException("a row of " + cells.size() + " cells: expected one for each of the "
                    + rows.get(0).size() + " columns");
        }
        rows.add(List.copyOf(cells));
    }

    /**
     * Formats a number with three significant digits, but with all digits before the decimal point and at most three
     * after it.
     *
     * @param value any number
     * @return such as 0.123, 1.23, 12.3 or 1234; empty for NaN
     */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        int digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /**
     * The table.
     *
     * @return lines that end in a line feed
     */
    @Override
    public String toString() {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < rows.get(0).size(); i++) {
            int column = i;
            widths.add(Math.max(3, rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)));
        }
        StringBuilder text = new StringBuilder(line(rows.get(0), widths));
        List<String> rule = new ArrayList<>();
        for (int i = 0; i < widths.size(); i++) {
            rule.add(i < labels ? "-".repeat(widths.get(i)) : "-".repeat(widths.get(i) - 1) + ":");
        }
        text.append(line(rule, widths));
        rows.stream().skip(1).forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    private String line(List<String> cells, List<Integer> widths) {
        List<String> padded = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            String space = " ".repeat(widths.get(i) - cells.get(i).length());
            padded.add(i < labels ? cells.get(i) + space : space + cells.get(i));
        }
        return padded.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
