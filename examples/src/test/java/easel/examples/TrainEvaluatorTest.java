package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.state.Safetensors;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.measures.Evaluator;
import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainEvaluatorTest {
    @TempDir
    Path folder;

    /** Writes the first digits as the four official files, without compression. */
    @BeforeEach
    void writeData() throws IOException {
        write("train", 128, Mnist.train());
        write("t10k", 20, Mnist.test());
    }

    private void write(String set, int count, LabeledImages digits) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + count * 784).putInt(0x803).putInt(count).putInt(28).putInt(28);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            digits.levels(i, images.array(), 16 + i * 784);
            labels.put((byte) digits.label(i));
        }
        Files.write(folder.resolve(set + "-images-idx3-ubyte.gz"), images.array());
        Files.write(folder.resolve(set + "-labels-idx1-ubyte.gz"), labels.array());
    }

    private Execution train(String data, String steps, String out) {
        return Execution.of(new TrainEvaluator(), data, "--data", folder, "--steps", steps, "--out",
                folder.resolve(out));
    }

    @Test
    @LongTest
    void sameBytesInEachRunAndForAnyNumberOfThreads() throws IOException, InterruptedException {
        Execution first = train("mnist", "2", "a.safetensors");
        assertEquals("", first.err());
        assertEquals(0, first.code());
        byte[] bytes = Files.readAllBytes(folder.resolve("a.safetensors"));
        ProcessBuilder process = JavaProcess.of("-Deasel.gemm=" + System.getProperty("easel.gemm", "auto"),
                "-Deasel.threads=1", JavaProcess.FIRST_COMPILER, TrainEvaluator.class.getName(), "mnist", "--data",
                folder.toString(), "--steps", "2", "--out", folder.resolve("b.safetensors").toString());
        JavaProcess.run(process).expectSuccess();
        assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("b.safetensors")));
        train("fashion", "2", "c.safetensors");                                // other shifts and rotations
        assertFalse(Arrays.equals(bytes, Files.readAllBytes(folder.resolve("c.safetensors"))));
    }

    @Test
    void writesAnEvaluatorAndPrintsItsAccuracy() throws IOException {
        Path file = folder.resolve("mine.safetensors");
        List<String> lines = train("mnist", "2", "mine.safetensors").out().lines().toList();
        Evaluator evaluator = Evaluator.load(file);
        assertEquals(128, evaluator.dimensions());
        assertEquals(10, evaluator.classCount());
        assertEquals(Shape.of(28, 28, 1), evaluator.image());
        assertEquals(Set.of("format", "architecture"), Safetensors.read(file).strings().keySet());
        assertEquals("Classifier", lines.get(0));
        String percentage = "\\d+\\.\\d\\d %";
        assertTrue(lines.get(lines.size() - 3).matches("epoch 2  loss \\d\\.\\d{4}  training accuracy " + percentage),
                lines.toString());
        assertTrue(lines.get(lines.size() - 2).matches("accuracy on 20 test images: " + percentage), lines.toString());
        assertEquals("The evaluator " + evaluator.id() + " is in " + file, lines.get(lines.size() - 1));
    }

    @Test
    void shippedEvaluatorsHaveThisArchitecture() throws IOException {
        train("mnist", "1", "new.safetensors");
        String architecture = Safetensors.read(folder.resolve("new.safetensors")).string("architecture");
        for (String name : List.of("mnist-lenet-1", "fashion-mnist-lenet-1")) {
            byte[] content = Evaluator.class.getResourceAsStream(name + ".safetensors").readAllBytes();
            assertEquals(architecture, Safetensors.read(content, name).string("architecture"));
        }
    }

    @Test
    void absentFilesAndOtherNamesAreRefused() throws IOException {
        Files.delete(folder.resolve("train-labels-idx1-ubyte.gz"));
        Execution absent = train("fashion", "1", "none.safetensors");
        assertEquals(1, absent.code());
        assertEquals(1, absent.err().lines().count(), absent.err());
        assertTrue(absent.err().contains(folder.resolve("train-labels-idx1-ubyte.gz").toString()), absent.err());
        Execution other = train("letters", "1", "none.safetensors");
        assertEquals(2, other.code());
        assertTrue(other.err().contains("mnist, fashion"), other.err());
        assertFalse(Files.exists(folder.resolve("none.safetensors")));
    }
}
