package easel.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The epochs of a training run.
 *
 * @param epochs in order; the last one may be incomplete if the run ended within it
 * @param bestEpoch the number of the best epoch, from 1, by the value that {@link EarlyStopping} monitors; 0 without
 *     early stopping and before the first epoch ends
 */
public record History(List<TrainingEpoch> epochs, long bestEpoch) {
    /**
     * Copies the list.
     *
     * @param epochs in order. Not modified; copied
     * @param bestEpoch the number of the best epoch, or 0
     */
    public History {
        epochs = List.copyOf(epochs);
    }

    /**
     * A table with one line for each epoch. A star marks the best epoch. Columns are as wide as their longest text.
     *
     * @return the table, without a line break at its end; the same in every locale
     */
    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>();
        for (TrainingEpoch epoch : epochs) {
            if (lines.isEmpty()) {
                lines.add(header(epoch));
            }
            lines.add(line(epoch));
        }
        if (lines.isEmpty()) {
            return "No epoch has ended.";
        }
        int[] widths = IntStream.range(0, lines.get(0).size())
                .map(column -> lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0)).toArray();
        return lines.stream().map(line -> aligned(line, widths)).collect(Collectors.joining("\n"));
    }

    private static List<String> header(TrainingEpoch epoch) {
        List<String> header = new ArrayList<>(List.of("epoch", "step"));
        header.addAll(epoch.training().values().keySet());
        epoch.validation().ifPresent(validation -> validation.values().keySet()
                .forEach(name -> header.add(Metric.VALIDATION + name)));
        return header;
    }

    private List<String> line(TrainingEpoch epoch) {
        List<String> line = new ArrayList<>(List.of(
                epoch.epoch() + (epoch.epoch() == bestEpoch ? "*" : bestEpoch > 0 ? " " : ""), Long.toString(epoch.step())));
        epoch.training().values().values().forEach(value -> line.add(Evaluation.text(value)));
        epoch.validation().ifPresent(validation -> validation.values().values()
                .forEach(value -> line.add(Evaluation.text(value))));
        return line;
    }

    private static String aligned(List<String> line, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> String.format(Locale.ROOT, "%" + widths[column] + "s", line.get(column)))
                .collect(Collectors.joining("  "));
    }
}
