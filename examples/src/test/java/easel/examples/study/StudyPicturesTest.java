package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.run.AnimatedGif;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.OutputType;

/**
 * Pictures of the page for a person to look at, and the animation of README. Runs only with
 * {@code -Deasel.study.pictures=FOLDER}.
 */
@EnabledIfSystemProperty(named = StudyPicturesTest.FOLDER, matches = ".+")
class StudyPicturesTest extends BrowserFixture {
    static final String FOLDER = "easel.study.pictures";

    private static final int[] TWO_WIDTHS = {390, 1280};
    private static final List<String> KINDS = List.of("Dense", "Conv2D ", "Conv2DTranspose", "BatchNorm", "LeakyReLU",
            "Tanh", "loss", "Loss");
    // The animation: a picture every 30 training steps, shown for 1 s each, so a minute in all.
    private static final int FRAMES = 60;
    private static final int STEPS = 30;
    private static final int WIDTH = 640;

    @Test
    void everyViewAtTwoWidths() throws IOException {
        BrowserPage ring = open("#subject=ring&step=1500");
        ring.await("easel.frame?.step === 1500 && easel.state.status === 'paused'");
        take(ring, "ring");
        ring.prefer("prefers-color-scheme", "dark");
        take(ring, "ring-dark");
        ring.prefer("prefers-color-scheme", "light");
        ring.click(".node-D .bar:first-child");
        ring.await("easel.operation?.network === 'D'");
        take(ring, "operation");
        ring.click("#lesson-button");
        take(ring, "lesson");
        ring.click("#lesson-close");
        ring.<Object>get("easel.command({do: 'restart', settings: {subject: 'draw'}})");
        ring.await("easel.state.subject === 'draw'");
        take(ring, "draw");
    }

    @Test
    void imagesAtThreeWidths() throws IOException {
        BrowserPage images = open("#subject=mnist&step=150");
        images.await("easel.frame?.step === 150 && easel.state.status === 'paused'");
        images.click(".node-D .bar:first-child");
        images.await("document.querySelectorAll('#features canvas').length > 0");
        images.<Object>get("document.getElementById('latent').open = true");
        take(images, "mnist", WIDTHS);
        images.prefer("prefers-color-scheme", "dark");
        take(images, "mnist-dark");
        images.prefer("prefers-color-scheme", "light");
        images.resize(1280, 900);
        images.<Object>get("easel.askTrace()");
        images.await("easel.trace !== null");
        for (String kind : KINDS) {
            for (String pass : List.of("forward", "backward", "update")) {
                String index = "(easel.trace.operations.findLast(each => (each.kind === '" + kind
                        + "' || each.name.includes('" + kind + "')) && each.pass === '" + pass + "')?.index ?? -1)";
                if (images.number(index) >= 0) {
                    images.<Object>get("easel.select(" + index + ")");
                    images.await("easel.operation?.index === easel.selected");
                    images.awaitPictures();
                    Files.write(folder().resolve("operation-" + kind.split(" ")[0] + "-" + pass + ".png"),
                            images.find("#stepper").getScreenshotAs(OutputType.BYTES));
                }
            }
        }
    }

    @Test
    void animationOfTheRing() throws IOException {
        BrowserPage page = open("#subject=ring&step=1");
        page.resize(2 * WIDTH, WIDTH + WIDTH / 2);
        List<BufferedImage> frames = new ArrayList<>();
        for (int step = 1; frames.size() < FRAMES; step += STEPS) {
            page.type("#seek", Integer.toString(step));
            page.await("easel.frame?.step === " + step + " && easel.state.status === 'paused'");
            page.awaitPictures();
            frames.add(half(screenshot()));
        }
        Path file = folder().resolve("study.gif");
        AnimatedGif.write(file, frames, Duration.ofSeconds(1));
        assertTrue(Files.size(file) > 0);
    }

    private void take(BrowserPage page, String name) throws IOException {
        take(page, name, TWO_WIDTHS);
    }

    private void take(BrowserPage page, String name, int... widths) throws IOException {
        for (int width : widths) {
            page.resize(width, 900);
            page.resize(width, (int) page.number("document.documentElement.scrollHeight"));
            page.awaitPictures();
            ImageIO.write(screenshot(), "png", folder().resolve(name + "-" + width + ".png").toFile());
        }
        page.resize(1280, 900);
    }

    private BufferedImage screenshot() throws IOException {
        return ImageIO.read(new ByteArrayInputStream(driver.getScreenshotAs(OutputType.BYTES)));
    }

    private static BufferedImage half(BufferedImage image) {
        BufferedImage half = new BufferedImage(image.getWidth() / 2, image.getHeight() / 2, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = half.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, half.getWidth(), half.getHeight(), null);
        graphics.dispose();
        return half;
    }

    private static Path folder() throws IOException {
        return Files.createDirectories(Path.of(System.getProperty(FOLDER)));
    }
}
