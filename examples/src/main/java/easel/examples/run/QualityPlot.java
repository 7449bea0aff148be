package easel.examples.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots the Fréchet distance of the evaluations over the steps, and its value for training images, as a PNG. */
final class QualityPlot {
    static final String FILE = "quality.png";

    private final GanQuality quality;
    private final Columns columns;
    private final List<Double> steps = new ArrayList<>();
    private final List<Double> distances = new ArrayList<>();
    private Measurements last = new Measurements(0, List.of());

    QualityPlot(GanQuality quality, Columns columns) {
        this.quality = quality;
        this.columns = columns;
    }

    /** Adds a step; a step without an evaluation changes nothing. */
    void add(Measurements step) {
        double distance = columns.value(quality.fcd(), step);
        if (!Double.isNaN(distance)) {
            steps.add(Charts.position(step.step()));
            distances.add(distance);
            last = step;
        }
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** The values of the last evaluation, and their step; empty without one. */
    Map<String, Object> last() {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!isEmpty()) {
            values.put("step", last.step());
            quality.columns().forEach(column -> values.put(column, columns.value(column, last)));
        }
        return values;
    }

    byte[] png() throws IOException {
        double floor = quality.floor();
        XYChart chart = Charts.overSteps(quality.fcd(), "step", "FCD");
        chart.addSeries("generated images", steps, distances).setMarker(SeriesMarkers.CIRCLE);
        chart.addSeries(String.format(Locale.ROOT, "other training images: %.2f", floor),
                List.of(0.0, steps.get(steps.size() - 1)), List.of(floor, floor)).setMarker(SeriesMarkers.NONE);
        chart.getStyler().setYAxisMin(0.0);
        return Charts.png(chart);
    }
}
