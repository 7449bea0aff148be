package easel.examples;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of pictures that this program needs, and the commands on its model. */
class Dcgan64Test {
    @TempDir
    Path folder;

    @Test
    void aRunWithoutAFolderIsRefusedWithWhatTheFolderMustHold() {
        assertRefused(2, "Which pictures? Name a folder with --data, such as --data photos. It must hold at least 128"
                + " image files (--batch), PNG, JPEG, GIF or BMP, of any size; they are resized and cropped to 64x64"
                + " pixels.", "train", "dcgan-64", "--out", folder.resolve("runs"));
        assertFalse(Files.exists(folder.resolve("runs")));
    }

    @Test
    void unsuitableFoldersAndSizesAreRefused() throws IOException {
        Path photos = Photos.draw(folder.resolve("photos"), 3);
        Object[] train = {"train", "dcgan-64", "--out", folder.resolve("runs"), "--data", photos, "--batch", 4};
        assertRefused(2, "--batch 4: there are only 3 training images; expected 1 to 3", train);
        Object[] odd = {"train", "dcgan-64", "--data", photos, "--size", "60x64"};
        assertRefused(2, "--size 60x64: height and width must be multiples of 16, because the generator doubles them"
                + " several times. Give --size 48x64 or --size 64x64.", odd);
        assertRefused(2, "--size 16384x16384: too large for the networks", "train", "dcgan-64", "--data", photos,
                "--size", "16384x16384", "--batch", 2);
        assertRefused(1, "has no pictures", "train", "dcgan-64", "--data",
                Files.createDirectory(folder.resolve("empty")));
        assertFalse(Files.exists(folder.resolve("runs")));
    }

    @Test
    void picturesOfAnySizeAndGrayOnesBecomeColourImagesOf64Pixels() throws IOException {
        Path photos = Photos.draw(folder.resolve("photos"), 3);
        ImageIO.write(new BufferedImage(20, 90, BufferedImage.TYPE_BYTE_GRAY), "png",
                photos.resolve("gray.png").toFile());
        Path run = folder.resolve("dcgan-64-001");
        String trained = succeed("train", "dcgan-64", "--data", photos, "--steps", 1, "--batch", 4, "--out", folder);
        assertTrue(trained.contains("3,578,624") && trained.contains("2,767,360"), trained);
        assertTrue(succeed("resume", run, "--steps", 2).contains("Resumed after step 1 of 2."));
        String info = succeed("info", run);
        assertTrue(info.contains("(100) to (64, 64, 3) from -1 to 1; 104,"), info);

        succeed("sample", run, "--count", 2, "--separate", folder.resolve("separate"));
        try (var files = Files.list(folder.resolve("separate"))) {
            BufferedImage sample = ImageIO.read(files.findFirst().orElseThrow().toFile());
            assertEquals(64, sample.getWidth());
            assertEquals(64, sample.getHeight());
        }
        succeed("interpolate", run, 1, 2, "--points", 3, "--out", folder.resolve("walk"));
        succeed("arithmetic", run, "1 - 2 + 3", "--out", folder.resolve("arithmetic.png"));
        succeed("export", run, folder.resolve("generator.onnx"));
        assertTrue(Files.size(folder.resolve("generator.onnx")) > 4 * 3_576_704);
        assertRefused(2, "makes images of (64, 64, 3); the evaluators read images of (28, 28, 1)", "evaluate", run);
    }

    @Test
    void grayImagesAndOtherSizesCanBeChosen() throws IOException {
        Path photos = Photos.draw(folder.resolve("photos"), 2);
        succeed("train", "dcgan-64", "--data", photos, "--size", "16x32", "--channels", 1, "--steps", 1, "--batch", 2,
                "--out", folder);
        String info = succeed("info", folder.resolve("dcgan-64-001"));
        assertTrue(info.contains("(100) to (16, 32, 1) from -1 to 1"), info);
    }
}
