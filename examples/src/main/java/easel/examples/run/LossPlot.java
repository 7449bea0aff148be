package easel.examples.run;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots the losses over the steps as a PNG. Each point of a long run is the mean over a fixed number of steps. */
final class LossPlot {
    static final String FILE = "losses.png";

    private static final int POINTS = 1000;

    private final Columns columns;
    private final long stepsPerPoint;
    private final List<Double> steps = new ArrayList<>();
    private final List<List<Double>> means = new ArrayList<>();      // of each curve, at these steps
    private final double[] sums;
    private long last;
    private long inPoint;

    /** Chooses the steps per point for a run of this number of steps; the run may end earlier. */
    LossPlot(Columns columns, long steps) {
        this.columns = columns;
        this.stepsPerPoint = (steps + POINTS - 1) / POINTS;
        this.sums = new double[columns.curves().size()];
        columns.curves().forEach(curve -> means.add(new ArrayList<>()));
    }

    void add(Measurements step) {
        last = step.step();
        inPoint++;
        for (int i = 0; i < sums.length; i++) {
            sums[i] += columns.value(columns.curves().get(i).column(), step);
        }
        // Step 1 is a point by itself.
        if (last == 1 || last % stepsPerPoint == 0) {
            endPoint(steps, means);
            inPoint = 0;
            Arrays.fill(sums, 0);
        }
    }

    private void endPoint(List<Double> steps, List<List<Double>> means) {
        // XChart puts labels at round numbers only if the points are unevenly spaced. Hence 0.999 for step 1.
        steps.add(last == 1 ? 0.999 : last);
        for (int i = 0; i < sums.length; i++) {
            means.get(i).add(sums[i] / inPoint);
        }
    }

    boolean isEmpty() {
        return last == 0;
    }

    /**
     * Plots the losses so far. Without fonts it throws an Error or a RuntimeException, depending on the Java version.
     */
    byte[] png() throws IOException {
        List<Double> x = new ArrayList<>(steps);
        List<List<Double>> y = means.stream().<List<Double>>map(ArrayList::new).toList();
        if (inPoint > 0) {
            endPoint(x, y);      // the last point, the mean of fewer steps
        }
        XYChart chart = new XYChartBuilder().width(900).height(500).title("Losses")
                .xAxisTitle(stepsPerPoint == 1 ? "step" : "step (means of " + stepsPerPoint + ")")
                .yAxisTitle("loss").build();
        chart.getStyler().setXAxisTickMarkSpacingHint(100);
        chart.getStyler().setXAxisMin(0.0);
        chart.getStyler().setYAxisMin(0.0);
        // Below the plot, because a curve may cover any corner.
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        for (int i = 0; i < sums.length; i++) {
            chart.addSeries(columns.curves().get(i).label(), x, y.get(i)).setMarker(SeriesMarkers.NONE);
        }
        BufferedImage picture = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        graphics.dispose();
        // XChart's encoder adds a shutdown hook for its temporary file, which is impossible after Ctrl-C.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream png = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", png);
        }
        return bytes.toByteArray();
    }
}
