package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.layers.Tanh;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SingleProgramsTest extends MainFixture {
    @Test
    void savedGeneratorDrawsDigitsWithoutItsRun() throws IOException {
        Path run = oneStep(Main.CONV, "runs", "--pretraining", "1");
        Path picture = folder.resolve("samples.png");
        String model = run.resolve("generator-epoch-001.safetensors").toString();
        Execution result = Execution.of(new SampleConvMnist(), model, "--out", picture.toString());
        assertEquals(0, result.code(), result.err());
        BufferedImage grid = ImageIO.read(picture.toFile());
        assertEquals(5 * (4 * 28 + 2) + 2, grid.getWidth());
        byte[] bytes = Files.readAllBytes(picture);
        Execution.of(new SampleConvMnist(), model, "--out", picture.toString(), "--seed", "2");
        assertFalse(Arrays.equals(bytes, Files.readAllBytes(picture)));
        Execution refused = Execution.of(new SampleConvMnist(),
                run.resolve("checkpoint-000001.safetensors").toString());
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("holds several models, [generator, discriminator]: load one with"),
                refused.err());
    }

    @Test
    void otherNetworksThanConvGeneratorsAreRefused() throws IOException {
        Path model = folder.resolve("tanh.safetensors");
        Models.save(Sequential.of(Shape.of(2), Tanh.of()), model);
        Execution refused = Execution.of(new SampleConvMnist(), model);
        assertEquals(1, refused.code());
        assertTrue(refused.err().startsWith(model + ": not a generator of ConvMnist"), refused.err());
    }

    @Test
    void vanillaProgramPrintsNetworksAndParameterCounts() {
        Execution result = execute(Main.VANILLA, "--steps", "2", "--batch", "4", "--out", folder.toString());
        for (String line : List.of("Total parameters: 1,493,520", "Total parameters: 533,505",
                "Total parameters: 2,027,025", "Trainable: 1,489,936", "Non-trainable: 537,089")) {
            assertTrue(result.out().lines().toList().contains(line), line);
        }
        assertTrue(result.out().contains("Easel freezes nothing"), result.out());
        assertTrue(result.out().contains("step      1  d_loss 0."), result.out());
        assertTrue(result.out().contains("step      2  d_loss 0."), result.out());
    }

    @Test
    void sgdProgramPrintsEveryStepAndHasDropout() throws IOException {
        Execution result = execute(Main.SGD, "--steps", "3", "--batch", "4", "--out", folder.toString());
        assertEquals(3, result.out().lines().filter(line -> line.startsWith("step ")).count(), result.out());
        Path plain = folder.resolve(Main.SGD.run);
        Path dropout = train(Main.SGD, "dropout", "--dropout", "0.5");
        assertFalse(Arrays.equals(Files.readAllBytes(plain.resolve("losses.csv")),
                Files.readAllBytes(dropout.resolve("losses.csv"))));
        Execution refused = execute(Main.SGD, "--dropout", "1", "--out", folder.toString());
        assertEquals(2, refused.code());
        assertTrue(refused.err().startsWith("Invalid value for option '--dropout': '1' is not a number from 0 to"
                + " below 1"), refused.err());
    }

    @Test
    void smallProgramDrawsBeforeTheFirstBatchEveryTenBatchesAndAtTheEnd() throws IOException {
        Execution result = execute(Main.SMALL, "--steps", "12", "--batch", "4", "--out", folder.toString());
        try (Stream<Path> files = Files.list(folder.resolve(Main.SMALL.run))) {
            assertEquals(List.of("epoch-01-batch-000.png", "epoch-01-batch-010.png", "epoch-01-batch-012.png"), files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("epoch"))
                    .sorted()
                    .toList());
        }
        assertEquals(2, result.out().lines().filter(line -> line.startsWith("epoch ")).count(), result.out());
        assertTrue(result.out().contains("epoch  1  batch  12 of 15000"), result.out());
    }

    @Test
    void smallProgramNamesPicturesByEpochAndBatch() {
        assertEquals("epoch-01-batch-000.png", SmallMnist.pictureName(0, 469));
        assertEquals("epoch-01-batch-001.png", SmallMnist.pictureName(1, 469));
        assertEquals("epoch-01-batch-469.png", SmallMnist.pictureName(469, 469));
        assertEquals("epoch-02-batch-001.png", SmallMnist.pictureName(470, 469));
        assertEquals("epoch-10-batch-469.png", SmallMnist.pictureName(4690, 469));
    }
}
