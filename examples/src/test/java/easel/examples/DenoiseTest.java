package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import easel.core.random.RandomStream;
import easel.export.Onnx;
import easel.layers.Concatenate;
import easel.layers.Layer;
import easel.layers.Models;
import easel.layers.Sequential;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenoiseTest {
    private static final Pattern LOSS = Pattern.compile("step +\\d+  loss (\\S+)");
    private static final Pattern ERRORS = Pattern.compile("test images: (\\S+) with noise, (\\S+) without");

    @TempDir
    Path folder;

    @Test
    void itLearnsToRemoveNoiseIn25Steps() throws IOException {
        Path picture = folder.resolve("new").resolve("picture.png");
        String text = printed("25", picture);
        List<Double> losses = LOSS.matcher(text).results().map(m -> Double.valueOf(m.group(1))).toList();
        assertEquals(2, losses.size(), text);
        assertTrue(losses.get(1) < 0.7 * losses.get(0), text);
        MatchResult errors = ERRORS.matcher(text).results().findFirst().orElseThrow();
        assertTrue(Double.parseDouble(errors.group(2)) < Double.parseDouble(errors.group(1)), text);
        BufferedImage grid = ImageIO.read(picture.toFile());
        assertEquals(List.of(10 * 58 + 2, 3 * 58 + 2), List.of(grid.getWidth(), grid.getHeight()));
        assertTrue(text.endsWith("The picture is " + picture + ": noisy, denoised and original digits"
                + System.lineSeparator()), text);
    }

    @Test
    void twoRunsDrawTheSameBytes() throws IOException {
        Path first = folder.resolve("first.png");
        Path second = folder.resolve("second.png");
        printed("2", first);
        printed("2", second);
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    }

    /** The lines of the class comment: the outer level of the U-Net, recorded on the tape directly. */
    @Test
    void theGraphRecordedDirectlyGivesTheSameBits() {
        Sequential network = Denoise.uNet(RandomStream.of(1));
        Sequential first = part(network, Shape.of(28, 28, 1), 0, 2);
        Layer around = ((Concatenate) network.layers().get(2)).branches().get(1);
        Sequential last = part(network, Shape.of(28, 28, 32), 3, 5);
        Tensor x = images();
        Tape tape = Tape.training(RandomStream.of(2));
        Tensor a = first.forward(x, tape);
        Tensor b = around.forward(a, tape);
        Tensor y = last.forward(Rearrange.concatenateColumns(List.of(a, b), tape), tape);
        assertArrayEquals(network.infer(x).array(), y.array());
    }

    @Test
    void theNetworkIsSavedLoadedAndExported() throws IOException {
        Sequential network = Denoise.uNet(RandomStream.of(1));
        Path file = folder.resolve("u-net.safetensors");
        Models.save(network, file);
        assertArrayEquals(network.infer(images()).array(), Models.load(file).infer(images()).array());
        Path onnx = folder.resolve("u-net.onnx");
        Onnx.write(network, onnx);
        assertTrue(Files.size(onnx) > 4 * 57_905);
    }

    private static Sequential part(Sequential network, Shape input, int from, int to) {
        return Sequential.of(input, network.layers().subList(from, to).toArray(Layer[]::new));
    }

    private static Tensor images() {
        Tensor x = Tensor.zeros(Shape.of(2, 28, 28, 1));
        RandomStream.of(3).fillUniform(x.array(), 0, 1);
        return x;
    }

    private static String printed(String steps, Path picture) throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            Denoise.main(new String[] {steps, picture.toString()});
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
