package easel.examples.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.examples.run.RealFeatures;
import easel.measures.EightBit;
import easel.measures.Evaluator;
import easel.measures.QualityReport;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityPicturesTest {
    private static final int COUNT = 130;
    private static final int LINE = 2;             // pixels between the panels

    @TempDir
    Path folder;

    /** If the generated images are training images, then each one is next to itself. */
    @Test
    void theNearestTrainingImagesAreThoseOfTheReport() throws IOException {
        LabeledImages training = Mnist.train();
        Evaluator evaluator = Evaluator.mnist();
        int[] indices = RealFeatures.randomIndices(COUNT, training.size());
        int[] reversed = IntStream.range(0, COUNT).map(i -> indices[COUNT - 1 - i]).toArray();
        Tensor images = EightBit.round(training.images(reversed, Scaling.ZERO_TO_ONE), Scaling.ZERO_TO_ONE);
        QualityReport report = QualityReport.of(evaluator, evaluator.features(training, indices),
                evaluator.features(Mnist.test(), RealFeatures.randomIndices(COUNT, 10_000)),
                evaluator.features(images), RandomStream.of(1));
        new QualityPictures(report, images, folder).drawNeighbours(training, indices);

        BufferedImage picture = ImageIO.read(folder.resolve("neighbours.png").toFile());
        int panel = (picture.getWidth() - LINE) / 2;
        int shift = panel + LINE;
        int top = picture.getHeight() / 20;                     // below the names of the panels
        int height = picture.getHeight() - 2 * top;             // without the caption
        assertArrayEquals(picture.getRGB(0, top, panel, height, null, 0, panel),
                picture.getRGB(shift, top, panel, height, null, 0, panel));
    }

    @Test
    void aRandomSubsetIsTheStartOfALargerOne() {
        int[] large = RealFeatures.randomIndices(1000, 60_000);
        assertArrayEquals(RealFeatures.randomIndices(10, 60_000), Arrays.copyOf(large, 10));
        assertEquals(1000, IntStream.of(large).distinct().count());
        assertEquals(30_000, IntStream.of(large).average().orElseThrow(), 3000, "not the first images");
    }
}
