package easel.examples.commands;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.layers.Models;
import easel.layers.Tanh;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ResumeCommandTest extends CommandFixture {
    @Test
    void trainRunsTheProgramAndResumeContinuesIt() throws IOException {
        String[] options = {"--batch", "4", "--seed", "3", "--learning-rate", "0.01"};
        Path whole = folder.resolve("whole");
        succeed(with(options, "train", "small-mnist", "--steps", "3", "--keep", "1", "--out", whole));
        Path parts = folder.resolve("parts");
        succeed(with(options, "train", "small-mnist", "--steps", "2", "--out", parts));
        Path run = parts.resolve("small-mnist-001");
        String resumed = succeed("resume", run, "--steps", "3", "--keep", "1");
        assertEquals("Resumed after step 2 of 3.", resumed.lines().findFirst().orElseThrow());
        for (String name : List.of("losses.csv", "checkpoint-000003.safetensors", "epoch-01-batch-003.png")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve("small-mnist-001").resolve(name)),
                    Files.readAllBytes(run.resolve(name)), name);
        }
        assertRefused(2, "--seed is 3 in the checkpoint, but 4 on the command line.", "resume", run,
                "--steps", "4", "--seed", "4");
        assertRefused(2, "it is the checkpoint of step 3, and the run ends after step 1. Steps are counted from the"
                + " start of the run: give --steps above 3, such as --steps 4 to train 1 more.",
                "resume", run, "--steps", "1");
        assertRefused(2, "--stps", "resume", run, "--stps", "4");
    }

    @Test
    void resumePassesFlagsAndTheImageFolderAgain() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("two words"));
        for (int i = 0; i < 4; i++) {
            ImageIO.write(new BufferedImage(9 + i, 9, BufferedImage.TYPE_INT_RGB), "png",
                    pictures.resolve(i + ".png").toFile());
        }
        Files.writeString(pictures.resolve("broken.png"), "no picture");
        Path out = folder.resolve("runs");
        succeed("train", "vanilla-sgd-mnist", "--data", pictures, "--size", "8x4", "--channels", "3", "--skip-broken",
                "--dropout", "0.5", "--steps", "1", "--batch", "2", "--out", out);
        String resumed = succeed("resume", out.resolve("vanilla-sgd-mnist-001"), "--steps=2");
        assertTrue(resumed.contains("Skipped, because it cannot be read: " + pictures.resolve("broken.png")), resumed);
        assertTrue(resumed.contains("Resumed after step 1 of 2."), resumed);
    }

    @Test
    void resumeContinuesToTheStepsOfTheCheckpointByDefault() throws IOException {
        Path run = oneStep();
        rewriteStepsWanted(run, "2");
        assertTrue(succeed("resume", run).contains("Resumed after step 1 of 2."));
        assertRefused(2, "it is the checkpoint of step 2, and the run ends after step 2", "resume", run);
        assertTrue(succeed("resume", run, "--steps", "3").contains("Resumed after step 2 of 3."));
    }

    private Path oneStep() {
        Path out = folder.resolve("runs");
        succeed("train", "small-mnist", "--steps", "1", "--batch", "4", "--out", out);
        return out.resolve("small-mnist-001");
    }

    /** Sets the requested steps of checkpoint 1. */
    private static void rewriteStepsWanted(Path run, String steps) throws IOException {
        Path file = run.resolve("checkpoint-000001.safetensors");
        State.Builder rewritten = State.builder();
        State checkpoint = Safetensors.read(file);
        assertEquals("1", checkpoint.string("run.steps_wanted"));
        checkpoint.tensors().forEach(rewritten::tensor);
        checkpoint.strings().forEach((name, value) -> {
            rewritten.string(name, name.equals("run.steps_wanted") ? steps : value);
        });
        Safetensors.write(rewritten.build(), file);
    }

    @Test
    void foldersWithoutAUsableCheckpointAreRefused() throws IOException {
        assertRefused(1, "there is no such folder", "resume", folder.resolve("none"));
        assertRefused(1, "there is no checkpoint-NNNNNN.safetensors in it", "resume", folder);
        assertRefused(1, "its program, \"tiny\", is not one of [vanilla-mnist, ", "resume", run());
        Path run = Files.createDirectories(folder.resolve("other"));
        Models.save(generator(Tanh.of()), run.resolve("checkpoint-000001.safetensors"));
        assertRefused(1, "it names no program of the command line", "resume", run);
        Files.write(run.resolve("checkpoint-000002.safetensors"), new byte[30]);
        assertRefused(1, "checkpoint-000002.safetensors: ", "resume", run);
    }
}
