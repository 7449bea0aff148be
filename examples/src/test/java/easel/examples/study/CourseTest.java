package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.DivergedException;
import easel.core.Tensor;
import easel.core.state.State;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a step of a study is reached with the same bytes on every way. */
class CourseTest {
    private static final UpdateObserver NONE = (network, gradients, update) -> update.run();
    private static final long BYTES = 64 << 20;

    private static Course course(String... settings) {
        Map<String, String> values = new TreeMap<>(Map.of("batch", "16", "widthG", "8", "widthD", "8"));
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        return new Course(StudySettings.of(values), Drawings.ARC, List.of(), BYTES);
    }

    private static void moveTo(Course course, long step) {
        course.rewind(step);
        while (course.step() < step) {
            course.advance(NONE);
        }
    }

    private static void assertSame(State expected, State found) {
        assertEquals(expected.strings(), found.strings());
        assertEquals(expected.tensors().keySet(), found.tensors().keySet());
        for (Map.Entry<String, Tensor> tensor : expected.tensors().entrySet()) {
            assertArrayEquals(tensor.getValue().array(), found.tensor(tensor.getKey()).array(), tensor.getKey());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ring", "grid", "gaussians", "line", "draw"})
    void theSameBytesAfterStepsBackAndForward(String subject) {
        Course course = course("subject", subject);
        moveTo(course, 300);
        State expected = course.training().state();
        for (int step = 299; step >= 250; step--) {
            moveTo(course, step);
        }
        assertEquals(250, course.step());
        moveTo(course, 300);
        assertSame(expected, course.training().state());
    }

    @Test
    void theSameBytesWithEveryOptionalPart() {
        Course course = course("packing", "2", "penalty", "gp", "stepsD", "3", "smoothing", "0.1", "latent", "1",
                "distribution", "uniform", "layersD", "0");
        moveTo(course, 40);
        State expected = course.training().state();
        moveTo(course, 7);
        moveTo(course, 40);
        assertSame(expected, course.training().state());
    }

    @Test
    void editsOfARunGiveTheSameBytesAgain() {
        Course played = course();
        moveTo(played, 20);
        played.edit("rateG", "0.01");
        moveTo(played, 32);
        played.edit("optimizer", "sgd");
        moveTo(played, 33);
        played.edit("loss", "ls");
        played.edit("stepsD", "0");
        moveTo(played, 50);
        played.edit("optimizer", "adam");
        moveTo(played, 60);
        assertEquals(List.of(new Edit(20, "rateG", "0.01"), new Edit(32, "optimizer", "sgd"),
                new Edit(33, "loss", "ls"), new Edit(33, "stepsD", "0"), new Edit(50, "optimizer", "adam")),
                played.edits());
        State expected = played.training().state();

        Course restored = new Course(course().settings(), List.of(), played.edits(), BYTES);
        moveTo(restored, 60);
        assertSame(expected, restored.training().state());

        for (int step : new int[] {49, 33, 32, 31, 19, 60}) {
            moveTo(played, step);
        }
        assertSame(expected, played.training().state());
    }

    @Test
    void anEditThatIsTakenBackAtTheSameStepChangesNothing() {
        Course plain = course();
        moveTo(plain, 40);
        Course edited = course();
        moveTo(edited, 20);
        edited.edit("optimizer", "sgd");
        edited.edit("optimizer", "adam");
        assertEquals(List.of(), edited.edits());
        moveTo(edited, 40);
        assertSame(plain.training().state(), edited.training().state());
    }

    @Test
    void anEditDropsLaterOnes() {
        Course course = course();
        moveTo(course, 30);
        course.edit("rateG", "0.01");
        moveTo(course, 10);
        course.edit("rateD", "0.01");
        assertEquals(List.of(new Edit(10, "rateD", "0.01")), course.edits());
        assertEquals("0.001", course.settings().get("rateG"));
    }

    @Test
    void aWayWithFewSnapshotsGivesTheSameBytes() {
        Course few = new Course(course().settings(), List.of(), List.of(), 1);
        Course many = course();
        moveTo(few, 100);
        moveTo(many, 100);
        assertTrue(few.snapshots().count() <= 2);
        assertEquals(7, many.snapshots().count());
        moveTo(few, 99);
        moveTo(few, 100);
        assertSame(many.training().state(), few.training().state());
    }

    @Test
    void aDivergedStepLeavesTheStepBefore() {
        Course course = course("optimizer", "sgd", "loss", "wgan", "rateG", "0.3", "rateD", "0.3", "widthD", "100",
                "widthG", "100");
        DivergedException e = assertThrows(DivergedException.class, () -> moveTo(course, 3000));
        long step = course.step();
        assertTrue(e.getMessage().startsWith("step " + (step + 1) + ": "), e.getMessage());
        State expected = course.training().state();
        assertThrows(DivergedException.class, () -> course.advance(NONE));
        assertSame(expected, course.training().state());
        course.edit("rateG", "0.0001");
        assertEquals(step, course.step());
    }
}
