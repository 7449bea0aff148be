package easel.core;

import static easel.core.Scaling.doubled;
import static easel.core.Scaling.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.ops.Arithmetic;
import easel.core.ops.Functions;
import easel.core.ops.Rearrange;
import easel.core.ops.Reduce;
import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which derivatives a backward pass runs, how it sums their gradients, and which faults it refuses. */
class BackwardPassTest {
    private final Tape tape = Tape.training(RandomStream.of(7));
    private final List<String> computed = new ArrayList<>();
    private final Scaling generator = new Scaling("generator", computed, 2, 3);
    private final Scaling discriminator = new Scaling("discriminator", computed, 5, 7);
    private final Tensor latent = vector(11, 13);

    private float[] derivative(Tensor loss, Tensor wanted) {
        return tape.gradients(loss, List.of(wanted)).of(wanted).array();
    }

    // Which derivatives run

    @Test
    void onlyDerivativesBetweenWantedAndLossRun() {
        Tensor fake = generator.forward(latent, tape);
        Tensor loss = Reduce.sum(discriminator.forward(fake, tape), tape);

        Gradients step = tape.gradients(loss, List.of(discriminator.weight));
        assertEquals(List.of("discriminator dweight"), computed);
        assertArrayEquals(new float[] {22, 39}, step.of(discriminator.weight).array());

        computed.clear();
        step = tape.gradients(loss, List.of(generator.weight));
        assertEquals(List.of("discriminator dx", "generator dweight"), computed);
        assertArrayEquals(new float[] {55, 91}, step.of(generator.weight).array());

        computed.clear();
        assertArrayEquals(new float[] {5, 7}, derivative(loss, fake));
        assertEquals(List.of("discriminator dx"), computed);
    }

    @Test
    void derivativesOfABranchThatTheLossDoesNotUseDoNotRun() {
        Tensor fake = generator.forward(latent, tape);
        Tensor loss = Reduce.sum(fake, tape);
        discriminator.forward(fake, tape);
        tape.gradients(loss, List.of(generator.weight));
        assertEquals(List.of("generator dweight"), computed);
    }

    @Test
    void noDerivativeRunsIfNothingIsWanted() {
        Tensor loss = Reduce.sum(generator.forward(latent, tape), tape);
        assertEquals(List.of(), tape.gradients(loss, List.of()).sources());
        assertEquals(List.of(), computed);
    }

    @Test
    void gradientsMayBeTakenSeveralTimes() {
        Tensor loss = Reduce.sum(Functions.tanh(generator.forward(latent, tape), tape), tape);
        List<Tensor> wanted = List.of(latent, generator.weight);
        Gradients first = tape.gradients(loss, wanted);
        Gradients second = tape.gradients(loss, wanted);
        for (Tensor tensor : wanted) {
            assertArrayEquals(first.of(tensor).array(), second.of(tensor).array());
        }
    }

    @Test
    void onePassMayHaveTwoLosses() {
        Tensor fake = generator.forward(latent, tape);
        Tensor logits = discriminator.forward(fake, tape);
        Tensor lossD = Reduce.sum(logits, tape);
        Tensor lossG = Reduce.mean(Arithmetic.multiply(logits, logits, tape), tape);
        Gradients gradD = tape.gradients(lossD, List.of(discriminator.weight));
        Gradients gradG = tape.gradients(lossG, List.of(generator.weight));
        assertArrayEquals(new float[] {22, 39}, gradD.of(discriminator.weight).array());
        // d mean(logits²) = logits; logits = (110, 273), and d logits / d weight = (55, 91).
        assertArrayEquals(new float[] {110 * 55, 273 * 91}, gradG.of(generator.weight).array());
    }

    @Test
    void aChainOfAHundredThousandOperationsDoesNotOverflowTheStack() {
        Tensor x = Tensor.scalar(1);
        Tensor y = x;
        for (int i = 0; i < 100_000; i++) {
            y = Arithmetic.addScalar(y, 1, tape);
        }
        assertEquals(100_001, y.item());
        assertEquals(1, tape.gradients(y, List.of(x)).of(x).item());
    }

    // Tensors that are used several times

    /** A function that uses x several times, and its derivative at x = 3. */
    private record SharedUse(String name, BiFunction<Tensor, Tape, Tensor> function, float derivative) {}

    static List<SharedUse> sharedUses() {
        return List.of(
                new SharedUse("x·x", (x, t) -> Arithmetic.multiply(x, x, t), 6),
                new SharedUse("x+x", (x, t) -> Arithmetic.add(x, x, t), 2),
                new SharedUse("x-x", (x, t) -> Arithmetic.subtract(x, x, t), 0),
                new SharedUse("x/x", (x, t) -> Arithmetic.divide(x, x, t), 0),
                new SharedUse("(x+x)+x", (x, t) -> Arithmetic.add(Arithmetic.add(x, x, t), x, t), 3),
                new SharedUse("x+(x+x)", (x, t) -> Arithmetic.add(x, Arithmetic.add(x, x, t), t), 3),
                new SharedUse("x·x·x", (x, t) -> Arithmetic.multiply(Arithmetic.multiply(x, x, t), x, t), 27));
    }

    @ParameterizedTest
    @MethodSource("sharedUses")
    void sharedUsesAreSummed(SharedUse use) {
        Tensor x = Tensor.scalar(3);
        Tensor y = use.function().apply(x, tape);
        assertEquals(use.derivative(), derivative(y, x)[0]);
        // The same for an intermediate tensor.
        Tensor middle = Arithmetic.scale(doubled(x, tape), 0.5f, tape);
        Tensor z = use.function().apply(middle, tape);
        assertEquals(use.derivative(), derivative(z, x)[0]);
    }

    /** Both sources of an addition get the same dy object. A later sum for one of them must not change the other. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSharedDyIsNotChangedByALaterContribution(boolean firstIsUsedAgain) {
        Tensor a = doubled(vector(1, 2), tape);
        Tensor b = doubled(vector(3, 4), tape);
        Tensor again = Arithmetic.scale(firstIsUsedAgain ? a : b, 10, tape);
        Tensor sum = Arithmetic.add(a, b, tape);
        Tensor loss = Reduce.sum(Arithmetic.add(sum, again, tape), tape);
        Gradients gradients = tape.gradients(loss, List.of(a, b, sum, again));
        assertArrayEquals(new float[] {11, 11}, gradients.of(firstIsUsedAgain ? a : b).array());
        assertArrayEquals(new float[] {1, 1}, gradients.of(firstIsUsedAgain ? b : a).array());
        assertArrayEquals(new float[] {1, 1}, gradients.of(sum).array());
        assertArrayEquals(new float[] {1, 1}, gradients.of(again).array());
    }

    @Test
    void aGivenDyIsNotChanged() {
        Tensor x = vector(1, 2);
        Tensor y = Arithmetic.add(x, x, tape);
        Tensor dy = vector(3, 4);
        assertArrayEquals(new float[] {6, 8}, tape.gradients(y, dy, List.of(x)).of(x).array());
        assertArrayEquals(new float[] {3, 4}, dy.array());
    }

    @Test
    void aLayerUsedTwiceHasTheSumOfBothGradients() {
        Tensor once = generator.forward(latent, tape);
        Tensor loss = Reduce.sum(generator.forward(once, tape), tape);
        // y = latent · weight²
        assertArrayEquals(new float[] {2 * 11 * 2, 2 * 13 * 3},
                derivative(loss, generator.weight));
    }

    // Wanted tensors

    @Test
    void anIntermediateTensorAndItsSourceMayBothBeWanted() {
        Tensor x = vector(1, 2);
        Tensor middle = doubled(x, tape);
        Tensor loss = Reduce.sum(Arithmetic.multiply(middle, middle, tape), tape);
        Gradients gradients = tape.gradients(loss, List.of(middle, x));
        assertArrayEquals(new float[] {4, 8}, gradients.of(middle).array());
        assertArrayEquals(new float[] {8, 16}, gradients.of(x).array());
    }

    @Test
    void theLossItselfMayBeWanted() {
        Tensor x = vector(1, 2);
        Tensor loss = Reduce.mean(x, tape);
        Gradients gradients = tape.gradients(loss, List.of(x, loss));
        assertEquals(1, gradients.of(loss).item());
        assertArrayEquals(new float[] {0.5f, 0.5f}, gradients.of(x).array());
    }

    @Test
    void aTensorWantedTwiceIsOneSource() {
        Tensor x = vector(1, 2);
        Gradients gradients = tape.gradients(Reduce.sum(Arithmetic.multiply(x, x, tape), tape), List.of(x, x));
        assertEquals(List.of(x), gradients.sources());
        assertArrayEquals(new float[] {2, 4}, gradients.of(x).array());
    }

    @Test
    void aWantedTensorThatTheLossDoesNotDependOnIsRefused() {
        Tensor loss = Reduce.sum(generator.forward(latent, tape), tape);
        discriminator.forward(latent, tape);
        refused(() -> tape.gradients(loss, List.of(generator.weight, discriminator.weight)),
                "wanted tensor 1 of 2", "a parameter of shape (2)");
        Tensor after = doubled(loss, tape);
        refused(() -> tape.gradients(loss, List.of(after)), "wanted tensor 0 of 1", "shape (1)");
        assertEquals(List.of(), computed);
    }

    @Test
    void aPathCutByAnUnrecordedOperationIsRefused() {
        Tensor x = Tensor.zeros(Shape.of(2, 3));
        Tensor reshaped = Reduce.sum(doubled(x, tape).reshaped(Shape.of(6)), tape);
        refused(() -> tape.gradients(reshaped, List.of(x)), "(2, 3)", "Tensor.reshaped");
        Tensor unrecorded = Reduce.sum(doubled(x, tape.unrecorded()), tape);
        refused(() -> tape.gradients(unrecorded, List.of(x)), "(2, 3)", "unrecorded view");
        Tensor recorded = Reduce.sum(Rearrange.reshape(doubled(x, tape), Shape.of(6), tape), tape);
        assertEquals(x.shape(), tape.gradients(recorded, List.of(x)).of(x).shape());
    }

    @Test
    void aLossMustBeOneRecordedNumber() {
        Tensor x = vector(1, 2);
        Tensor y = doubled(x, tape);
        refused(() -> tape.gradients(y, List.of(x)), "one number", "(2)");
        refused(() -> tape.gradients(Tensor.scalar(1), List.of(x)), "(1)", "not recorded on this tape");
        Tensor elsewhere = Reduce.sum(x, Tape.training(RandomStream.of(7)));
        refused(() -> tape.gradients(elsewhere, List.of(x)), "not recorded on this tape");
        refused(() -> tape.gradients(y, vector(1, 2, 3), List.of(x)), "(3)", "(2)");
    }

    // Errors in derivatives

    @Test
    void aParameterChangedSinceTheForwardPassIsRefused() {
        Tensor fake = generator.forward(latent, tape);
        Tensor loss = Reduce.sum(discriminator.forward(fake, tape), tape);
        discriminator.weight.update(values -> values[0] = 0);
        illegal(() -> tape.gradients(loss, List.of(discriminator.weight)), "discriminator: its parameter of shape (2)");
        illegal(() -> tape.gradients(loss, List.of(generator.weight)), "discriminator: its parameter of shape (2)");
        // A loss that does not depend on the changed parameter still has its gradient.
        Tensor other = Reduce.sum(fake, tape);
        assertArrayEquals(new float[] {11, 13}, derivative(other, generator.weight));
    }

    @Test
    void aGradientOfTheWrongShapeIsRefused() {
        Tensor x = vector(1, 2);
        Tensor y = tape.record("broken", Tensor.scalar(1), (dy, sink) -> sink.add(x, () -> dy), x);
        illegal(() -> tape.gradients(y, List.of(x)), "broken", "(1)", "(2)");
    }

    @Test
    void aGradientForATensorThatIsNoSourceIsRefused() {
        Tensor x = vector(1, 2);
        Tensor forgotten = vector(3);
        Tensor y = tape.record("forgetful", Tensor.scalar(1), (dy, sink) -> {
            sink.add(x, () -> Tensor.zeros(x.shape()));
            sink.add(forgotten, () -> dy);
        }, x);
        illegal(() -> tape.gradients(y, List.of(x)), "forgetful", "(1)", "sources");
    }

    @Test
    void aBackwardThatAddsNoGradientIsRefused() {
        Tensor x = vector(1, 2);
        Tensor y = tape.record("silent", Tensor.scalar(1), (dy, sink) -> { }, x);
        illegal(() -> tape.gradients(y, List.of(x)), "(2)", "added no gradient for one of its sources");
    }

    @Test
    void theSinkKnowsWhichSourcesAreWanted() {
        Tensor a = vector(1);
        Tensor b = vector(2);
        AtomicReference<String> wanted = new AtomicReference<>();
        Tensor y = tape.record("both", Tensor.scalar(3), (dy, sink) -> {
            wanted.set(sink.wants(a) + " " + sink.wants(b));
            sink.add(a, () -> dy);
            sink.add(b, () -> dy);
        }, a, b);
        tape.gradients(y, List.of(b));
        assertEquals("false true", wanted.get());
    }

    private static void refused(Executable call, String... words) {
        assertMessage(assertThrows(IllegalArgumentException.class, call), words);
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
