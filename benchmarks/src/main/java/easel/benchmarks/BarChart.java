package easel.benchmarks;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws the results of one benchmark as bars: GFLOP/s if the benchmark counts operations, otherwise milliseconds. */
final class BarChart {
    private BarChart() {}

    /**
     * Draws the chart.
     *
     * @param title the title above the bars
     * @param rows the results
     * @param compared the parameter whose values get different colours; empty for one colour
     * @throws IOException if PNG cannot be written
     */
    static byte[] png(String title, List<JmhResult> rows, String compared) throws IOException {
        boolean counted = rows.stream().noneMatch(row -> Double.isNaN(row.gflops()));
        Map<String, Map<String, Double>> series = new LinkedHashMap<>();   // colour, then group, then bar length
        List<String> groups = new ArrayList<>();
        for (JmhResult row : rows) {
            String colour = compared.isEmpty() ? title : row.params().get(compared);
            String group = String.join(" ", row.paramsWithout(compared).values());
            if (!groups.contains(group)) {
                groups.add(group);
            }
            series.computeIfAbsent(colour, c -> new LinkedHashMap<>())
                    .put(group, counted ? row.gflops() : row.milliseconds());
        }
        HorizontalBarChart chart = new HorizontalBarChartBuilder().width(900)
                .height(160 + groups.size() * (20 + 16 * series.size())).title(title)
                .xAxisTitle(counted ? "GFLOP/s" : "ms").build();
        chart.getStyler().setXAxisMin(0.0);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        // Applies to both axes. Must be less than the height of a group, or XChart omits its label.
        chart.getStyler().setXAxisTickMarkSpacingHint(30);
        chart.getStyler().setLegendVisible(!compared.isEmpty());
        // XChart needs a bar of every colour in every group, so missing results become 0.
        series.forEach((colour, bars) -> chart.addSeries(colour,
                groups.stream().map(group -> bars.getOrDefault(group, 0.0)).toList(), groups));
        BufferedImage picture = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }
}
