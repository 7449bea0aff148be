package easel.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ScheduleTest {
    @Test
    void constantNeverChanges() {
        Schedule schedule = Schedule.constant(2e-4f);
        assertEquals(2e-4f, schedule.at(0));
        assertEquals(2e-4f, schedule.at(1_000_000));
    }

    @Test
    void stepDecayFallsAtEachInterval() {
        Schedule schedule = Schedule.stepDecay(0.8f, 0.5f, 10);
        assertEquals(0.8f, schedule.at(0));
        assertEquals(0.8f, schedule.at(9));
        assertEquals(0.4f, schedule.at(10));
        assertEquals(0.4f, schedule.at(19));
        assertEquals(0.1f, schedule.at(30));
    }

    @Test
    void exponentialFallsByTheFactorInEachInterval() {
        Schedule schedule = Schedule.exponential(0.8f, 0.25f, 10);
        assertEquals(0.8f, schedule.at(0));
        assertEquals(0.4f, schedule.at(5));
        assertEquals(0.2f, schedule.at(10));
        assertEquals(0.0125f, schedule.at(30));
        assertEquals(0.8 * Math.exp(-1.3862943611 / 10), schedule.at(1), 1e-7);
    }

    @Test
    void linearIsConstantAfterItsEnd() {
        Schedule schedule = Schedule.linear(1, 0.2f, 8);
        assertEquals(1, schedule.at(0));
        assertEquals(0.9f, schedule.at(1), 1e-7f);
        assertEquals(0.6f, schedule.at(4), 1e-7f);
        assertEquals(0.2f, schedule.at(8));
        assertEquals(0.2f, schedule.at(Long.MAX_VALUE));
    }

    @Test
    void linearMayRiseFromZero() {
        Schedule schedule = Schedule.linear(0, 1e-3f, 4);
        assertEquals(0, schedule.at(0));
        assertEquals(0.75e-3f, schedule.at(3));
        assertEquals(1e-3f, schedule.at(5));
    }

    @Test
    void cosineHasTheExactValuesAtKnownAngles() {
        Schedule schedule = Schedule.cosine(1, 0.2f, 12);
        assertEquals(1, schedule.at(0));
        assertEquals(0.2 + 0.4 * (1 + 0.8660254), schedule.at(2), 1e-7); // cos 30° = √3/2
        assertEquals(0.8f, schedule.at(4), 1e-7f);                       // cos 60° = 1/2
        assertEquals(0.6f, schedule.at(6), 1e-7f);                       // cos 90° = 0
        assertEquals(0.4f, schedule.at(8), 1e-7f);                       // cos 120° = -1/2
        assertEquals(0.2f, schedule.at(12));
        assertEquals(0.2f, schedule.at(13));
    }

    @Test
    void cosineEndsAtExactlyZero() {
        assertEquals(0, Schedule.cosine(2e-4f, 0, 1000).at(1000));
    }

    @Test
    void aDelayedScheduleIsConstantThenStartsFromItsStart() {
        Schedule schedule = Schedule.linear(1, 0.2f, 8).withDelay(10);
        assertEquals(1, schedule.at(0));
        assertEquals(1, schedule.at(10));
        assertEquals(0.9f, schedule.at(11), 1e-7f);
        assertEquals(0.2f, schedule.at(18));
        assertEquals(0.2f, schedule.at(Long.MAX_VALUE));
        assertEquals(0.9f, Schedule.linear(1, 0.2f, 8).withDelay(0).at(1), 1e-7f);
        assertEquals(7, ((Schedule) step -> step).withDelay(3).at(10));
    }

    @Test
    void theNameOfADelayedScheduleHasTheDelay() {
        assertEquals("cosine(2.0E-4, 5.0E-5, 100) after 50 steps",
                NamedSchedule.nameOf(Schedule.cosine(2e-4, 5e-5, 100).withDelay(50)));
        assertEquals(NamedSchedule.nameOf(step -> 1), NamedSchedule.nameOf(((Schedule) step -> 1).withDelay(50)));
    }

    @Test
    void argumentsOutOfRangeAreRefused() {
        refused("delay -1: expected at least 0 steps", () -> Schedule.constant(1).withDelay(-1));
        refused("learning rate 0.0: ", () -> Schedule.constant(0));
        refused("initial learning rate 0.0: ", () -> Schedule.stepDecay(0, 0.5f, 1));
        refused("factor 0.0: ", () -> Schedule.stepDecay(1, 0, 1));
        refused("every 0: ", () -> Schedule.stepDecay(1, 0.5f, 0));
        refused("initial learning rate NaN: ", () -> Schedule.exponential(Float.NaN, 0.5f, 1));
        refused("factor Infinity: ", () -> Schedule.exponential(1, Float.POSITIVE_INFINITY, 1));
        refused("every -1: ", () -> Schedule.exponential(1, 0.5f, -1));
        refused("initial learning rate -1.0: ", () -> Schedule.linear(-1, 0, 1));
        refused("end learning rate -1.0: ", () -> Schedule.linear(1, -1, 1));
        refused("steps 0: ", () -> Schedule.linear(1, 0, 0));
        refused("initial learning rate Infinity: ", () -> Schedule.cosine(Float.POSITIVE_INFINITY, 0, 1));
        refused("end learning rate NaN: ", () -> Schedule.cosine(1, Float.NaN, 1));
        refused("steps -5: ", () -> Schedule.cosine(1, 0, -5));
    }

    private static void refused(String start, Executable construction) {
        String message = assertThrows(IllegalArgumentException.class, construction).getMessage();
        assertTrue(message.startsWith(start), message);
    }
}
