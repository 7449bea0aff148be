package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An update computes only the gradients on paths from its loss to its network's parameters. */
class NeededGradientsTest {
    private static final RandomStream RANDOM = RandomStream.of(5);

    private final CountingDense generatorFirst = new CountingDense(3, 5);
    private final CountingDense generatorLast = new CountingDense(5, 4);
    private final CountingDense discriminatorFirst = new CountingDense(4, 6);
    private final CountingDense discriminatorLast = new CountingDense(6, 1);
    private final Tensor real = Given.normal(1, 8, 4);
    private final Tensor z = Given.normal(2, 8, 3);

    @Test
    void aSeparateDiscriminatorStepComputesNoGradientOfTheGenerator() {
        steps(GanSchedule.SEPARATE).updateDiscriminatorSeparately(real, z, RANDOM);
        assertCounts(generatorFirst, 0, 0);
        assertCounts(generatorLast, 0, 0);
        assertCounts(discriminatorFirst, 2, 0);
        assertCounts(discriminatorLast, 2, 2);
    }

    @Test
    void aJoinedDiscriminatorStepComputesNoGradientOfTheGenerator() {
        steps(GanSchedule.JOINED).updateDiscriminatorJoined(real, z, RANDOM);
        assertCounts(generatorFirst, 0, 0);
        assertCounts(generatorLast, 0, 0);
        assertCounts(discriminatorFirst, 1, 0);
        assertCounts(discriminatorLast, 1, 1);
    }

    @Test
    void aPairedDiscriminatorStepComputesNoGradientOfTheGenerator() {
        steps(GanSchedule.PAIRED).updateDiscriminatorPaired(real, z, RANDOM);
        assertCounts(generatorFirst, 0, 0);
        assertCounts(generatorLast, 0, 0);
        assertCounts(discriminatorFirst, 2, 0);
        assertCounts(discriminatorLast, 2, 2);
    }

    @ParameterizedTest
    @EnumSource(value = GanSchedule.class, names = {"SEPARATE", "JOINED", "PAIRED"})
    void aGeneratorStepComputesNoWeightGradientOfTheDiscriminator(GanSchedule schedule) {
        steps(schedule).updateGenerator(z, RANDOM);
        assertCounts(generatorFirst, 1, 0);
        assertCounts(generatorLast, 1, 1);
        assertCounts(discriminatorFirst, 0, 1);
        assertCounts(discriminatorLast, 0, 1);
    }

    /** D's loss needs D's weight gradients twice, on real and on fake examples; G's loss needs D's dx once. */
    @Test
    void aSimultaneousStepComputesEachGradientOnceForEachPass() {
        steps(GanSchedule.SIMULTANEOUS).updateBoth(real, z, RANDOM);
        assertCounts(generatorFirst, 1, 0);
        assertCounts(generatorLast, 1, 1);
        assertCounts(discriminatorFirst, 2, 1);
        assertCounts(discriminatorLast, 2, 2 + 1);
    }

    private GanSteps steps(GanSchedule schedule) {
        Sequential generator = Sequential.of(Shape.of(3), generatorFirst, LeakyReLU.withSlope(0.2f), generatorLast);
        Sequential discriminator = Sequential.of(Shape.of(4), discriminatorFirst, LeakyReLU.withSlope(0.2f),
                discriminatorLast);
        return new GanSteps(generator, discriminator, Given.optimizer(), Given.optimizer(), Given.settings(schedule));
    }

    private static void assertCounts(CountingDense layer, int weightGradients, int inputGradients) {
        assertEquals(weightGradients, layer.weightGradients, "weight gradients");
        assertEquals(inputGradients, layer.inputGradients, "input gradients");
    }
}
