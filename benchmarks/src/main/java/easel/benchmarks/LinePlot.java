package easel.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
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
 * A plot of lines over integer sizes. Both axes are logarithmic and have labels at powers of two.
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

    /** The coordinate on a logarithmic axis. XChart labels a logarithmic axis at powers of ten only. */
    private static double position(double value) {
        return Math.log(value) / Math.log(2);
    }

    /** The label of a tick: the value if it is a power of two, rounded to two digits below 1; otherwise empty. */
    static String label(double position) {
        long power = Math.round(position);
        if (Math.abs(position - power) > 1e-6) {
            return "";
        }
        return power >= 0
                ? String.valueOf(1L << power)
                : BigDecimal.valueOf(Math.pow(2, power)).round(new MathContext(2)).toPlainString();
    }

    private XYChart chart() {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(xTitle)
                .yAxisTitle(yTitle).build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setXAxisTickMarkSpacingHint(40);
        chart.getStyler().setYAxisTickMarkSpacingHint(30);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(LinePlot::label);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(LinePlot::label);
        DoubleSummaryStatistics range = new DoubleSummaryStatistics();
        lines.forEach((name, value) -> {
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (int size : sizes) {
                double at = value.applyAsDouble(size);
                if (!Double.isNaN(at)) {
                    x.add(position(size));
                    y.add(position(at));
                    range.accept(position(at));
                }
            }
            if (!x.isEmpty()) {
                XYSeries line = chart.addSeries(name, x, y);
                line.setMarker(SeriesMarkers.CIRCLE);
                line.setLineStyle(new BasicStroke(2));
            }
        });
        // Both axes end at powers of two: XChart omits all labels if the smallest and the largest value have none.
        chart.getStyler().setXAxisMin(Math.floor(position(sizes.get(0))));
        chart.getStyler().setXAxisMax(Math.ceil(position(sizes.get(sizes.size() - 1))));
        if (range.getCount() > 0) {
            chart.getStyler().setYAxisMin(Math.floor(range.getMin()));
            chart.getStyler().setYAxisMax(Math.ceil(range.getMax()));
        }
        return chart;
    }
}
