package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the commands, events and questions of a session. */
class StudySessionTest {
    private final AtomicLong clock = new AtomicLong();
    private ModelFixture page;

    private void start(String... settings) {
        Map<String, String> values = new HashMap<>(Map.of("batch", "16", "widthG", "8", "widthD", "8"));
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        start(StudySettings.of(values));
    }

    private void start(StudySettings settings) {
        page = new ModelFixture(new StudySession(settings, () -> clock.addAndGet(10_000_000), 130));   // 10 ms a call
    }

    @AfterEach
    void close() {
        if (page != null) {
            page.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void aPageThatOpensBeforeTheFirstStepShowsEverything(Subject subject) {
        start(StudySettings.of(Map.of("subject", subject.name())));
        assertEquals(List.of("state", "history", "frame"), page.model().snapshot().stream().map(Event::name).toList());
        JsonObject state = page.snapshot("state");
        assertEquals(subject.name(), state.get("subject").getAsString());
        assertEquals("paused", state.get("status").getAsString());
        assertEquals(10, state.getAsJsonArray("stages").size());
        assertEquals(state.getAsJsonObject("settings").size() - 2, state.getAsJsonArray("fields").size());
        assertEquals(state.get("settings"), state.get("initial"));
        assertEquals(subject == Subject.draw ? 32 : 0, state.getAsJsonArray("draw").size());
        JsonObject frame = page.snapshot("frame");
        assertTrue(frame.get("lossD").isJsonNull());
        if (subject.isImage()) {
            assertEquals(16 * 28 * 28, ModelFixture.floats(frame, "gradient").length);
            assertEquals(16 * 28 * 28, ModelFixture.bytes(frame, "real").length);
            assertEquals(16, ModelFixture.floats(frame, "realScores").length);
        } else {
            assertEquals(512, ModelFixture.floats(frame, "fake").length);
            assertEquals(512, ModelFixture.floats(frame, "gradient").length);
            assertEquals(512, ModelFixture.floats(frame, "noise").length);
            assertEquals(1600, ModelFixture.floats(frame.getAsJsonObject("surface"), "data").length);
            assertEquals(2 * 441, ModelFixture.floats(frame.getAsJsonObject("latent"), "data").length);
        }
    }

    @Test
    void stepsForwardAndBackShowTheSameFrames() {
        start();
        page.model().pages(1);
        Map<Long, JsonObject> frames = new HashMap<>();
        for (long step = 1; step <= 5; step++) {
            page.command("{'do':'step','unit':'step'}");
            page.awaitPaused(step);
            frames.put(step, page.snapshot("frame"));
        }
        for (long step = 4; step >= 1; step--) {
            page.command("{'do':'back','unit':'step'}");
            page.awaitPaused(step);
            assertEquals(frames.get(step).get("fake"), page.snapshot("frame").get("fake"));
            assertEquals(frames.get(step).get("surface"), page.snapshot("frame").get("surface"));
            assertEquals(step, page.snapshot("history").getAsJsonArray("step").size());
        }
        page.command("{'do':'seek','step':5}");
        page.awaitPaused(5);
        JsonObject frame = page.snapshot("frame");
        frame.remove("record");
        frames.get(5L).remove("record");
        assertEquals(frames.get(5L), frame);
    }

    @Test
    void theTrainingDoesNotDependOnOpenPages() {
        start();
        page.command("{'do':'seek','step':40}");
        page.awaitPaused(40);
        JsonObject without = page.snapshot("frame");
        page.close();
        start();
        page.model().pages(2);
        page.command("{'do':'seek','step':40}");
        page.awaitPaused(40);
        assertEquals(without.get("fake"), page.snapshot("frame").get("fake"));
        assertEquals(without.get("lossD"), page.snapshot("frame").get("lossD"));
        assertEquals(Set.of(), without.getAsJsonObject("norms").keySet());
        assertEquals(6, page.snapshot("frame").getAsJsonObject("norms").size());
    }

    @Test
    void aSeekMeasuresOnlyItsFramesAndItsEnd() {
        start();
        page.model().pages(1);
        page.command("{'do':'seek','step':320}");
        page.awaitPaused(320);
        assertEquals(320, page.snapshot("history").getAsJsonArray("lossD").size());
        long measured = norms().stream().filter(norm -> !norm.isJsonNull()).count();
        assertTrue(measured > 1 && measured < 160, measured + " steps");
        JsonObject frame = page.snapshot("frame");
        page.command("{'do':'seek','step':304}");                 // a step with a kept state
        page.awaitPaused(304);
        assertEquals(6, page.snapshot("frame").getAsJsonObject("norms").size());
        assertFalse(page.snapshot("frame").get("quality").isJsonNull());
        assertFalse(page.snapshot("frame").get("lossD").isJsonNull());
        page.command("{'do':'seek','step':320}");
        page.awaitPaused(320);
        assertEquals(frame, page.snapshot("frame"));
    }

    /** The norms of the first layer of D in the history. */
    private List<JsonElement> norms() {
        return page.snapshot("history").getAsJsonObject("norms").getAsJsonArray("D/0 Dense 2→8").asList();
    }

    @Test
    void aStepBackKeepsTheMeasurementsBeforeIt() {
        start();
        page.model().pages(1);
        for (int step = 1; step <= 20; step++) {
            page.command("{'do':'step','unit':'step'}");
            page.awaitPaused(step);
        }
        List<JsonElement> norms = norms();
        page.command("{'do':'back','unit':'step'}");
        page.awaitPaused(19);
        assertEquals(norms.subList(0, 19), norms());
        assertFalse(norms().contains(JsonNull.INSTANCE));
    }

    @Test
    void aSeekThatIsLeftDropsThePointsAfterThePresentStep() {
        start();
        page.command("{'do':'seek','step':100}");
        page.awaitPaused(100);
        page.command("{'do':'seek','step':97}");                  // from step 96
        page.command("{'do':'edit','key':'rateG','value':'0.01'}");
        page.command("{'do':'pause'}");
        JsonObject state = page.await("state", s -> s.getAsJsonArray("edits").size() == 1
                && s.get("status").getAsString().equals("paused"));
        JsonArray steps = page.snapshot("history").getAsJsonArray("step");
        assertEquals(state.get("step").getAsInt(), steps.get(steps.size() - 1).getAsInt());
    }

    @Test
    void withoutAPageNoFrameIsSentWhilePlaying() {
        start();
        page.command("{'do':'play'}");
        page.awaitStatus("playing");
        for (long step = 0; step < 50; step = page.snapshot("state").get("step").getAsLong()) {
            Thread.onSpinWait();
        }
        page.command("{'do':'pause'}");
        int frames = 0;
        for (Event event = page.next(); !event.json().contains("\"status\":\"paused\""); event = page.next()) {
            frames += event.name().equals("frame") ? 1 : 0;
        }
        assertEquals(1, frames);
    }

    @Test
    void framesOfAPlayedRunHaveRecordedPointsAndNorms() {
        start();
        page.model().pages(1);
        page.command("{'do':'play'}");
        JsonObject frame = page.await("frame", f -> f.get("step").getAsLong() > 3);
        page.command("{'do':'pause'}");
        assertTrue(frame.get("record").getAsBoolean());
        assertFalse(frame.get("lossG").isJsonNull());
        assertTrue(frame.getAsJsonObject("ratios").has("D/2 Dense 8→8"), frame.toString());
    }

    @Test
    void operationsAreSteppedForwardAndBack() {
        start();
        page.command("{'do':'step','unit':'operation'}");
        int count = page.await("trace", t -> true).get("count").getAsInt();
        assertEquals(0, page.awaitPaused(0).get("operation").getAsInt());
        assertEquals(count, page.snapshot("trace").get("count").getAsInt());
        assertEquals(1, page.snapshot("state").get("stage").getAsInt());
        for (int stage = 2; stage <= 10; stage++) {
            page.command("{'do':'step','unit':'stage'}");
            assertEquals(stage, page.awaitPaused(0).get("stage").getAsInt());
        }
        JsonArray operations = page.query("trace").getAsJsonArray("operations");
        assertEquals(count, operations.size());
        int first = page.snapshot("state").get("operation").getAsInt();
        for (int i = first + 1; i < count; i++) {
            page.command("{'do':'step','unit':'operation'}");
            assertEquals(i, page.awaitPaused(0).get("operation").getAsInt());
        }
        page.command("{'do':'step','unit':'operation'}");
        assertEquals(-1, page.awaitPaused(1).get("operation").getAsInt());
        assertEquals(3, page.model().snapshot().size());
        page.command("{'do':'back','unit':'operation'}");
        assertEquals(count - 1, page.awaitPaused(0).get("operation").getAsInt());
        page.command("{'do':'back','unit':'stage'}");
        assertEquals(9, page.awaitPaused(0).get("stage").getAsInt());
        for (int stage = 8; stage >= 0; stage--) {
            page.command("{'do':'back','unit':'stage'}");
            assertEquals(stage, page.awaitPaused(0).get("stage").getAsInt());
        }
        page.command("{'do':'step','unit':'step'}");
        page.awaitPaused(1);
        page.command("{'do':'back','unit':'stage'}");
        assertEquals(10, page.awaitPaused(0).get("stage").getAsInt());
        assertEquals(first, page.snapshot("state").get("operation").getAsInt());
    }

    @Test
    void editsAndRestoreReachTheSameFrame() {
        start();
        page.command("{'do':'seek','step':10}");
        page.awaitPaused(10);
        page.command("{'do':'edit','key':'rateG','value':'0.01'}");
        JsonObject edited = page.awaitPaused(10);
        assertEquals("0.01", edited.getAsJsonObject("settings").get("rateG").getAsString());
        assertEquals("0.001", edited.getAsJsonObject("initial").get("rateG").getAsString());
        assertEquals("[{\"step\":10,\"key\":\"rateG\",\"value\":\"0.01\"}]", edited.get("edits").toString());
        page.command("{'do':'seek','step':30}");
        page.awaitPaused(30);
        JsonObject frame = page.snapshot("frame");
        page.command("{'do':'restart','settings':{'subject':'line'}}");
        assertEquals("line", page.awaitPaused(0).get("subject").getAsString());
        page.command("{'do':'restore','settings':{'batch':'16','widthG':'8','widthD':'8'},'step':30,"
                + "'edits':[{'step':10,'key':'rateG','value':'0.01'}]}");
        page.awaitPaused(30);
        assertEquals(frame.get("fake"), page.snapshot("frame").get("fake"));
        page.command("{'do':'seek','step':5}");
        assertEquals("0.001", page.awaitPaused(5).getAsJsonObject("settings").get("rateG").getAsString());
    }

    @Test
    void drawnPointsRestartTheTraining() {
        start("subject", "draw");
        page.command("{'do':'seek','step':3}");
        page.awaitPaused(3);
        page.command("{'do':'draw','points':[[0.5,0.25]]}");
        JsonObject state = page.awaitPaused(0);
        assertEquals("frame", page.next().name());                // a page draws a frame only after its state
        assertEquals("[[0.5,0.25]]", state.get("draw").toString());
        float[] real = ModelFixture.floats(page.snapshot("frame"), "real");
        for (int i = 0; i < real.length; i += 2) {
            assertEquals(0.5, real[i], 0.3);
            assertEquals(0.25, real[i + 1], 0.3);
        }
    }

    @Test
    void aDivergedTrainingSaysSoAndCanContinue() {
        start("optimizer", "sgd", "loss", "wgan", "rateG", "0.3", "rateD", "0.3", "widthD", "100");
        page.command("{'do':'play'}");
        JsonObject state = page.awaitStatus("diverged");
        assertTrue(state.get("message").getAsString().startsWith("The training diverged: step "), state.toString());
        long step = state.get("step").getAsLong();
        page.command("{'do':'edit','key':'loss','value':'ns'}");
        assertEquals("", page.awaitPaused(step).get("message").getAsString());
        page.command("{'do':'seek','step':2}");
        page.awaitPaused(2);
    }

    @Test
    void wrongCommandsAndQuestionsAreRefused() {
        start();
        assertRefused("There is no such command.", "{'do':'fly'}");
        assertRefused("The command lacks \"do\", a text.", "{}");
        assertRefused("The unit must be step, stage or operation.", "{'do':'step','unit':'mile'}");
        assertRefused("The step must be a whole number from 0 to 10000000.", "{'do':'seek','step':-1}");
        assertRefused("The step must be a whole number from 0 to 10000000.", "{'do':'seek','step':1.5}");
        assertRefused("Points can be drawn for the subject draw only.", "{'do':'draw','points':[]}");
        assertRefused("A coordinate must be a number from -1.5 to 1.5.", "{'do':'draw','points':[[2,0]]}");
        assertRefused("\"points\" must be a list.", "{'do':'draw','points':7}");
        assertRefused("The edits must be in the order of their steps.", "{'do':'restore','edits':["
                + "{'step':5,'key':'rateG','value':'0.01'},{'step':4,'key':'rateG','value':'0.1'}]}");
        assertRefused("\"settings\" must be an object.", "{'do':'restart','settings':[]}");
        assertEquals("There is no such query; expected trace, operation, features, latent or walk.",
                assertThrows(IllegalArgumentException.class, () -> page.query("x")).getMessage());
        assertEquals("\"layer\" must be a whole number from 0 to 4; found 9.",
                assertThrows(IllegalArgumentException.class, () -> page.query("features", "layer", "9")).getMessage());
        assertEquals("A latent point has 2 coordinates; found 1.",
                assertThrows(IllegalArgumentException.class, () -> page.query("latent", "z", "1")).getMessage());
    }

    private void assertRefused(String message, String json) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> page.command(json)).getMessage());
    }

    @Test
    void questionsAboutImagesAreAnswered() {
        start(StudySettings.of(Map.of("subject", "mnist", "size", "medium", "latent", "16", "batch", "16",
                "packing", "2")));
        JsonObject features = page.query("features", "network", "G", "layer", "4", "example", "3");
        assertEquals(List.of(14, 14, 16), List.of(features.get("height").getAsInt(), features.get("width").getAsInt(),
                features.get("channels").getAsInt()));
        assertEquals(14 * 14 * 16, ModelFixture.floats(features, "data").length);
        JsonObject ofReal = page.query("features", "network", "D", "layer", "3", "side", "real");
        assertEquals(7 * 7 * 32, ModelFixture.floats(ofReal, "data").length);
        JsonObject fake = page.query("latent", "z", "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1");
        assertEquals(784, ModelFixture.bytes(fake, "data").length);
        JsonArray walk = page.query("walk", "from", "3", "to", "9", "frames", "5").getAsJsonArray("frames");
        assertEquals(5, walk.size());
        assertNotEquals(walk.get(0), walk.get(4));
    }

    @Test
    void theQualityOfImagesIsMeasuredLater() {
        start(StudySettings.of(Map.of("subject", "mnist", "batch", "16", "latent", "16")));
        assertEquals("FCD of few fakes", page.snapshot("history").get("qualityName").getAsString());
        page.model().pages(1);
        page.command("{'do':'step','unit':'step'}");
        JsonObject history = page.await("history", h -> h.getAsJsonArray("quality").size() == 1
                && !h.getAsJsonArray("quality").get(0).isJsonNull());
        assertTrue(history.getAsJsonArray("quality").get(0).getAsDouble() > 100, history.toString());
    }

    @Test
    void aQuestionAfterTheEndIsRefused() {
        start();
        page.close();
        assertEquals("The session has ended.",
                assertThrows(IllegalArgumentException.class, () -> page.query("trace")).getMessage());
    }
}
