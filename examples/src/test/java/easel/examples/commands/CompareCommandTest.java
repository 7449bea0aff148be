package easel.examples.commands;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    private static final String HEADER = "step,d_loss,fcd_9_90_m-1,precision_9_9_m-1";

    @TempDir
    Path folder;

    private Path run(String name, String... lines) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.write(run.resolve("losses.csv"), List.of(lines));
        return run;
    }

    @Test
    void printsTheLowestAndTheLastFcdOfEachRunAndDrawsThem() throws IOException {
        Path one = run("one", HEADER, "1,0.5,,", "2,0.5,70.25,0.1", "3,0.5,,", "4,0.5,20.5,0.2", "6,0.5,30,0.3");
        Path two = run("two", HEADER, "1,0.5,100,", "2,0.5,4.125,0.1", "3,0.");      // a line that is being written
        Path plot = folder.resolve("plot.png");
        List<String> lines = succeed("compare", one, two, "--out", plot).lines().toList();
        assertEquals(List.of(
                "run                        lowest FCD     step     last FCD     step  figure",
                "one                             20.50        4        30.00        6  fcd_9_90_m-1",
                "two                              4.13        2         4.13        2  fcd_9_90_m-1",
                plot.toString()), lines);
        BufferedImage both = ImageIO.read(plot.toFile());
        assertEquals(List.of(900, 500), List.of(both.getWidth(), both.getHeight()));
        succeed("compare", one, "--out", plot);
        assertNotEquals(colours(both), colours(ImageIO.read(plot.toFile())), "the second run has a curve");
    }

    private static long colours(BufferedImage picture) {
        return IntStream.of(picture.getRGB(0, 0, 900, 500, null, 0, 900)).distinct().count();
    }

    @Test
    void runsOfOneNameAndFiguresOfTwoNamesAreDrawn() throws IOException {
        Path one = run("a/run-001", HEADER, "1,0.5,9,0.1");
        Path two = run("b/run-001", HEADER.replace("m-1", "f-2"), "1,0.5,8,0.1");
        assertEquals(4, succeed("compare", one, two, "--out", folder.resolve("plot.gif")).lines().count());
        assertEquals(4, succeed("compare", one, one, "--out", folder.resolve("plot.jpg")).lines().count());
    }

    @Test
    void refusesFoldersWithoutEvaluations() throws IOException {
        Path plot = folder.resolve("plot.png");
        assertRefused(2, "RUN", "compare");
        assertRefused(1, "has no losses.csv; name the folder of a run", "compare", folder, "--out", plot);
        assertRefused(1, "has no column fcd_…; expected a run of a GAN on MNIST or Fashion-MNIST with --evaluate-every",
                "compare", run("none", "step,d_loss", "1,0.5"), "--out", plot);
        assertRefused(1, "has no column fcd_…", "compare", run("empty"), "--out", plot);
        assertRefused(1, "has no value in column fcd_9_90_m-1 yet", "compare", run("early", HEADER, "1,0.5,,"),
                "--out", plot);
        assertRefused(1, "line 2: cannot read the numbers of \"1,0.5,x,\"; remove the line", "compare",
                run("damaged", HEADER, "1,0.5,x,"), "--out", plot);
        assertRefused(2, "the ending names no format", "compare", run("good", HEADER, "1,0.5,9,0.1"), "--out",
                folder.resolve("plot.pdf"));
        assertFalse(Files.exists(plot));
    }
}
