package easel.examples.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The Fréchet distances (FCD) of the evaluations of a run, from its {@code losses.csv}.
 *
 * @param run the name of the run's folder
 * @param column the name of the figure; only figures of equal names can be compared
 * @param steps the steps of the evaluations, at least one, ascending
 * @param distances FCD after each step
 */
public record QualityCurve(String run, String column, List<Long> steps, List<Double> distances) {
    private static final String LOSSES = "losses.csv";
    private static final String FCD = "fcd_";

    /**
     * Reads a run. A running training may add lines at the same time.
     *
     * @param folder the folder of the run
     * @return its evaluations
     * @throws IOException if the folder is not that of a run with evaluations
     */
    public static QualityCurve read(Path folder) throws IOException {
        Path file = folder.resolve(LOSSES);
        try {
            return of(folder, Files.readAllLines(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw new IOException(folder + ": has no " + LOSSES + "; name the folder of a run", e);
        }
    }

    private static QualityCurve of(Path folder, List<String> lines) throws IOException {
        List<String> names = lines.isEmpty() ? List.of() : List.of(lines.get(0).split(","));
        String column = names.stream().filter(name -> name.startsWith(FCD)).findFirst().orElseThrow(() ->
                new IOException(folder.resolve(LOSSES) + ": has no column " + FCD + "…; expected a run of a GAN on"
                        + " MNIST or Fashion-MNIST with --evaluate-every"));
        List<Long> steps = new ArrayList<>();
        List<Double> distances = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] fields = lines.get(i).split(",", -1);
            if (fields.length == names.size() && !fields[names.indexOf(column)].isEmpty()) {
                try {
                    double distance = Double.parseDouble(fields[names.indexOf(column)]);
                    steps.add(Long.parseLong(fields[0]));
                    distances.add(distance);
                } catch (NumberFormatException e) {
                    throw new IOException(folder.resolve(LOSSES) + ", line " + (i + 1) + ": cannot read the numbers of"
                            + " \"" + lines.get(i) + "\"; remove the line", e);
                }
            }
        }
        if (steps.isEmpty()) {
            throw new IOException(folder.resolve(LOSSES) + ": has no value in column " + column
                    + " yet; the first one is that of step --evaluate-every");
        }
        return new QualityCurve(folder.toAbsolutePath().normalize().getFileName().toString(), column, steps,
                distances);
    }

    /**
     * The index of the lowest distance.
     *
     * @return the first one of equal distances
     */
    public int lowest() {
        return IntStream.range(0, distances.size()).reduce((a, b) -> distances.get(b) < distances.get(a) ? b : a)
                .orElseThrow();
    }

    /**
     * Draws curves in one plot with logarithmic axes.
     *
     * @param curves at least one. Not modified
     * @return the picture. Without fonts it throws an Error or a RuntimeException, depending on the Java version
     */
    public static BufferedImage draw(List<QualityCurve> curves) {
        long columns = curves.stream().map(QualityCurve::column).distinct().count();
        XYChart chart = Charts.overSteps(columns == 1 ? curves.get(0).column : "FCD", "step", "FCD");
        chart.getStyler().setXAxisMin((double) curves.stream().mapToLong(curve -> curve.steps.get(0)).min().orElse(1));
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendLayout(LegendLayout.Vertical);      // one line for each run
        Set<String> names = new HashSet<>();
        for (int i = 0; i < curves.size(); i++) {
            QualityCurve curve = curves.get(i);
            String name = columns == 1 ? curve.run : String.format(Locale.ROOT, "%s (%s)", curve.run, curve.column);
            String label = names.add(name) ? name : name + " (" + (i + 1) + ")";
            chart.addSeries(label, curve.steps, curve.distances).setMarker(SeriesMarkers.CIRCLE);
        }
        return Charts.draw(chart);
    }
}
