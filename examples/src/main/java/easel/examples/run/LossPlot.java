package easel.examples.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Plots the losses over the steps as a PNG. Each point of a long run is the mean over a fixed number of steps. A curve
 * that is not measured in every step has markers.
 */
final class LossPlot {
    static final String FILE = "losses.png";

    private static final int POINTS = 1000;

    private final Columns columns;
    private final long stepsPerPoint;
    private final List<Points> curves = new ArrayList<>();
    private long last;

    /** The points of a curve, and the sum of the values since the last point. */
    private static final class Points {
        private final List<Double> steps = new ArrayList<>();
        private final List<Double> means = new ArrayList<>();
        private double sum;
        private long count;
        private boolean hasGaps;

        void add(double value) {
            if (Double.isNaN(value)) {
                hasGaps = true;
            } else {
                sum += value;
                count++;
            }
        }

        void end(long step) {
            if (count > 0) {
                steps.add(Charts.position(step));
                means.add(sum / count);
            }
            sum = 0;
            count = 0;
        }

        Points copy() {
            Points copy = new Points();
            copy.steps.addAll(steps);
            copy.means.addAll(means);
            copy.sum = sum;
            copy.count = count;
            return copy;
        }
    }

    /** Chooses the steps per point for a run of this number of steps; the run may end earlier. */
    LossPlot(Columns columns, long steps) {
        this.columns = columns;
        this.stepsPerPoint = (steps + POINTS - 1) / POINTS;
        columns.curves().forEach(curve -> curves.add(new Points()));
    }

    void add(Measurements step) {
        last = step.step();
        for (int i = 0; i < curves.size(); i++) {
            curves.get(i).add(columns.value(columns.curves().get(i).column(), step));
        }
        // Step 1 is a point by itself.
        if (last == 1 || last % stepsPerPoint == 0) {
            curves.forEach(curve -> curve.end(last));
        }
    }

    boolean isEmpty() {
        return last == 0;
    }

    /**
     * Plots the losses so far. Without fonts it throws an Error or a RuntimeException, depending on the Java version.
     */
    byte[] png() throws IOException {
        XYChart chart = Charts.overSteps("Losses",
                stepsPerPoint == 1 ? "step" : "step (means of " + stepsPerPoint + ")", "loss");
        boolean negative = false;
        for (int i = 0; i < curves.size(); i++) {
            Points points = curves.get(i).copy();
            points.end(last);      // the last point, the mean of fewer steps
            negative |= points.means.stream().anyMatch(mean -> mean < 0);
            if (!points.steps.isEmpty()) {
                chart.addSeries(columns.curves().get(i).label(), points.steps, points.means)
                        .setMarker(curves.get(i).hasGaps ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
            }
        }
        if (!negative) {
            chart.getStyler().setYAxisMin(0.0);
        }
        return Charts.png(chart);
    }
}
