package easel.examples;

import easel.gan.GanStep;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Both losses against the steps, as PNG. A long run is drawn as means of equally many steps each. */
final class LossPlot {
    private static final int POINTS = 1000;

    private final long stepsPerPoint;
    private final List<Long> steps = new ArrayList<>();
    private final List<Double> discriminator = new ArrayList<>();
    private final List<Double> generator = new ArrayList<>();
    private double discriminatorSum;
    private double generatorSum;

    /** For a run of this many steps, which may end earlier. */
    LossPlot(long steps) {
        this.stepsPerPoint = (steps + POINTS - 1) / POINTS;
    }

    void add(GanStep step) {
        discriminatorSum += step.discriminatorLoss();
        generatorSum += step.generatorLoss();
        if (step.step() % stepsPerPoint == 0) {
            steps.add(step.step());
            discriminator.add(discriminatorSum / stepsPerPoint);
            generator.add(generatorSum / stepsPerPoint);
            discriminatorSum = 0;
            generatorSum = 0;
        }
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Throws an Error or a RuntimeException, depending on the Java, where there is no font to write with. */
    byte[] png() throws IOException {
        XYChart chart = new XYChartBuilder().width(900).height(500).title("Losses")
                .xAxisTitle(stepsPerPoint == 1 ? "step" : "step (means of " + stepsPerPoint + ")")
                .yAxisTitle("loss").build();
        chart.addSeries("discriminator", steps, discriminator).setMarker(SeriesMarkers.NONE);
        chart.addSeries("generator", steps, generator).setMarker(SeriesMarkers.NONE);
        BufferedImage picture = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        graphics.dispose();
        // Not XChart's own encoder: its temporary file needs a shutdown hook, and after Ctrl-C none can be added.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream png = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", png);
        }
        return bytes.toByteArray();
    }
}
