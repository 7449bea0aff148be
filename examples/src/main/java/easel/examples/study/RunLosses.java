package easel.examples.study;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The measurements of a run, from its losses.csv. Without the file or its columns the history is empty. */
final class RunLosses {
    /** The columns of losses.csv, and their names on the page. */
    private static final Map<String, String> COLUMNS = Map.of("d_loss", "lossD", "g_loss", "lossG",
            "d_acc_real", "accuracyReal", "d_acc_fake", "accuracyFake", "d_x", "dReal", "d_g_z", "dFake");

    private final History history = new History("FCD");
    private final Map<Long, Point> kept = new HashMap<>();

    private RunLosses() {}

    /** Reads the file. Keeps the points of the steps of checkpoints, and a history of all. */
    static RunLosses read(Path file, Set<Long> checkpoints) throws IOException {
        RunLosses losses = new RunLosses();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String titles = lines.readLine();
            List<String> columns = titles == null ? List.of() : List.of(titles.split(","));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                losses.add(columns, line.split(",", -1), checkpoints);
            }
        } catch (NoSuchFileException e) {
            // The checkpoints can be shown without it.
        }
        return losses;
    }

    private void add(List<String> columns, String[] cells, Set<Long> checkpoints) {
        if (cells.length != columns.size()) {
            return;                                   // the incomplete last line of a killed run
        }
        long step = (long) number(cells[0]);
        boolean record = history.wants(step);
        if (!record && !checkpoints.contains(step)) {
            return;
        }
        Map<String, Double> values = new LinkedHashMap<>(Point.unmeasured(step, Double.NaN).values());
        for (int i = 1; i < cells.length; i++) {
            String name = columns.get(i).startsWith("fcd_") ? "quality" : COLUMNS.get(columns.get(i));
            if (name != null) {
                values.put(name, number(cells[i]));
            }
        }
        Point point = new Point(step, values, Map.of(), Map.of());
        if (record) {
            history.add(point);
        }
        if (checkpoints.contains(step)) {
            kept.put(step, point);
        }
    }

    private static double number(String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    History history() {
        return history;
    }

    /** The measurements of a checkpoint's step. */
    Point point(long step) {
        return kept.getOrDefault(step, Point.unmeasured(step, Double.NaN));
    }
}
