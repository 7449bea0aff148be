package easel.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A plot of lines over integer sizes. Both axes are logarithmic.
 *
 * @param title the title above the plot
 * @param xTitle the title of the horizontal axis
 * @param yTitle the title of the vertical axis
 * @param sizes the horizontal coordinates, in ascending order
 * @param lines for each line, by its name in the legend, the value at a size; NaN if there is none
 */
public record LinePlot(String title, String xTitle, String yTitle, List<Integer> sizes,
        Map<String, IntToDoubleFunction> lines) {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 420;

    /**
     * Draws plots next to each other.
     *
     * @param plots at least one
     * @return a PNG file
     * @throws IOException if PNG cannot be written
     */
    public static byte[] png(List<LinePlot> plots) throws IOException {
        BufferedImage picture = new BufferedImage(WIDTH * plots.size(), HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (LinePlot plot : plots) {
            plot.chart().paint(graphics, WIDTH, HEIGHT);
            graphics.translate(WIDTH, 0);
        }
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    private XYChart chart() {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(xTitle)
                .yAxisTitle(yTitle).build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setXAxisLogarithmic(true);
        lines.forEach((name, value) -> {
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (int size : sizes) {
                double at = value.applyAsDouble(size);
                if (!Double.isNaN(at)) {
                    x.add((double) size);
                    y.add(at);
                }
            }
            if (!x.isEmpty()) {
                XYSeries line = chart.addSeries(name, x, y);
                line.setMarker(SeriesMarkers.CIRCLE);
                line.setLineStyle(new BasicStroke(2));
            }
        });
        return chart;
    }
}
