package easel.examples.run;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.easel;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.Execution;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A message about an option names the option, its range, and a value that the option takes. */
class OptionMessagesTest {
    @TempDir
    Path folder;

    private Path pictures(int height, int width) throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 4; i++) {
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png",
                    pictures.resolve(i + ".png").toFile());
        }
        return pictures;
    }

    @ParameterizedTest
    @CsvSource({"vanilla-mnist, 60000", "vanilla-sgd-mnist, 60000", "small-mnist, 60000", "conv-mnist, 60000",
        "dcgan-mnist, 60000", "fashion, 10000", "cgan-mnist, 60000", "best-mnist, 60000",
        "best-fashion, 10000", "mnist-classifier, 60000"})
    void aBatchLargerThanTheDataIsNamed(String program, int images) {
        assertRefused(2, "--batch 70000: there are only " + images + " training images; expected 1 to " + images,
                "train", program, "--batch", 70000, "--out", folder.resolve("runs"));
        assertFalse(Files.exists(folder.resolve("runs")));
    }

    @ParameterizedTest
    @CsvSource({"--channels, 2, is not 1 (gray images) or 3", "--channels, 0, is not 1 (gray images) or 3",
        "--size, 0x3, each from 1 to 16384", "--size, 99999x99999, each from 1 to 16384",
        "--size, 28, each from 1 to 16384", "--dropout, 1, from 0 to below 1", "--dropout, x, from 0 to below 1",
        "--batch, 0, from 1 to 2147483647", "--data, '', For the working folder write .",
        "--out, '', For the working folder write .", "--keep, -1, cannot keep fewer than 0",
        "--keep, x, is not a whole number from -2147483648", "--max-pixels, x, is not a whole number from -922",
        "--evaluate-every, -1, is not a whole number from 0 to", "--evaluate-count, 0, from 1 to 2147483647",
        "--evaluate-count, 128, expected 129 to 30000", "--evaluate-count, 30001, expected 129 to 30000",
        "--seed, x, is not a whole number from -922", "--steps, x, from 1 to 2147483647"})
    void valuesOutOfRangeAreRefusedWithOptionAndRange(String option, String value, String range) {
        Execution refused = easel("train", "vanilla-sgd-mnist", "--out=" + folder.resolve("runs"), option, value);
        if (option.equals("--out")) {
            refused = easel("train", "vanilla-sgd-mnist", option, value);
        }
        assertEquals(2, refused.code());
        assertEquals(1, refused.err().lines().count(), refused.err());
        assertTrue(refused.err().contains(option) && refused.err().contains(range), refused.err());
        assertFalse(Files.exists(folder.resolve("runs")));
    }

    @Test
    void anEvaluationWithoutAnEvaluatorOrAGeneratorIsRefused() throws IOException {
        Path pictures = pictures(28, 28);
        String message = "--evaluate-every 5: an evaluation requires a GAN with training images of MNIST or"
                + " Fashion-MNIST";
        for (Object[] data : new Object[][] {{"mnist-classifier"}, {"vanilla-sgd-mnist", "--data", pictures}}) {
            assertRefused(2, message, Stream.concat(Stream.of("train"), Stream.concat(Stream.of(data),
                    Stream.of("--batch", 4, "--evaluate-every", 5, "--out", folder.resolve("runs")))).toArray());
        }
        assertFalse(Files.exists(folder.resolve("runs")));
        String out = Execution.succeed("train", "vanilla-sgd-mnist", "--data", pictures, "--batch", 4, "--steps", 1,
                "--out", folder.resolve("runs"));
        assertTrue(out.contains("\nNo evaluator fits the training images, so there is no FCD and no best.safetensors."),
                out);
        assertFalse(Files.exists(folder.resolve("runs/vanilla-sgd-mnist-001/best.safetensors")));
    }

    @Test
    void aSizeTooLargeForTheNetworksIsNamed() throws IOException {
        Path pictures = pictures(35, 33);
        for (String size : new String[] {"4096x4096", "16384x16384"}) {
            Execution refused = easel("train", "dcgan-mnist", "--data", pictures, "--size", size, "--batch", 2);
            assertEquals(2, refused.code());
            assertTrue(refused.err().startsWith("--size " + size + ": too large for the networks, shape (")
                    && refused.err().strip().endsWith("Give a smaller --size."), refused.err());
        }
    }

    @Test
    void suggestedSizesAreTaken() throws IOException {
        Path pictures = pictures(35, 33);
        String message = easel("train", "dcgan-mnist", "--data", pictures).err();
        assertEquals("the images in " + pictures + " have the size 35x33: height and width must be multiples of 4,"
                + " because the generator doubles them several times. Give --size 32x32 or --size 36x36.",
                message.strip());
        assertRefused(2, "--size 2x2: height and width must be multiples of 4, because the generator doubles them"
                + " several times. Give --size 4x4.", "train",
                "dcgan-mnist", "--data", pictures, "--size", "2x2");
        for (String size : Stream.of(message.split("--size ")).skip(1)
                .map(text -> text.replaceAll("[^0-9x].*", "").strip()).toList()) {
            assertEquals(0, easel("train", "dcgan-mnist", "--data", pictures, "--size", size, "--steps", 1, "--batch",
                    2, "--out", folder.resolve("runs")).code(), size);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vanilla-mnist", "vanilla-sgd-mnist", "small-mnist", "conv-mnist", "dcgan-mnist", "fashion",
        "dcgan-64", "cgan-mnist", "best-mnist", "best-fashion", "mnist-classifier"})
    void aProgramWithoutTrainIsSuggestedWithTrain(String program) {
        assertRefused(2, "There is no '" + program + "'; did you mean easel train " + program + "?", program);
        assertRefused(2, "There is no '" + program + "'; did you mean easel train " + program + "?", program,
                "--steps", 3);
    }
}
