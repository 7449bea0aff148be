package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import easel.datasets.ImageSource;
import easel.datasets.Images;
import easel.gan.GanListener;
import easel.gan.GanSchedule;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests the page of a program's run that trains: frames, norms, the pause, and the next step taken apart. */
class LiveRunTest {
    private static final ImageSource IMAGES = Images.of(RunCopyTest.IMAGE, gray());

    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong copies = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();

    private static byte[] gray() {
        byte[] levels = new byte[3 * RunCopyTest.IMAGE.size()];
        Arrays.fill(levels, (byte) 150);
        return levels;
    }

    private static GanTrainer trainer() {
        return RunCopyTest.trainer(GanSchedule.SEPARATE);
    }

    private LiveRun live(GanTrainer trainer) {
        LiveRun live = new LiveRun(() -> {
            copies.incrementAndGet();
            return trainer.state();
        }, IMAGES, number -> {
            reads.incrementAndGet();
            return RunCopyTest.real(number);
        }, clock::get);
        trainer.listen(live);
        return live;
    }

    /** Waits, after a frame, for the measurement that it started. */
    private static void awaitMeasurement(ModelFixture page) {
        page.query("features");      // is answered after the frame's task, which adds that of the measurement
        page.query("features");
    }

    private static Thread train(GanTrainer trainer, int steps) {
        Thread thread = new Thread(() -> trainer.train(steps, number -> RunCopyTest.real(number)));
        thread.start();
        return thread;
    }

    @Test
    void aRunIsShownWhileItTrains() {
        GanTrainer trainer = trainer();
        LiveRun live = live(trainer);
        try (ModelFixture page = new ModelFixture(live)) {
            awaitMeasurement(page);
            assertEquals(0, page.snapshot("frame").get("step").getAsInt());
            page.forget();
            trainer.train(3, number -> RunCopyTest.real(number));
            live.pages(1);
            GanStep[] last = new GanStep[1];
            trainer.listen(new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    last[0] = step;
                }
            });
            trainer.train(1, number -> RunCopyTest.real(number));
            JsonObject frame = page.await("frame", found -> true);
            assertEquals(3, frame.get("step").getAsInt());
            // The norms of step 4, which a copy took, and its losses.
            awaitMeasurement(page);
            JsonObject history = live.history().json();
            assertEquals(4, history.getAsJsonObject("norms").size());
            assertEquals("[1,2,3,4]", history.get("step").toString());
            assertEquals((float) last[0].generatorLoss(), history.getAsJsonArray("lossG").get(3).getAsFloat());
            assertTrue(history.getAsJsonObject("norms").getAsJsonArray("G/0 Dense 5→128").get(3).getAsDouble() > 0);
            assertTrue(history.getAsJsonObject("ratios").getAsJsonArray("G/0 Dense 5→128").get(3).getAsDouble() < 0);
            long before = copies.get();
            trainer.train(1, number -> RunCopyTest.real(number));          // within a second of the frame before
            assertEquals(before, copies.get());
            clock.addAndGet(2_000_000_000);
            trainer.train(1, number -> RunCopyTest.real(number));
            assertEquals(5, page.await("frame", found -> true).get("step").getAsInt());
            live.ended();
            JsonObject state = page.awaitStatus("ended");
            assertEquals(6, state.get("step").getAsInt());
            assertEquals("The training has ended.", state.get("message").getAsString());
            assertThrows(IllegalArgumentException.class, () -> page.command("{'do':'pause'}"));
        }
    }

    @Test
    void aPauseStopsTheTrainingBeforeItsNextStepAndPlayGoesOn() throws InterruptedException {
        GanTrainer trainer = trainer();
        LiveRun live = live(trainer);
        Thread thread;
        try (ModelFixture page = new ModelFixture(live)) {
            live.pages(1);
            page.command("{'do':'pause'}");
            thread = train(trainer, 5);
            JsonObject state = page.awaitPaused(0);
            assertTrue(state.get("live").getAsBoolean());
            assertTrue(state.get("message").getAsString().startsWith("Paused before the next step."));
            assertEquals("The real examples are those of the run's next step.", state.get("note").getAsString());
            JsonObject trace = page.query("trace");
            assertEquals(1, trace.get("step").getAsInt());
            page.command("{'do':'step','unit':'operation'}");
            page.await("state", s -> s.get("operation").getAsInt() == 0);
            page.command("{'do':'step','unit':'step'}");
            assertEquals(-1, page.awaitPaused(1).get("operation").getAsInt());
            live.pages(0);                                       // a paused training waits without a page
            live.pages(1);
            page.command("{'do':'back','unit':'step'}");
            assertEquals("A training that a program runs does not go back.", page.await("state",
                    s -> s.get("message").getAsString().contains("back")).get("message").getAsString());
            assertEquals(1, trainer.stepsDone());
            assertEquals(2, page.query("trace").get("step").getAsInt());
            page.command("{'do':'play'}");
            page.awaitStatus("playing");
            assertThrows(IllegalArgumentException.class, () -> page.query("trace"));
            thread.join();
            live.ended();
        }
        GanTrainer plain = trainer();
        plain.train(5, number -> RunCopyTest.real(number));
        plain.state().tensors().forEach((name, tensor) ->
                assertArrayEquals(tensor.array(), trainer.state().tensor(name).array(), name));
    }

    @Test
    void endAndAnInterruptEndThePause() throws InterruptedException {
        for (boolean interrupt : new boolean[] {false, true}) {
            GanTrainer trainer = trainer();
            LiveRun live = live(trainer);
            try (ModelFixture page = new ModelFixture(live)) {
                page.command("{'do':'pause'}");
                Thread thread = train(trainer, 3);
                page.awaitPaused(0);
                if (interrupt) {
                    thread.interrupt();
                } else {
                    page.command("{'do':'end'}");
                    assertEquals("The page has ended. The training goes on; its terminal shows it.",
                            page.awaitStatus("ended").get("message").getAsString());
                }
                thread.join();
                assertEquals(3, trainer.stepsDone());
                assertEquals(2, copies.getAndSet(0));
            }
        }
    }

    @Test
    void aBatchThatCannotBeReadIsNamed() throws InterruptedException {
        GanTrainer trainer = trainer();
        LiveRun live = new LiveRun(trainer::state, IMAGES, number -> {
            throw new IllegalStateException("no such file");
        }, clock::get);
        trainer.listen(live);
        try (ModelFixture page = new ModelFixture(live)) {
            page.command("{'do':'pause'}");
            Thread thread = train(trainer, 1);
            assertEquals("The next step is not taken apart, and the norms of its gradients are not measured: its batch"
                    + " cannot be read (no such file).", page.awaitPaused(0).get("missing").getAsString());
            page.command("{'do':'play'}");
            thread.join();
            assertEquals(1, trainer.stepsDone());
        }
    }

    @Test
    void theListenerCopiesAndReadsNothingWithoutAPage() {
        GanTrainer trainer = trainer();
        LiveRun live = live(trainer);
        trainer.train(5, number -> RunCopyTest.real(number));
        assertEquals(1, copies.get());
        assertEquals(0, reads.get());
        assertFalse(live.snapshot().isEmpty());
        assertEquals(List.of("state", "history", "frame"), live.snapshot().stream().map(Event::name).toList());
        live.close();
    }
}
