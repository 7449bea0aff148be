package easel.benchmarks;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Draws the results of one benchmark as bars: GFLOP/s if the benchmark counts operations, otherwise milliseconds. The
 * axis is logarithmic if the largest result is more than ten times the smallest.
 */
final class BarChart {
    /** What each benchmark measures. */
    private static final Map<String, String> TITLES = Map.of(
            "PeakBenchmark", "Multiply-adds only: the peak of the processor",
            "GemmBenchmark", "Matrix product of rows x columns x inner size",
            "InferenceGemmBenchmark", "Matrix product of 1 to 64 rows and a weight",
            "ConvolutionBenchmark", "Convolutions of the example networks",
            "LayerBenchmark", "Layers without matrix products, Adam and the check for NaN",
            "TrainingStepBenchmark", "One training step of each program");

    private BarChart() {}

    /** The title of a benchmark, or the name of its class if it has no title. */
    static String title(String benchmark) {
        return TITLES.getOrDefault(benchmark, benchmark);
    }

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
            String group = group(row, compared);
            if (!groups.contains(group)) {
                groups.add(group);
            }
            series.computeIfAbsent(colour, c -> new LinkedHashMap<>())
                    .put(group, counted ? row.gflops() : row.milliseconds());
        }
        DoubleSummaryStatistics lengths = series.values().stream().flatMap(bars -> bars.values().stream())
                .mapToDouble(Double::doubleValue).summaryStatistics();
        Axis axis = Axis.of(lengths.getMin(), lengths.getMax());
        HorizontalBarChart chart = new HorizontalBarChartBuilder().width(900)
                .height(160 + groups.size() * (20 + 16 * series.size())).title(title)
                .xAxisTitle((counted ? "GFLOP/s (longer bars are faster)" : "Time in ms (shorter bars are faster)")
                        + (axis.logarithmic ? ", logarithmic axis" : "")).build();
        chart.getStyler().setXAxisMin(0.0);
        chart.setCustomXAxisTickLabelsFormatter(axis::label);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        // Applies to both axes. Must be less than the height of a group, or XChart omits its label.
        chart.getStyler().setXAxisTickMarkSpacingHint(30);
        chart.getStyler().setLegendVisible(!compared.isEmpty());
        // XChart needs a bar of every colour in every group, so a missing result becomes a bar without length.
        series.forEach((colour, bars) -> chart.addSeries(colour,
                groups.stream().map(group -> axis.position(bars.getOrDefault(group, axis.start))).toList(), groups));
        BufferedImage picture = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    /**
     * The axis of the bars. XChart labels a logarithmic axis like a linear one, so this class computes positions and
     * labels.
     *
     * @param logarithmic whether a position is the decimal logarithm of a value divided by {@code start}
     * @param start the value at position 0
     * @param spacing values between two labels of a linear axis
     */
    record Axis(boolean logarithmic, double start, double spacing) {
        private static final double MOST_LABELS = 10;

        /** A logarithmic axis if the largest value is more than ten times the smallest. */
        static Axis of(double smallest, double largest) {
            if (smallest > 0 && largest > 10 * smallest) {
                return new Axis(true, Math.pow(10, Math.floor(Math.log10(smallest))), 0);
            }
            double decade = Math.pow(10, Math.floor(Math.log10(largest / MOST_LABELS)));
            double steps = largest / MOST_LABELS / decade;      // 1 to 10
            return new Axis(false, 0, decade * (steps <= 1 ? 1 : steps <= 2 ? 2 : steps <= 5 ? 5 : 10));
        }

        /** The end of the bar for a value. */
        double position(double value) {
            return logarithmic ? Math.log10(value / start) : value;
        }

        /** The value at a tick, if it is a power of ten or a multiple of the spacing; otherwise empty. */
        String label(double position) {
            double step = logarithmic ? position : position / spacing;
            if (Math.abs(step - Math.rint(step)) > 1e-6) {
                return "";
            }
            return BigDecimal.valueOf(logarithmic ? start * Math.pow(10, position) : position)
                    .round(new MathContext(6)).stripTrailingZeros().toPlainString();
        }
    }

    /** The label of a group: all parameters except the compared one; {@code someMethod} becomes "some method". */
    private static String group(JmhResult row, String compared) {
        Map<String, String> params = row.paramsWithout(compared);
        params.computeIfPresent("method", (name, method) ->
                method.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT));
        return String.join(" ", params.values());
    }
}
