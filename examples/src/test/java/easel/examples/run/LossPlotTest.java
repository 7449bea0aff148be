package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class LossPlotTest {
    @Test
    void runWithoutStepsHasNoPlot() {
        LossPlot plot = new LossPlot(ResumableGan.COLUMNS, 30_000);
        assertTrue(plot.isEmpty());
        plot.add(Steps.step(1));
        assertFalse(plot.isEmpty());
    }

    @Test
    void completeAndInterruptedRunsAreDrawn() throws IOException {
        assumeTrue(hasFonts(), "no font to draw text with");
        LossPlot complete = new LossPlot(ResumableGan.COLUMNS, 5000);
        LossPlot interrupted = new LossPlot(ResumableGan.COLUMNS, 5000);
        for (int step = 1; step <= 5000; step++) {
            complete.add(Steps.step(step));
        }
        interrupted.add(Steps.step(1));
        byte[] png = complete.png();
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(900, picture.getWidth());
        assertEquals(500, picture.getHeight());
        assertFalse(Arrays.equals(png, interrupted.png()), "one point and a thousand points must look different");
    }

    @Test
    @ResourceLock(Resources.LOCALE)
    void plotHasTheSameBytesInAnyLocale() throws IOException {
        assumeTrue(hasFonts(), "no font to draw text with");
        byte[] plot = plotOfTenSteps();
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertArrayEquals(plot, plotOfTenSteps());
        } finally {
            Locale.setDefault(before);
        }
    }

    private static byte[] plotOfTenSteps() throws IOException {
        LossPlot plot = new LossPlot(ResumableGan.COLUMNS, 10);
        for (int step = 1; step <= 10; step++) {
            plot.add(Steps.step(step));
        }
        return plot.png();
    }

    @Test
    void drawingDoesNotChangeLaterPlots() throws IOException {
        assumeTrue(hasFonts(), "no font to draw text with");
        LossPlot watched = new LossPlot(ResumableGan.COLUMNS, 3000);      // points of 3 steps
        LossPlot alone = new LossPlot(ResumableGan.COLUMNS, 3000);
        for (int step = 1; step <= 10; step++) {
            watched.add(Steps.step(step));
            alone.add(Steps.step(step));
            if (step == 5) {
                watched.png();
            }
        }
        assertArrayEquals(alone.png(), watched.png());
        assertArrayEquals(alone.png(), watched.png());
    }

    @Test
    void aCurveHasOnlyTheStepsInWhichItWasMeasured() throws IOException {
        assumeTrue(hasFonts(), "no font to draw text with");
        Columns columns = new Columns(List.of("loss", "test_loss"),
                List.of(new Columns.Curve("training", "loss"), new Columns.Curve("test", "test_loss")),
                Optional.empty());
        LossPlot none = new LossPlot(columns, 5);
        LossPlot two = new LossPlot(columns, 5);
        for (int step = 1; step <= 5; step++) {
            none.add(new Measurements(step, List.of(1.0 / step, Double.NaN)));
            two.add(new Measurements(step, List.of(1.0 / step, step % 2 == 0 ? 0.5 : Double.NaN)));
        }
        assertFalse(Arrays.equals(none.png(), two.png()));
    }

    private static boolean hasFonts() {
        try {
            return GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length > 0;
        } catch (RuntimeException | InternalError | LinkageError e) {
            return false;
        }
    }
}
