package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.DivergedException;
import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Dense;
import easel.layers.Initializer;
import easel.layers.Layer;
import easel.layers.Sequential;
import easel.optim.Optimizer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An update whose loss or gradient is not finite is refused, and the message names the first affected layer. */
class DivergenceTest {
    private final Sequential generator = Given.generator();
    private final Sequential discriminator = Given.discriminator();

    @ParameterizedTest
    @CsvSource({"SEPARATE, discriminator on real examples", "JOINED, discriminator", "SIMULTANEOUS, discriminator"})
    void aNaNAmongRealExamplesChangesNoParameter(GanSchedule schedule, String update) {
        GanTrainer trainer = Given.trainer(generator, discriminator, Given.settings(schedule));
        trainer.train(2, Given.real());
        Map<String, float[]> ofGenerator = Given.parametersOf(generator);
        Map<String, float[]> ofDiscriminator = Given.parametersOf(discriminator);
        DivergedException e = assertThrows(DivergedException.class, () -> trainer.train(3, withNaNIn(2)));
        String layer = schedule == GanSchedule.JOINED ? "concatenateRows" : "Dense 4→6";
        assertEquals("step 3: update of the " + update + " refused: its loss is NaN; the first layer with an input or"
                + " parameter that is not finite is " + layer + ": its input of shape (8, 4)", e.getMessage());
        Given.assertSameBits(ofGenerator, Given.parametersOf(generator));
        Given.assertSameBits(ofDiscriminator, Given.parametersOf(discriminator));
        assertFiniteStatistics();
        assertEquals(2, trainer.stepsDone());
    }

    private static LongFunction<Tensor> withNaNIn(long at) {
        return number -> {
            Tensor batch = Given.real().apply(number);
            batch.array()[5] = number == at ? Float.NaN : batch.array()[5];
            return batch;
        };
    }

    @ParameterizedTest
    @CsvSource({"SEPARATE, discriminator on real examples", "JOINED, discriminator", "SIMULTANEOUS, discriminator"})
    void anInfiniteWeightOfTheDiscriminatorIsNamed(GanSchedule schedule, String update) {
        makeInfinite(discriminator, "3.weight");
        GanTrainer trainer = Given.trainer(generator, discriminator, Given.settings(schedule));
        assertRefused(trainer, "step 1: update of the " + update + " refused: its loss is ",
                "the first layer with an input or parameter that is not finite is Dense 6→1: its parameter of shape"
                        + " (6, 1)");
    }

    @ParameterizedTest
    @CsvSource({"SEPARATE, discriminator on fake examples", "JOINED, discriminator", "SIMULTANEOUS, discriminator"})
    void anInfiniteWeightOfTheGeneratorIsNamed(GanSchedule schedule, String update) {
        makeInfinite(generator, "0.weight");
        GanTrainer trainer = Given.trainer(generator, discriminator, Given.settings(schedule));
        Map<String, float[]> ofGenerator = Given.parametersOf(generator);
        DivergedException e = assertThrows(DivergedException.class, () -> trainer.step(Given.real()));
        assertEquals("step 1: update of the " + update + " refused: its loss is NaN; the first layer with an"
                + " input or parameter that is not finite is Dense 3→5: its parameter of shape (3, 5)", e.getMessage());
        Given.assertSameBits(ofGenerator, Given.parametersOf(generator));
        assertFiniteStatistics();
    }

    /** Tanh maps infinite values of G to ±1, so the loss is finite. */
    @Test
    void anInfiniteValueIsNamedAlsoIfTheLossIsFinite() {
        GanSteps steps = new GanSteps(generator, discriminator, Given.optimizer(), Given.optimizer(),
                Given.settings(GanSchedule.SEPARATE));
        makeInfinite(generator, "2.gamma");
        Map<String, float[]> ofGenerator = Given.parametersOf(generator);
        Map<String, float[]> ofDiscriminator = Given.parametersOf(discriminator);
        DivergedException e = assertThrows(DivergedException.class,
                () -> steps.updateGenerator(Given.normal(1, 8, 3), RandomStream.of(0)));
        assertEquals("update of the generator refused: a gradient is not finite; the first layer with an input or"
                + " parameter that is not finite is BatchNorm 5: its parameter of shape (5)", e.getMessage());
        Given.assertSameBits(ofGenerator, Given.parametersOf(generator));
        Given.assertSameBits(ofDiscriminator, Given.parametersOf(discriminator));
        assertFiniteStatistics();
    }

    @Test
    void parametersThatDivergeAreFoundAtTheNextUpdate() {
        GanTrainer trainer = new GanTrainer(generator, discriminator, Given.optimizer(), new Exploding(5),
                Given.settings(GanSchedule.SEPARATE));
        // Each step has two updates of D, so the fifth update is on the real examples of step 3.
        trainer.train(2, Given.real());
        Map<String, float[]> ofGenerator = Given.parametersOf(generator);
        DivergedException e = assertThrows(DivergedException.class, () -> trainer.step(Given.real()));
        assertTrue(e.getMessage().startsWith("step 3: update of the discriminator on fake examples refused: its loss"
                + " is "), e.getMessage());
        assertTrue(e.getMessage().endsWith("the first layer with an input or parameter that is not finite is Dense"
                + " 4→6: its parameter of shape (4, 6)"), e.getMessage());
        Given.assertSameBits(ofGenerator, Given.parametersOf(generator));
        discriminator.parameters().forEach(parameter ->
                assertEquals(Float.POSITIVE_INFINITY, parameter.array()[0], "changed by the refused update"));
        assertFiniteStatistics();
    }

    /** The forward pass, 1e20 · 1e-20 · 1e20, is finite; the weight gradient x · dy = 1e20 · 1e20 overflows. */
    @ParameterizedTest
    @CsvSource({"SEPARATE, discriminator on real examples", "JOINED, discriminator", "SIMULTANEOUS, discriminator"})
    void aGradientThatOverflowsIsRefusedAndNamed(GanSchedule schedule, String update) {
        RandomStream random = RandomStream.of(0);
        Sequential steep = Sequential.of(Shape.of(4),
                Dense.of(4, 2, Initializer.constant(1e-20f), random),
                Dense.of(2, 3, Initializer.constant(1e20f), random),
                Dense.of(3, 1, Initializer.constant(-1), random));
        Map<String, float[]> ofSteep = Given.copy(steep);
        Map<String, float[]> ofGenerator = Given.parametersOf(generator);
        GanTrainer trainer = Given.trainer(generator, steep, Given.settings(schedule));
        DivergedException e = assertThrows(DivergedException.class,
                () -> trainer.step(number -> Tensor.full(Shape.of(8, 4), 1e20f)));
        assertEquals("step 1: update of the " + update + " refused: a gradient is not finite; the first such"
                + " gradient of the backward pass is that of Dense 4→2's parameter of shape (4, 2)", e.getMessage());
        Given.assertSameBits(ofSteep, Given.copy(steep));
        Given.assertSameBits(ofGenerator, Given.parametersOf(generator));
    }

    /** D's gradients are finite. In G's backward pass 1e22 · 1e20 overflows; forward, 1e-42 · 1e20 · 1e22 is 1. */
    @Test
    void aSimultaneousStepWithOneBadGradientChangesNeitherNetwork() {
        RandomStream random = RandomStream.of(0);
        Layer steep = Sequential.of(Shape.of(3),
                Dense.of(3, 2, Initializer.constant(1e-42f), random),
                Dense.of(2, 2, Initializer.constant(1e20f), random),
                Dense.of(2, 4, Initializer.constant(1e22f), random));
        GanTrainer trainer = Given.trainer(steep, discriminator, Given.settings(GanSchedule.SIMULTANEOUS));
        Map<String, float[]> ofSteep = Given.copy(steep);
        Map<String, float[]> ofDiscriminator = Given.parametersOf(discriminator);
        DivergedException e = assertThrows(DivergedException.class, () -> trainer.step(Given.real()));
        assertEquals("step 1: update of the generator refused: a gradient is not finite; the first such gradient"
                + " of the backward pass is that of Dense 3→2's parameter of shape (3, 2)", e.getMessage());
        Given.assertSameBits(ofSteep, Given.copy(steep));
        Given.assertSameBits(ofDiscriminator, Given.parametersOf(discriminator));
    }

    private void assertRefused(GanTrainer trainer, String start, String end) {
        Map<String, float[]> ofGenerator = Given.parametersOf(generator);
        Map<String, float[]> ofDiscriminator = Given.parametersOf(discriminator);
        DivergedException e = assertThrows(DivergedException.class, () -> trainer.step(Given.real()));
        assertTrue(e.getMessage().startsWith(start) && e.getMessage().endsWith(end), e.getMessage());
        Given.assertSameBits(ofGenerator, Given.parametersOf(generator));
        Given.assertSameBits(ofDiscriminator, Given.parametersOf(discriminator));
        assertFiniteStatistics();
    }

    private void assertFiniteStatistics() {
        for (Layer network : new Layer[] {generator, discriminator}) {
            Given.statisticsOf(network).forEach((name, values) ->
                    assertTrue(Tensor.wrap(Shape.of(values.length), values).isFinite(), name));
        }
    }

    private static void makeInfinite(Layer network, String name) {
        ((Parameter) network.tensors().get(name)).update(values -> values[1] = Float.POSITIVE_INFINITY);
    }

    /** Sets all parameters to infinity in one of its steps. */
    private static final class Exploding implements Optimizer {
        private final Optimizer optimizer = Given.optimizer();
        private final long at;

        Exploding(long at) {
            this.at = at;
        }

        @Override
        public void step(Gradients gradients) {
            optimizer.step(gradients);
            if (optimizer.steps() == at) {
                gradients.sources().forEach(source -> ((Parameter) source).update(values ->
                        Arrays.fill(values, Float.POSITIVE_INFINITY)));
            }
        }

        @Override
        public long steps() {
            return optimizer.steps();
        }

        @Override
        public float learningRate() {
            return optimizer.learningRate();
        }
    }
}
