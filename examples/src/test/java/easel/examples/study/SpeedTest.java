package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests the speeds at which a session plays. */
class SpeedTest {
    private static long step(ModelFixture page) {
        return page.snapshot("state").get("step").getAsLong();
    }

    private static void awaitStep(ModelFixture page, long step) {
        while (step(page) < step) {
            Thread.onSpinWait();
        }
    }

    @Test
    void mediumTakesAtMostThirtyStepsASecondAndSlowMotionStages() {
        try (ModelFixture page = new ModelFixture(new StudySession(StudySettings.of(Map.of())))) {
            assertEquals("fast", page.snapshot("state").get("speed").getAsString());
            page.command("{'do':'speed','speed':'medium'}");
            page.command("{'do':'play'}");
            awaitStep(page, 1);
            long start = System.nanoTime();
            long first = step(page);
            awaitStep(page, first + 15);
            assertTrue(System.nanoTime() - start >= 14 * Speed.medium.interval);
            page.command("{'do':'speed','speed':'slow'}");
            page.await("state", state -> state.get("stage").getAsInt() == 2);
            long present = step(page);
            page.command("{'do':'speed','speed':'fast'}");
            awaitStep(page, present + 100);
        }
    }

    @Test
    void anotherSpeedIsRefused() {
        try (ModelFixture page = new ModelFixture(new StudySession(StudySettings.of(Map.of())))) {
            assertEquals("The speed must be fast, medium or slow.", assertThrows(IllegalArgumentException.class,
                    () -> page.command("{'do':'speed','speed':'light'}")).getMessage());
        }
    }
}
