package easel.examples.run;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler;

/** The layout and the encoding of all plots. Without fonts, XChart throws an Error or a RuntimeException. */
public final class Charts {
    /** The width of a plot in pixels. */
    public static final int WIDTH = 900;
    /** The height of a plot in pixels. */
    public static final int HEIGHT = 500;

    private Charts() {}

    /** A plot of values over the steps of a training, from step 0 on. */
    static XYChart overSteps(String title, String xAxis, String yAxis) {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(xAxis)
                .yAxisTitle(yAxis).build();
        chart.getStyler().setXAxisTickMarkSpacingHint(100);
        chart.getStyler().setXAxisMin(0.0);
        style(chart.getStyler());
        return chart;
    }

    /**
     * Puts the legend below the plot, because curves and bars may cover any corner, makes the background white, and
     * writes numbers with a point in any locale.
     *
     * @param styler of a chart. Modified
     */
    public static void style(Styler styler) {
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setLocale(Locale.ROOT);
    }

    /** XChart labels round numbers only if the steps are unevenly spaced. Hence 0.999 for step 1. */
    static double position(long step) {
        return step == 1 ? 0.999 : step;
    }

    /**
     * Draws a plot.
     *
     * @param chart not modified
     * @return the picture
     */
    public static BufferedImage draw(Chart<?, ?> chart) {
        BufferedImage picture = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        graphics.dispose();
        return picture;
    }

    /**
     * Draws and encodes a plot.
     *
     * @param chart not modified
     * @return the bytes of a PNG
     * @throws IOException never, because it writes into memory
     */
    public static byte[] png(Chart<?, ?> chart) throws IOException {
        BufferedImage picture = draw(chart);
        // XChart's encoder adds a shutdown hook for its temporary file, which is impossible after Ctrl-C.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream png = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", png);
        }
        return bytes.toByteArray();
    }
}
