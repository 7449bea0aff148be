package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training and inference mode of each network. Both networks contain BatchNorm. */
class ModesTest {
    private static final AdversarialLoss.Separable LOSS = AdversarialLoss.nonSaturating(LabelPolicy.standard());
    private static final Tensor Z = Given.normal(3, 8, 3);
    private static final Tensor REAL = Given.normal(4, 8, 4);

    private final Sequential generator = Given.generator();
    private final Sequential discriminator = Given.discriminator();
    private final Map<String, float[]> generatorBefore = Given.statisticsOf(generator);
    private final Map<String, float[]> discriminatorBefore = Given.statisticsOf(discriminator);

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void oneTapeCanRecordTheNetworksInDifferentModes(boolean generatorTrains, boolean discriminatorTrains) {
        Tape tape = Tape.training(RandomStream.of(0));
        Tensor fake = generator.forward(Z, mode(tape, generatorTrains));
        Tensor logits = discriminator.forward(fake, mode(tape, discriminatorTrains));
        Tensor loss = LOSS.generator(logits, tape);
        Gradients gradients = tape.gradients(loss, generator.parameters());

        assertEqualToSeparateTapes(generatorTrains, discriminatorTrains, loss, gradients);
        Given.assertStatistics(generatorTrains, generatorBefore, generator);
        Given.assertStatistics(discriminatorTrains, discriminatorBefore, discriminator);
    }

    private void assertEqualToSeparateTapes(boolean generatorTrains, boolean discriminatorTrains, Tensor loss,
            Gradients gradients) {
        Layer sameGenerator = Given.generator();
        Layer sameDiscriminator = Given.discriminator();
        Tape first = Tape.training(RandomStream.of(0));
        Tensor fake = sameGenerator.forward(Z, mode(first, generatorTrains));
        Tape second = Tape.training(RandomStream.of(0));
        Tensor expected = LOSS.generator(sameDiscriminator.forward(fake, mode(second, discriminatorTrains)), second);
        Tensor dFake = second.gradients(expected, List.of(fake)).of(fake);
        Gradients expectedGradients = first.gradients(fake, dFake, sameGenerator.parameters());

        assertEquals(expected.item(), loss.item());
        for (int i = 0; i < gradients.sources().size(); i++) {
            Parameter parameter = generator.parameters().get(i);
            Parameter same = sameGenerator.parameters().get(i);
            assertArrayEquals(expectedGradients.of(same).array(), gradients.of(parameter).array());
        }
    }

    @Test
    void theFourCombinationsOfModesGiveDifferentLosses() {
        Set<Float> losses = new HashSet<>();
        for (boolean generatorTrains : new boolean[] {true, false}) {
            for (boolean discriminatorTrains : new boolean[] {true, false}) {
                Tape tape = Tape.training(RandomStream.of(0));
                Tensor fake = Given.generator().forward(Z, mode(tape, generatorTrains));
                losses.add(LOSS.generator(
                        Given.discriminator().forward(fake, mode(tape, discriminatorTrains)), tape).item());
            }
        }
        assertEquals(4, losses.size());
    }

    @ParameterizedTest
    @CsvSource({"SEPARATE, true", "SEPARATE, false", "JOINED, true", "JOINED, false"})
    void aDiscriminatorStepUpdatesRunningStatisticsInTrainingModeOnly(GanSchedule schedule, boolean inferenceFakes) {
        GanSettings settings = Given.settings(schedule);
        GanSteps steps = steps(inferenceFakes ? settings.withInferenceFakes(true) : settings);
        if (schedule == GanSchedule.SEPARATE) {
            steps.updateDiscriminatorSeparately(REAL, Z, RandomStream.of(0));
        } else {
            steps.updateDiscriminatorJoined(REAL, Z, RandomStream.of(0));
        }
        Given.assertStatistics(!inferenceFakes, generatorBefore, generator);
        Given.assertStatistics(true, discriminatorBefore, discriminator);
    }

    @ParameterizedTest
    @CsvSource({"SEPARATE, true", "SEPARATE, false", "JOINED, true", "JOINED, false"})
    void aGeneratorStepUpdatesTheDiscriminatorsStatisticsInTrainingModeOnly(GanSchedule schedule, boolean inference) {
        GanSettings settings = Given.settings(schedule);
        GanSteps steps = steps(inference ? settings.withInferenceDiscriminator(true) : settings);
        steps.updateGenerator(Z, RandomStream.of(0));
        Given.assertStatistics(true, generatorBefore, generator);
        Given.assertStatistics(!inference, discriminatorBefore, discriminator);
    }

    private GanSteps steps(GanSettings settings) {
        return new GanSteps(generator, discriminator, Given.optimizer(), Given.optimizer(), settings);
    }

    private static Tape mode(Tape tape, boolean training) {
        return training ? tape : tape.inference();
    }
}
