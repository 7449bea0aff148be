package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PictureFolderTest extends MainFixture {
    @ParameterizedTest
    @EnumSource(names = {"SGD", "DCGAN"})
    void programsTrainOnAFolderOfPictures(Main main) throws IOException {
        Path pictures = pictures(8, 12);
        train(main, "as they are", "--data", pictures.toString(), "--channels", "3");
        Path resized = train(main, "resized", "--data", pictures.toString(), "--size", "16x8");
        BufferedImage grid = ImageIO.read(resized.resolve("step-00003.png").toFile());
        int images = main == Main.SGD ? 5 : 4;
        int magnification = main == Main.SGD ? 14 : 18;      // at least 560 pixels wide
        assertEquals(images * (magnification * 8 + 2) + 2, grid.getWidth());
        assertEquals(images * (magnification * 16 + 2) + 2, grid.getHeight());
    }

    @ParameterizedTest
    @EnumSource(names = {"SGD", "DCGAN"})
    void badPictureFoldersAreRefusedInOneLine(Main main) throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertRefused(main, 1, "no pictures", "--data", empty.toString());
        assertRefused(main, 1, "does not exist", "--data", folder.resolve("absent").toString());
        assertRefused(main, 2, "name it with --data", "--size", "8x8");
        assertRefused(main, 2, "'8' is not a height and a width", "--size", "8");
        Path mixed = pictures(8, 12);
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", mixed.resolve("z.png").toFile());
        assertRefused(main, 1, "--size", "--data", mixed.toString());
        assertRefused(main, 2, "'--channels': '2' is not 1 (gray images) or 3", "--data",
                mixed.toString(), "--size", "8x8", "--channels", "2");
        Files.write(mixed.resolve("a.png"), new byte[] {1, 2, 3});
        assertRefused(main, 1, "a.png", "--data", mixed.toString(), "--size", "8x8", "--steps", "9");
        Execution skipping = execute(main, "--data", mixed.toString(), "--size", "8x8", "--steps", "3", "--batch", "4",
                "--skip-broken", "--out", folder.resolve("skipping").toString());
        assertEquals(0, skipping.code(), skipping.err());
        assertTrue(skipping.out().contains("Skipped, because it cannot be read:"
                + " " + mixed.resolve("a.png")), skipping.out());
    }

    private void assertRefused(Main main, int code, String part, String... args) {
        List<String> all = Stream.concat(Stream.of("--batch", "4", "--out", folder.resolve("refused").toString()),
                Arrays.stream(args)).toList();
        Execution result = execute(main, all.toArray(new String[0]));
        assertEquals(code, result.code(), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(part), result.err());
    }

    @Test
    void resumeAcceptsAMovedFolderAndRefusesOtherPictures() throws IOException {
        Path pictures = pictures(8, 12);
        Path run = train(Main.SGD, "runs", "--data", pictures.toString());
        Path moved = Files.move(pictures, folder.resolve("moved"));
        Execution same = resume(Main.SGD, run, "--steps", "4", "--data", moved.toString());
        assertEquals(0, same.code(), same.err());
        Files.copy(moved.resolve("picture0.png"), moved.resolve("picture8.png"));
        Execution other = resume(Main.SGD, run, "--steps", "5", "--data", moved.toString());
        assertEquals(2, other.code());
        assertTrue(other.err().contains("the training images are 8 images, sha256 ")
                && other.err().contains("in the checkpoint, but now 9 images"),
                other.err());
    }

    @Test
    void aMovedFolderIsAskedForByItsAbsolutePath() throws IOException {
        Path pictures = pictures(8, 12);
        Path relative = Path.of("").toAbsolutePath().relativize(pictures);
        Path run = train(Main.SGD, "runs", "--data", relative.toString());
        Files.move(pictures, folder.resolve("moved"));
        Execution lost = Execution.easel("resume", run, "--steps", 4);
        assertEquals(1, lost.code());
        assertEquals(relative.toAbsolutePath() + " does not exist; expected a folder of pictures. Check the path; if"
                + " the folder has moved, give its new path, in the examples with --data.", lost.err().strip());
        Execution found = Execution.easel("resume", run, "--steps", 4, "--data", folder.resolve("moved"));
        assertEquals("", found.err());
    }

    @Test
    void filesThatAreNotUsedAreCountedInOneLine() throws IOException {
        Path pictures = pictures(8, 12);
        for (int i = 0; i < 40; i++) {
            Files.createFile(pictures.resolve(i + ".jfif"));
        }
        String expected = "Not used in " + pictures + ": 40 files ending in .jfif";
        for (String[] more : new String[][] {{}, {"--size", "8x8"}, {"--skip-broken"}}) {
            List<String> args = new ArrayList<>(List.of("--steps", "1", "--batch", "4", "--data", pictures.toString(),
                    "--out", folder.resolve("runs").toString()));
            args.addAll(List.of(more));
            Execution run = execute(Main.SGD, args.toArray(new String[0]));
            assertEquals("", run.err());
            assertEquals(1, run.out().lines().filter(expected::equals).count(), run.out());
        }
    }

    @Test
    void theLimitOnPixelsAndTheOrientationHaveOptions() throws IOException {
        Path pictures = pictures(8, 12);
        assertRefused(Main.SGD, 1, "its header declares 8 x 12 pixels, more than 95 in all", "--data",
                pictures.toString(), "--max-pixels", "95");
        assertRefused(Main.SGD, 2, "--max-pixels: a limit of 0 pixels: expected 1 to 268435456", "--data",
                pictures.toString(), "--max-pixels", "0");
        assertRefused(Main.SGD, 2, "--max-pixels need a folder of pictures", "--max-pixels", "99");
        assertRefused(Main.SGD, 2, "--ignore-orientation", "--ignore-orientation");
        Path run = train(Main.SGD, "runs", "--data", pictures.toString(), "--max-pixels", "96");
        Execution other = resume(Main.SGD, run, "--steps", "4", "--data", pictures.toString(), "--ignore-orientation");
        assertEquals(2, other.code());
        assertTrue(other.err().contains("--ignore-orientation"), other.err());
        assertEquals("", resume(Main.SGD, run, "--steps", "4", "--data", pictures.toString()).err());
    }

    @ParameterizedTest
    @EnumSource(names = {"SGD", "DCGAN"})
    void anEmptyPathIsNotTheWorkingDirectory(Main main) {
        for (String option : List.of("--data", "--out", "--resume")) {
            assertRefused(main, 2, "an empty name is neither a file nor a folder. For the working folder write .",
                    option, "");
        }
    }

    /** Eight pictures with one coloured pixel each. */
    private Path pictures(int height, int width) throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 8; i++) {
            BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(i, i, 0xFF8000);
            ImageIO.write(picture, "png", pictures.resolve("picture" + i + ".png").toFile());
        }
        return pictures;
    }
}
