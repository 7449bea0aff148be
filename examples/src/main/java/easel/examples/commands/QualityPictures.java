package easel.examples.commands;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.ops.Matrices;
import easel.core.state.WholeFile;
import easel.datasets.ImageGrid;
import easel.datasets.ImageSource;
import easel.datasets.Scaling;
import easel.examples.run.Charts;
import easel.examples.run.Panels;
import easel.measures.ClassHistogram;
import easel.measures.QualityReport;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** The pictures of {@code easel evaluate}. Without fonts there is no histogram. */
final class QualityPictures {
    private static final int SIDE = 8;               // rows and columns of a panel
    private static final int FONT = 2;               // magnification of the texts

    private final QualityReport report;
    private final Tensor generated;
    private final Shape image;
    private final Path folder;

    /**
     * Pictures of a report.
     *
     * @param generated images of the report, rounded to 8 bits, in [0, 1], (M, H, W, C). Not modified
     */
    QualityPictures(QualityReport report, Tensor generated, Path folder) {
        this.report = report;
        this.image = generated.shape().example();
        this.generated = generated.reshaped(Shape.of(generated.shape().axis(0), image.size()));
        this.folder = folder;
    }

    /** Draws the shares of the classes. */
    void drawHistogram() throws IOException {
        CategoryChart chart = new CategoryChartBuilder().width(Charts.WIDTH).height(Charts.HEIGHT)
                .title("Classes of the images").xAxisTitle("class").yAxisTitle("%").build();
        Charts.style(chart.getStyler());
        chart.addSeries("generated", classes(), percent(report.generatedClasses()));
        chart.addSeries("real", classes(), percent(report.realClasses()));
        byte[] png = Charts.png(chart);
        WholeFile.write(folder.resolve("histogram.png"), file -> file.bytes(png));
    }

    private List<Integer> classes() {
        return IntStream.range(0, report.generatedClasses().counts().size()).boxed().toList();
    }

    private static List<Double> percent(ClassHistogram histogram) {
        return Arrays.stream(histogram.shares()).map(share -> 100 * share).boxed().toList();
    }

    /**
     * Draws the first generated images, and at the same positions the nearest training images.
     *
     * @param indices the positions of the training images of the report. Not modified
     */
    void drawNeighbours(ImageSource training, int[] indices) throws IOException {
        int[] first = IntStream.range(0, SIDE * SIDE).toArray();
        int[] nearest = IntStream.of(first).map(i -> indices[report.nearest().index(i, 0)]).toArray();
        write("neighbours.png", List.of("generated", "nearest training images"), panel(first),
                grid().draw(training.images(nearest, Scaling.ZERO_TO_ONE)));
    }

    /** Draws the generated images with the lowest and with the highest realism, row by row from the lowest on. */
    void drawRealism() throws IOException {
        double[] realism = report.realism();
        int[] order = IntStream.range(0, realism.length).boxed()
                .sorted(Comparator.comparingDouble(i -> realism[i])).mapToInt(Integer::intValue).toArray();
        write("realism.png", List.of("lowest realism", "highest realism"),
                panel(Arrays.copyOf(order, SIDE * SIDE)),
                panel(Arrays.copyOfRange(order, order.length - SIDE * SIDE, order.length)));
    }

    private ImageGrid grid() {
        return ImageGrid.of(SIDE, SIDE, image, Scaling.ZERO_TO_ONE).withMagnification(2);
    }

    private BufferedImage panel(int[] rows) {
        return grid().draw(Matrices.gather(generated, rows, Allocator.HEAP));
    }

    private void write(String name, List<String> names, BufferedImage left, BufferedImage right) throws IOException {
        ImageGrid.write(Panels.draw(names, List.of(left, right), generated.rows() + " generated images", FONT),
                folder.resolve(name));
    }
}
