package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.random.RandomStream;
import easel.layers.Dense;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PackingTest {
    /** y[n, h, w, j·C + c] = x[n·m + j, h, w, c]. */
    @ParameterizedTest
    @CsvSource({"6, 1, 1, 4, 2", "6, 1, 1, 4, 3", "8, 3, 5, 1, 4", "4, 2, 3, 3, 2", "5, 2, 2, 2, 5", "3, 2, 2, 2, 1"})
    void consecutiveExamplesAreJoinedAlongTheLastAxis(int n, int h, int w, int c, int m) {
        Tensor x = Given.normal(1, n, h, w, c);
        Tensor y = Packing.pack(x, m, Tape.forInference());
        assertEquals(Shape.of(n / m, h, w, m * c), y.shape());
        for (int i = 0; i < n / m; i++) {
            for (int pixel = 0; pixel < h * w; pixel++) {
                for (int j = 0; j < m; j++) {
                    for (int k = 0; k < c; k++) {
                        assertEquals(x.array()[((i * m + j) * h * w + pixel) * c + k],
                                y.array()[(i * h * w + pixel) * m * c + j * c + k]);
                    }
                }
            }
        }
    }

    /** A permutation of the elements: ⟨pack x, dy⟩ = ⟨x, dx⟩, and the tangent is the pack of the direction. */
    @ParameterizedTest
    @CsvSource({"6, 1, 1, 4, 2", "8, 3, 5, 1, 4", "4, 2, 3, 3, 2", "3, 2, 2, 2, 1"})
    void theGradientIsSplitAndTheTangentPacked(int n, int h, int w, int c, int m) {
        Tape tape = Tape.training(RandomStream.of(0));
        Tensor x = Arithmetic.scale(Given.normal(1, n, h, w, c), 1, tape);
        Tensor y = Packing.pack(x, m, tape);
        Tensor dy = Tensor.zeros(y.shape());
        for (int i = 0; i < dy.size(); i++) {
            dy.array()[i] = i + 1;
        }
        Tensor dx = tape.gradients(y, dy, List.of(x)).of(x);
        assertArrayEquals(dy.array(), Packing.pack(dx, m, Tape.forInference()).array());
        Tensor direction = Given.normal(2, n, h, w, c);
        assertArrayEquals(Packing.pack(direction, m, Tape.forInference()).array(),
                tape.tangent(y, x, direction).array());
    }

    @Test
    void onePackedExampleIsTheExample() {
        Tensor x = Given.normal(1, 3, 4);
        assertSame(x, Packing.pack(x, 1, Tape.forInference()));
    }

    @Test
    void aBatchThatIsNotAMultipleIsRefused() {
        assertEquals("a batch of 7 examples cannot be packed in groups of 3 for the discriminator; use a multiple of 3,"
                + " or change GanSettings.withPacking", assertThrows(IllegalArgumentException.class,
                () -> Packing.pack(Given.normal(1, 7, 4), 3, Tape.forInference())).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 8, 8", "-1, 8, 8", "3, 8, 9", "3, 9, 8", "16, 8, 8"})
    void settingsRefuseAPackingThatDoesNotDivideBothBatches(int packing, int batch, int generatorBatch) {
        GanSettings settings = GanSettings.of(GanSchedule.PAIRED, Given.LATENT, batch)
                .withGeneratorBatch(generatorBatch);
        assertEquals("packing " + packing + " with batch " + batch + " and generator batch " + generatorBatch
                + ": the packing must be at least 1 and divide both batch sizes", assertThrows(
                IllegalArgumentException.class, () -> settings.withPacking(packing)).getMessage());
    }

    private static Sequential discriminator() {
        RandomStream random = RandomStream.of(12);
        return Sequential.of(Shape.of(8), Dense.of(8, 6, random), LeakyReLU.withSlope(0.2), Dense.of(6, 1, random));
    }

    private static GanSettings packed(GanSchedule schedule) {
        return Given.settings(schedule).withPacking(2);
    }

    /** Two flat examples joined along the last axis are the same numbers as one row of twice the length. */
    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void dSeesTwoExamplesAtOnce(GanSchedule schedule) {
        Sequential discriminator = discriminator();
        Sequential generator = Given.generator();
        Tensor real = Given.real().apply(0);
        Tensor z = Given.normal(5, 8, 3);
        GanSettings settings = packed(schedule);
        GanSteps steps = new GanSteps(generator, discriminator, Given.idle(), Given.idle(), settings);
        Tensor fake = Given.generator().forward(z, Tape.training(RandomStream.of(0)));
        Tape tape = Tape.training(RandomStream.of(0));
        AdversarialLoss.Separable loss = AdversarialLoss.nonSaturating(LabelPolicy.standard());
        Tensor realLogits = discriminator.infer(real.reshaped(Shape.of(4, 8)));
        Tensor fakeLogits = discriminator.infer(fake.reshaped(Shape.of(4, 8)));
        DiscriminatorMetrics expected = DiscriminatorMetrics.of(loss.real(realLogits, tape), realLogits,
                loss.fake(fakeLogits, tape), fakeLogits, loss);
        DiscriminatorMetrics actual = switch (schedule) {
            case SEPARATE -> steps.updateDiscriminatorSeparately(real, z, RandomStream.of(0));
            case JOINED -> steps.updateDiscriminatorJoined(real, z, RandomStream.of(0));
            case PAIRED -> steps.updateDiscriminatorPaired(real, z, RandomStream.of(0));
            case SIMULTANEOUS -> steps.updateBoth(real, z, RandomStream.of(0)).discriminator();
        };
        assertEquals(expected.real().loss(), actual.real().loss(), 1e-6);
        assertEquals(expected.fake().loss(), actual.fake().loss(), 1e-6);
        assertEquals(expected.real().accuracy(), actual.real().accuracy());
        assertEquals(loss.generator(fakeLogits, tape).item(),
                new GanSteps(Given.generator(), discriminator, Given.idle(), Given.idle(), settings)
                        .updateGenerator(z, RandomStream.of(0)), 1e-6);
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void bothNetworksLearn(GanSchedule schedule) {
        Sequential generator = Given.generator();
        Sequential discriminator = discriminator();
        Map<String, float[]> ofGenerator = Given.parametersOf(generator);
        Map<String, float[]> ofDiscriminator = Given.parametersOf(discriminator);
        Given.trainer(generator, discriminator, packed(schedule)).step(Given.real());
        Given.assertAllChanged(ofGenerator, Given.parametersOf(generator));
        Given.assertAllChanged(ofDiscriminator, Given.parametersOf(discriminator));
    }

    @Test
    void anEvaluationPacksBothSides() {
        GanTrainer trainer = Given.trainer(Given.generator(), discriminator(), packed(GanSchedule.PAIRED));
        DiscriminatorMetrics metrics = trainer.evaluate(Given.real().apply(0), 6);
        assertTrue(metrics.real().loss() > 0 && metrics.fake().loss() > 0);
        assertEquals(Shape.of(3, 4), trainer.samples(3).shape(), "samples are not packed");
        String message = assertThrows(IllegalArgumentException.class,
                () -> trainer.evaluate(Given.real().apply(0), 5)).getMessage();
        assertTrue(message.startsWith("a batch of 5 examples cannot be packed in groups of 2"), message);
    }

    @Test
    void aDiscriminatorOfSingleExamplesIsRefused() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> Given.trainer(packed(GanSchedule.PAIRED))).getMessage();
        assertTrue(message.startsWith("the discriminator does not accept the generator's output, packed by 2: "),
                message);
    }
}
