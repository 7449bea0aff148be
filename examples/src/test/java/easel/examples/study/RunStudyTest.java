package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.datasets.FashionMnist;
import easel.datasets.ImageSource;
import easel.datasets.Images;
import easel.datasets.Mnist;
import easel.examples.run.DataFingerprint;
import easel.gan.AdversarialLoss;
import easel.gan.ClassLabels;
import easel.gan.DenseNetworks;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the replay of the folder of a program's run. {@link LiveRunTest} tests the page of a run that trains. */
class RunStudyTest {
    private static final Shape IMAGE = Shape.of(28, 28, 1);
    private static final int BATCH = 4;
    private static final ImageSource OTHER_IMAGES = Images.of(IMAGE, gray(3));

    @TempDir
    private Path folder;

    private static byte[] gray(int n) {
        byte[] levels = new byte[n * IMAGE.size()];
        Arrays.fill(levels, (byte) 150);
        return levels;
    }

    private static GanTrainer trainer(int classes, int packing, AdversarialLoss loss) {
        RandomStream random = RandomStream.of(1);
        Sequential g = DenseNetworks.smallGenerator(8 + classes, IMAGE, random);
        Sequential d = DenseNetworks.smallDiscriminator(IMAGE.withColumns((1L + classes) * packing), random);
        return new GanTrainer(g, d, Adam.withLearningRate(1e-3), Adam.withLearningRate(1e-3),
                GanSettings.of(GanSchedule.PAIRED, LatentSpace.normal(8), BATCH).withClasses(classes)
                        .withPacking(packing).withLoss(loss));
    }

    private static Tensor real(int classes) {
        Tensor images = Tensor.full(IMAGE.batch(BATCH), 0.5);
        return classes == 0 ? images : ClassLabels.join(images, IntStream.range(0, BATCH).toArray(), classes);
    }

    /** A run folder with the checkpoints of the steps 2, 4 and 6. */
    private void train(GanTrainer trainer, int classes) throws IOException {
        train(trainer, classes, Mnist.train());
    }

    private void train(GanTrainer trainer, int classes, ImageSource images) throws IOException {
        StringBuilder losses = new StringBuilder("step,d_loss,d_loss_real,d_loss_fake,g_loss,d_acc_real,d_acc_fake,d_x,"
                + "d_g_z,fcd_1500_7500_x\n");
        for (int step = 1; step <= 6; step++) {
            GanStep made = trainer.step(number -> real(classes));
            losses.append(step).append(',').append(made.discriminatorLoss()).append(",0,0,")
                    .append(made.generatorLoss()).append(",0.5,0.25,0.6,0.4,").append(step == 4 ? "12.5" : "")
                    .append('\n');
            if (step % 2 == 0) {
                State named = State.builder().string("run.program", "small-mnist")
                        .string("run.data", DataFingerprint.of(images)).build();
                Safetensors.write(trainer.state().plus(named),
                        folder.resolve("checkpoint-00000" + step + ".safetensors"));
            }
        }
        Files.writeString(folder.resolve("losses.csv"), losses + "7,0.");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "10, 1", "0, 2"})
    void theReplayShowsTheCheckpointsOfARun(int classes, int packing) throws IOException {
        train(trainer(classes, packing, AdversarialLoss.hinge()), classes);
        try (ModelFixture page = new ModelFixture(Replay.of(folder, ModelFixture.IMAGES, 1))) {
            JsonObject state = page.snapshot("state");
            assertEquals(6, state.get("step").getAsInt());
            assertTrue(state.get("readOnly").getAsBoolean());
            assertEquals("small-mnist", state.get("subject").getAsString());
            assertEquals("Dense " + (8 + classes) + "→128", state.getAsJsonObject("graph").getAsJsonArray("G").get(0)
                    .getAsJsonObject().get("name").getAsString());
            JsonObject history = page.snapshot("history");
            assertEquals("[1,2,3,4,5,6]", history.get("step").toString());
            assertEquals("[null,null,null,12.5,null,null]", history.get("quality").toString());
            assertEquals("[0.25,0.25,0.25,0.25,0.25,0.25]", history.get("accuracyFake").toString());
            JsonObject frame = page.snapshot("frame");
            int shown = 16 * packing;
            assertEquals(shown * 784, ModelFixture.bytes(frame, "fake").length);
            assertEquals(shown * 784, ModelFixture.bytes(frame, "real").length);
            assertEquals(shown * 784, ModelFixture.floats(frame, "gradient").length);
            assertEquals(shown, ModelFixture.floats(frame, "scores").length);

            page.command("{'do':'back','unit':'stage'}");
            page.awaitPaused(4);
            assertEquals(12.5, page.snapshot("frame").get("quality").getAsDouble());
            assertNotEquals(frame.get("fake"), page.snapshot("frame").get("fake"));
            page.command("{'do':'seek','step':1}");
            page.awaitPaused(2);
            page.command("{'do':'play'}");
            page.awaitStatus("playing");
            page.awaitPaused(6);
            assertEquals(frame, page.snapshot("frame"));
            assertEquals(128, page.query("features", "network", "G", "layer", "1").get("width").getAsInt());
            assertEquals(3, page.query("walk", "frames", "3").getAsJsonArray("frames").size());
        }
    }

    /** All of them are runs of the program small-mnist. */
    @Test
    void theReplayHasTheRealImagesOfKnownDataOnly() throws IOException {
        train(trainer(0, 1, AdversarialLoss.hinge()), 0, FashionMnist.sample());
        try (ModelFixture page = new ModelFixture(Replay.of(folder, ModelFixture.IMAGES))) {
            byte[] first = new byte[IMAGE.size()];
            FashionMnist.sample().levels(0, first, 0);
            assertArrayEquals(first, Arrays.copyOf(ModelFixture.bytes(page.snapshot("frame"), "real"), first.length));
        }
        train(trainer(0, 1, AdversarialLoss.hinge()), 0, OTHER_IMAGES);
        try (ModelFixture page = new ModelFixture(Replay.of(folder, ModelFixture.IMAGES))) {
            assertFalse(page.snapshot("frame").has("real"));
            assertFalse(page.snapshot("frame").has("realScores"));
            assertTrue(page.snapshot("frame").has("fake"));
        }
    }

    @Test
    void aCheckpointThatIsDeletedDuringTheReplayIsNamed() throws IOException {
        train(trainer(0, 1, AdversarialLoss.hinge()), 0);
        try (ModelFixture page = new ModelFixture(Replay.of(folder, ModelFixture.IMAGES, 1))) {
            Files.delete(folder.resolve("checkpoint-000002.safetensors"));
            page.command("{'do':'play'}");
            JsonObject state = page.await("state", s -> !s.get("message").getAsString().isEmpty());
            assertEquals("checkpoint-000002.safetensors cannot be read. Choose another step.",
                    state.get("message").getAsString());
            assertEquals("paused", state.get("status").getAsString());
            assertEquals(6, state.get("step").getAsInt());
            page.command("{'do':'back','unit':'step'}");
            assertEquals("", page.awaitPaused(4).get("message").getAsString());
        }
    }

    @Test
    void theReplayOfOneCheckpointSaysWhyNothingMoves() throws IOException {
        train(trainer(0, 1, AdversarialLoss.hinge()), 0);
        Files.delete(folder.resolve("checkpoint-000002.safetensors"));
        Files.delete(folder.resolve("checkpoint-000004.safetensors"));
        try (ModelFixture page = new ModelFixture(Replay.of(folder, ModelFixture.IMAGES))) {
            page.command("{'do':'play'}");
            JsonObject state = page.await("state", s -> !s.get("message").getAsString().isEmpty());
            assertEquals("Nothing moves, because the run's folder has only one checkpoint; the options"
                    + " --checkpoint-every and --keep of a training let it have more.",
                    state.get("message").getAsString());
            assertEquals("paused", state.get("status").getAsString());
            assertEquals(6, state.get("step").getAsInt());
        }
    }

    @Test
    void theReplayRefusesChanges() throws IOException {
        train(trainer(0, 1, AdversarialLoss.relativisticPairing()), 0);
        try (ModelFixture page = new ModelFixture(Replay.of(folder, ModelFixture.IMAGES))) {
            String message = assertThrows(IllegalArgumentException.class,
                    () -> page.command("{'do':'edit','key':'rateG','value':'0.01'}")).getMessage();
            assertTrue(message.startsWith("The page shows the run of a program, which it cannot change;"), message);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "10, 1", "0, 2"})
    void theReplayTakesTheNextStepOfACheckpointApartWithOtherImages(int classes, int packing) throws IOException {
        train(trainer(classes, packing, AdversarialLoss.hinge()), classes);
        try (ModelFixture page = new ModelFixture(Replay.of(folder, ModelFixture.IMAGES))) {
            page.query("features");                               // after the measurement
            JsonObject history = page.snapshot("history");
            JsonArray norms = history.getAsJsonObject("norms").getAsJsonArray(
                    "D/1 Dense " + (784 + 784 * classes) * packing + "→128");
            assertEquals(6, norms.size());
            assertTrue(norms.get(5).getAsDouble() > 0);
            assertTrue(norms.get(4).isJsonNull());
            assertEquals("[null,null,null,12.5,null,null]", history.get("quality").toString());
            JsonObject trace = page.query("trace");
            assertEquals(7, trace.get("step").getAsInt());
            JsonObject state = page.snapshot("state");
            assertTrue(state.get("note").getAsString().startsWith("The run's folder has no batches."));
            assertEquals("", state.get("missing").getAsString());
            page.command("{'do':'step','unit':'stage'}");
            assertEquals(0, page.await("state", s -> s.get("stage").getAsInt() == 1).get("operation").getAsInt());
            page.command("{'do':'back','unit':'operation'}");
            page.await("state", s -> s.get("operation").getAsInt() == -1);
            page.command("{'do':'back','unit':'operation'}");
            page.awaitPaused(4);
        }
    }

    @Test
    void theReplaySaysWhyAStepIsNotTakenApart() throws IOException {
        train(trainer(0, 1, AdversarialLoss.hinge()), 0, OTHER_IMAGES);
        try (ModelFixture page = new ModelFixture(Replay.of(folder, ModelFixture.IMAGES))) {
            String missing = "The next step is not taken apart, and the norms of its gradients are not measured: the"
                    + " run's folder has no training images, and they are not of a known data set.";
            assertEquals(missing, page.snapshot("state").get("missing").getAsString());
            assertEquals(missing, assertThrows(IllegalArgumentException.class, () -> page.query("trace")).getMessage());
            page.command("{'do':'step','unit':'stage'}");
            assertEquals(missing, page.await("state", s -> !s.get("message").getAsString().isEmpty()).get("message")
                    .getAsString());
        }
    }

    @Test
    void foldersWithoutAGanAreRefused() throws IOException {
        assertTrue(assertThrows(IOException.class, () -> Replay.of(folder, ModelFixture.IMAGES)).getMessage()
                .startsWith(folder + ": a folder without a checkpoint-NNNNNN.safetensors."));
        Safetensors.write(State.builder().string("checkpoint", "other").tensor("x", Tensor.scalar(1)).build(),
                folder.resolve("checkpoint-000001.safetensors"));
        assertTrue(assertThrows(IOException.class, () -> Replay.of(folder, ModelFixture.IMAGES)).getMessage()
                .startsWith(folder + ": it is no checkpoint of a GAN"));
    }
}
