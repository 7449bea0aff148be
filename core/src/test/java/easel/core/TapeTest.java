package easel.core;

import static easel.core.Scaling.doubled;
import static easel.core.Scaling.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.ops.Products;
import easel.core.ops.Reduce;
import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Recording, views, watchers and closing; {@link BackwardPassTest} tests the gradients. */
class TapeTest {
    private final RandomStream random = RandomStream.of(7);
    private final Tape tape = Tape.training(random);
    private final Tensor latent = vector(11, 13);

    private float[] derivative(Tensor loss, Tensor wanted) {
        return tape.gradients(loss, List.of(wanted)).of(wanted).array();
    }

    // Recording

    @Test
    void refusesToRecordAnOutputTwice() {
        Tensor y = doubled(latent, tape);
        illegal(() -> tape.record("identity", y, (dy, sink) -> sink.add(y, () -> dy), y), "identity", "by scale");
    }

    @Test
    void recordCopiesTheArrayOfSources() {
        Tensor x = vector(1, 2);
        Tensor[] sources = {x};
        Tensor y = tape.record("copy", x.copy(), (dy, sink) -> sink.add(x, () -> dy), sources);
        sources[0] = y;
        assertSame(x, tape.nodes().get(0).sources().get(0));
        assertArrayEquals(new float[] {1, 1}, tape.gradients(Reduce.sum(y, tape), List.of(x)).of(x).array());
    }

    // Views

    @Test
    void recordingAndTrainingAreIndependent() {
        Tape forInference = Tape.forInference();
        Object[][] views = {
            {tape, true, true},
            {tape.inference(), true, false},
            {tape.unrecorded(), false, true},
            {tape.inference().unrecorded(), false, false},
            {tape.unrecorded().inference(), false, false},
            {tape.inference().training(), true, true},
            {tape.unrecorded().training(), false, true},
            {forInference, false, false},
            {forInference.inference(), false, false},
            {forInference.unrecorded(), false, false},
        };
        for (int i = 0; i < views.length; i++) {
            Tape view = (Tape) views[i][0];
            assertEquals(views[i][1], view.isRecording(), "recording of view " + i);
            assertEquals(views[i][2], view.isTraining(), "training of view " + i);
            int before = tape.nodes().size();
            doubled(latent, view);
            assertEquals(view.isRecording() ? before + 1 : before, tape.nodes().size(), "nodes after view " + i);
        }
    }

    @Test
    void viewsShareOneTape() {
        Tensor x = vector(1, 2);
        Tape inference = tape.inference();
        Tensor middle = doubled(x, tape);
        Tensor loss = Reduce.sum(doubled(middle, inference), tape);
        assertEquals(List.of("scale", "scale", "sum"), tape.nodes().stream().map(Node::name).toList());
        assertEquals(tape.nodes(), inference.nodes());
        assertSame(random, inference.random());
        assertSame(random, tape.unrecorded().random());
        for (Tape view : List.of(tape, inference, tape.unrecorded())) {
            assertArrayEquals(new float[] {4, 4}, view.gradients(loss, List.of(x)).of(x).array());
        }
        inference.close();
        illegal(() -> doubled(x, tape), "closed");
    }

    @Test
    void theTapeForInferenceRecordsNothing() {
        Tape inference = Tape.forInference();
        Tensor y = Reduce.sum(doubled(latent, inference), inference);
        assertEquals(48, y.item());
        assertEquals(List.of(), inference.nodes());
        assertEquals("", inference.toString());
        illegal(() -> inference.gradients(y, List.of(latent)), "records nothing", "Tape.training(random)");
        illegal(inference::training, "Tape.training(random)");
        illegal(inference::random, "Tape.training(random)");
        inference.close();
        assertEquals(48, Reduce.sum(doubled(latent, inference), inference).item());
    }

    // Text and nodes

    @Test
    void textHasOneLinePerOperation() {
        Tensor x = Tensor.zeros(Shape.of(4, 2));
        Tensor product = Products.matmul(x, Parameter.of(Tensor.zeros(Shape.of(2, 3))), tape);
        Reduce.mean(product, tape.inference());
        assertEquals("  0  matmul: (4, 2) parameter(2, 3) -> (4, 3)\n  1  mean: (4, 3) -> (1)", tape.toString());
    }

    @Test
    void nodesAreReadOnly() {
        Scaling generator = new Scaling("generator", new ArrayList<>(), 2, 3);
        Tensor y = generator.forward(latent, tape);
        Node node = tape.nodes().get(0);
        assertEquals("generator", node.name());
        assertSame(y, node.output());
        assertEquals(List.of(latent, generator.weight), node.sources());
        assertThrows(UnsupportedOperationException.class, () -> tape.nodes().clear());
        assertThrows(UnsupportedOperationException.class, () -> node.sources().clear());
    }

    // Watching

    @Test
    void aWatcherIsCalledForOperationsOfItsViewAndMayWrapDerivatives() {
        List<String> seen = new ArrayList<>();
        Tape watched = tape.watched((name, output, backward, sources) -> {
            seen.add(name + " of " + sources.length + " gives " + output.shape());
            return (dy, sink) -> {
                seen.add("d " + name + " by " + dy.shape());
                backward.apply(dy, sink);
            };
        });
        Scaling first = new Scaling("first", new ArrayList<>(), 2, 3);
        Scaling second = new Scaling("second", new ArrayList<>(), 5, 7);
        Tensor hidden = first.forward(vector(1, 1), watched.inference().training());
        Tensor loss = Reduce.sum(second.forward(hidden, tape), watched);
        second.forward(hidden, watched.unrecorded());
        assertEquals(List.of("first of 2 gives (2)", "sum of 1 gives (1)"), seen);
        seen.clear();
        assertArrayEquals(new float[] {5, 7}, derivative(loss, first.weight));
        assertEquals(List.of("d sum by (1)", "d first by (2)"), seen);
        seen.clear();
        derivative(loss, second.weight);
        assertEquals(List.of("d sum by (1)"), seen);
        assertEquals(3, tape.nodes().size());
    }

    @Test
    void aSecondWatcherReplacesTheFirst() {
        List<String> seen = new ArrayList<>();
        Tape once = tape.watched((name, output, backward, sources) -> {
            seen.add("first");
            return backward;
        });
        Tape twice = once.watched((name, output, backward, sources) -> {
            seen.add("second");
            return backward;
        });
        doubled(vector(1), twice);
        doubled(vector(1), once);
        assertEquals(List.of("second", "first"), seen);
        assertThrows(NullPointerException.class, () -> tape.watched(null));
    }

    // After close

    @Test
    void aClosedTapeRefusesEveryCall() {
        Tensor x = vector(1, 2);
        Tensor loss = Reduce.sum(x, tape);
        assertFalse(tape.nodes().isEmpty());
        tape.close();
        tape.close();
        for (Tape view : List.of(tape, tape.inference(), tape.unrecorded())) {
            illegal(() -> view.buffers().allocate(2, 3), "closed");
            illegal(() -> view.record("late", Tensor.scalar(1), (dy, sink) -> { }), "closed");
            illegal(() -> view.gradients(loss, List.of(x)), "closed");
        }
        assertEquals(List.of(), tape.nodes());
    }

    private static void illegal(Executable call, String... words) {
        assertMessage(assertThrows(IllegalStateException.class, call), words);
    }

    private static void assertMessage(RuntimeException thrown, String... words) {
        for (String word : words) {
            assertTrue(thrown.getMessage().contains(word), thrown.getMessage());
        }
    }
}
