package easel.examples;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.easel;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.state.Safetensors;
import easel.examples.run.Checkpoints;
import easel.export.Diagram;
import easel.export.Onnx;
import easel.layers.Models;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of the classifier, and the commands that take its folder or its model. */
class ClassifierRunTest {
    private static final String[] OPTIONS = {"--batch", "100", "--seed", "5", "--checkpoint-every", "2"};

    @TempDir
    static Path folder;

    private static Path run;
    private static String printed;

    @BeforeAll
    static void train() {
        printed = succeed(with("train", "mnist-classifier", "--steps", 3, "--out", folder.resolve("whole")));
        run = folder.resolve("whole").resolve("mnist-classifier-001");
    }

    private static Object[] with(Object... args) {
        return Stream.concat(Stream.of(args), Stream.of(OPTIONS)).toArray();
    }

    @Test
    void runPrintsPageEpochAndErrors() throws IOException {
        assertTrue(printed.startsWith("To watch the run, open " + run.resolve("index.html")), printed);
        assertTrue(printed.matches("(?s).*\\Repoch 1 \\(3 of 600 steps\\)  loss [0-9.]+  test accuracy [0-9.]+ %\\R"
                + "[0-9,]+ of the 10,000 test images are misclassified\\R.*"), printed);
        assertEquals(4, Files.readAllLines(run.resolve("losses.csv")).size());
        assertTrue(ImageIO.read(run.resolve("misclassified.png").toFile()).getWidth() >= 560);
        String page = Files.readString(run.resolve("index.html"));
        for (String part : List.of("complete after step 3 of 3", "./misclassified.png", "./classifier.safetensors")) {
            assertTrue(page.contains(part), part);
        }
    }

    @Test
    void onlyAPartOfAnEpochPrintsItsSteps() {
        assertEquals("", MnistClassifier.part(1, 469, 469));
        assertEquals("", MnistClassifier.part(3, 1407, 469));
        assertEquals(" (200 of 469 steps)", MnistClassifier.part(1, 200, 469));
        assertEquals(" (31 of 469 steps)", MnistClassifier.part(2, 500, 469));
    }

    @Test
    void modelIsTheNetworkOfTheLastCheckpoint() throws IOException {
        Path model = run.resolve("classifier.safetensors");
        Sequential network = Models.load(model);
        assertEquals(Shape.of(10), network.output());
        Sequential saved = Models.network(Safetensors.read(Checkpoints.last(run).orElseThrow()).within("network"));
        assertEquals(saved.tensors().keySet(), network.tensors().keySet());
        saved.tensors().forEach((name, tensor) ->
                assertArrayEquals(tensor.array(), network.tensors().get(name).array(), name));
    }

    @Test
    void infoAndExportTakeTheFolderAndTheModel() throws IOException {
        List<String> info = succeed("info", run).lines().toList();
        for (String line : List.of("checkpoint of mnist-classifier after step 3", "Network",
                "(28, 28, 1) to (10); 11,467,776 multiply-adds for each")) {
            assertTrue(info.contains(line), info.toString());
        }
        Sequential network = Models.load(run.resolve("classifier.safetensors"));
        Path expected = folder.resolve("expected.onnx");
        Onnx.write(network, expected);
        Path onnx = folder.resolve("exported.onnx");
        assertEquals(onnx + ": network of " + run.resolve("checkpoint-000003.safetensors") + " as onnx",
                succeed("export", run, onnx).strip());
        assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(onnx));
        Path model = folder.resolve("exported.safetensors");
        succeed("export", run, model);
        assertArrayEquals(Files.readAllBytes(run.resolve("classifier.safetensors")), Files.readAllBytes(model));
        Path dot = folder.resolve("exported.dot");
        succeed("export", run, dot);
        assertEquals(Diagram.of("Network", network).dot(), Files.readString(dot));
        for (String part : List.of("generator", "discriminator", "both")) {
            assertRefused(1, "holds one network and no " + part.replace("both", "generator") + ". Omit --network, or"
                    + " name a checkpoint or the run folder of a GAN.", "export", run, dot, "--network", part);
        }
    }

    @Test
    void commandsForGeneratorsSayWhatTheyTake() {
        for (List<Object> command : List.<List<Object>>of(List.of("sample"), List.of("interpolate", 1, 2),
                List.of("arithmetic", "1+2"), List.of("evaluate"))) {
            Object[] folder = arguments(command, run);
            Object[] model = arguments(command, run.resolve("classifier.safetensors"));
            String remedy = ". Name the file of a generator, or a checkpoint or the run folder of a GAN; the commands"
                    + " info and export take any network.";
            assertRefused(1, "the checkpoint of a classifier has no generator" + remedy, folder);
            assertRefused(1, "its network takes (28, 28, 1), which is not a latent point" + remedy, model);
        }
    }

    private static Object[] arguments(List<Object> command, Path model) {
        List<Object> args = new ArrayList<>(command);
        args.add(1, model);
        return args.toArray();
    }

    @Test
    void anotherRunIsNotResumed() {
        assertRefused(2, "--seed is 5 in the checkpoint, but 6 on the command line. To continue this run,"
                + " leave out --seed; to start a new run, leave out --resume",
                "resume", run, "--steps", 4, "--seed", 6);
        assertRefused(2, "it is the checkpoint of step 3, and the run ends after step 3", "resume", run);
        assertRefused(2, "it is a checkpoint of the program mnist-classifier, not of small-mnist. Resume it with"
                + " mnist-classifier", "train", "small-mnist", "--resume", run);
    }

    @Test
    void badOptionsAreRefusedBeforeAFolderIsMade() {
        Path none = folder.resolve("none");
        for (String bad : List.of("--batch 60001", "--batch 0", "--steps 0", "--keep -1", "--learning-rate -1",
                "--accept-changed-data", "--data pictures")) {
            Object[] args = List.of(("train mnist-classifier --out " + none + " " + bad).split(" ")).toArray();
            Execution result = easel(args);
            assertEquals(2, result.code(), bad + " gave: " + result.err());
            assertEquals(1, result.err().lines().count(), bad + " gave: " + result.err());
        }
        assertFalse(Files.exists(none));
    }

    @Test
    void divergenceNamesStepAndLayer() throws IOException {
        Path out = folder.resolve("diverged");
        Execution result = easel("train", "mnist-classifier", "--steps", 9, "--batch", 4, "--learning-rate", "1e30",
                "--out", out);
        assertEquals(1, result.code());
        assertTrue(result.err().matches("step \\d: update of the network refused: .*(Dense|Conv2D).*\\R"),
                result.err());
        int stopped = Integer.parseInt(result.err().substring(5, 6));
        assertEquals(stopped, Files.readAllLines(out.resolve("mnist-classifier-001/losses.csv")).size());
    }
}
