package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.ops.Products;
import easel.core.ops.Reduce;
import easel.core.random.RandomStream;
import easel.gan.GradientPenalty.Examples;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Penalties against closed forms. {@link GradientPenaltyProofsTest} compares them with two other derivations on
 * networks without a closed form.
 */
class GradientPenaltyTest {
    static Stream<GradientPenalty> penalties() {
        return Stream.of(GradientPenalty.r1(5), GradientPenalty.r2(0.5), GradientPenalty.wganGp(10),
                GradientPenalty.dragan(3), GradientPenalty.wganGp(10).withInterval(4));
    }

    /** D(x) = ⟨w, x⟩: P = λ(‖w‖ - t)², ∂P/∂w = 2λ(‖w‖ - t)·w/‖w‖. For t = 0 these are λ‖w‖² and 2λ·w. */
    @ParameterizedTest
    @MethodSource("penalties")
    void closedFormOfALinearCritic(GradientPenalty penalty) {
        Dense critic = Dense.of(6, 1, RandomStream.of(3));
        Parameter weight = critic.parameters().get(0);
        Tape tape = Tape.training(RandomStream.of(1));
        Tensor p = penalty.of(critic, normal(Shape.of(5, 6), 4), tape);
        double norm = norm(weight);
        double lambda = penalty.weight() * penalty.interval();
        assertEquals(lambda * (norm - penalty.target()) * (norm - penalty.target()), p.item(), 1e-5 * lambda);
        Tensor gradient = tape.gradients(p, List.of(weight)).of(weight);
        for (int i = 0; i < weight.size(); i++) {
            assertEquals(2 * lambda * (norm - penalty.target()) * weight.array()[i] / norm, gradient.array()[i],
                    1e-5 * lambda);
        }
    }

    /** D(x) = xᵀAx/2: with S = (A + Aᵀ)/2, g = Sx, R1 = λ·mean ‖Sx‖² and ∂‖Sx‖²/∂A = (Sx)xᵀ + x(Sx)ᵀ. */
    @Test
    void closedFormOfAQuadraticCritic() {
        int size = 4;
        Parameter a = Parameter.of(normal(Shape.of(size, size), 5));
        Tensor x = normal(Shape.of(3, size), 6);
        Tape tape = Tape.training(RandomStream.of(1));
        Tensor y = Arithmetic.scale(Reduce.sumPerRow(
                Arithmetic.multiply(x, Products.matmul(x, a, tape), tape), tape), 0.5, tape);
        Tensor p = GradientPenalty.r1(7).of(y, x, tape);
        double value = 0;
        double[] expected = new double[size * size];
        for (int n = 0; n < 3; n++) {
            double[] g = new double[size];
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    g[i] += 0.5 * (a.array()[i * size + j] + a.array()[j * size + i]) * x.array()[n * size + j];
                }
                value += 7.0 / 3 * g[i] * g[i];
            }
            for (int i = 0; i < size * size; i++) {
                expected[i] += 7.0 / 3 * (g[i / size] * x.array()[n * size + i % size]
                        + g[i % size] * x.array()[n * size + i / size]);
            }
        }
        assertEquals(value, p.item(), 1e-5 * value);
        Tensor gradient = tape.gradients(p, List.of(a)).of(a);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], gradient.array()[i], 1e-5 * value);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void aGradientOfExactlyZeroGivesNoNaN(double target) {
        Dense critic = Dense.of(6, 1, (shape, in, out, random) -> Tensor.zeros(shape), RandomStream.of(3));
        Parameter weight = critic.parameters().get(0);
        Tape tape = Tape.training(RandomStream.of(1));
        GradientPenalty penalty = new GradientPenalty(Examples.REAL, target, 10.0, 1);
        Tensor p = penalty.of(critic, normal(Shape.of(5, 6), 4), tape);
        assertEquals(10 * target * target, p.item());
        assertArrayEquals(new float[6], tape.gradients(p, List.of(weight)).of(weight).array());
    }

    @Test
    void pointsAreTheDocumentedOnes() {
        Tensor real = normal(Shape.of(4, 3), 7);
        Tensor fake = normal(Shape.of(5, 3), 8);
        RandomStream random = RandomStream.of(9);
        assertSame(real, GradientPenalty.r1(1).points(real, fake, random.at(0)));
        assertSame(fake, GradientPenalty.r2(1).points(real, fake, random.at(0)));
        float[] u = new float[4];
        random.at(0).fillUniform(u, 0, 1);
        Tensor between = GradientPenalty.wganGp(1).points(real, fake, random.at(0));
        assertEquals(real.shape(), between.shape());
        for (int i = 0; i < between.size(); i++) {
            assertEquals(u[i / 3] * real.array()[i] + (1 - u[i / 3]) * fake.array()[i], between.array()[i], 1e-6);
        }
        Tensor near = GradientPenalty.dragan(1).points(real, fake, random.at(0));
        double deviation = deviation(real);
        for (int i = 0; i < near.size(); i++) {
            double moved = near.array()[i] - real.array()[i];
            assertTrue(moved >= 0 && moved <= u[i / 3] * deviation / 2 + 1e-6, near.toString());
        }
        assertNotEquals(0, near.array()[0] - real.array()[0]);
    }

    @Test
    void theIntervalMultipliesThePenaltyAndSkipsSteps() {
        GradientPenalty lazy = GradientPenalty.r1(2).withInterval(3);
        assertEquals(List.of(true, false, false, true, false, false, true),
                Stream.iterate(0L, step -> step + 1).limit(7).map(lazy::isDue).toList());
        Layer critic = Dense.of(6, 1, RandomStream.of(3));
        Tensor x = normal(Shape.of(5, 6), 4);
        Tape tape = Tape.training(RandomStream.of(1));
        assertEquals(3 * GradientPenalty.r1(2).of(critic, x, tape).item(), lazy.of(critic, x, tape).item(), 1e-5);
    }

    @Test
    void aNetworkWithBatchStatisticsIsRefusedWithTheRemedy() {
        Layer critic = Sequential.of(Shape.of(6), Dense.of(6, 4, RandomStream.of(3)), BatchNorm.of(4),
                LeakyReLU.withSlope(0.2), Dense.of(4, 1, RandomStream.of(4)));
        Tape tape = Tape.training(RandomStream.of(1));
        String message = assertThrows(UnsupportedOperationException.class,
                () -> GradientPenalty.r1(1).of(critic, normal(Shape.of(5, 6), 4), tape)).getMessage();
        assertTrue(message.contains("BatchNorm 4") && message.contains("tape.inference()"), message);
        assertTrue(GradientPenalty.r1(1).of(critic, normal(Shape.of(5, 6), 4), tape.inference()).item() > 0);
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> GradientPenalty.r1(weight), "weight " + weight);
        }
        assertThrows(IllegalArgumentException.class, () -> GradientPenalty.r1(1).withInterval(0));
        assertThrows(IllegalArgumentException.class, () -> new GradientPenalty(Examples.REAL, -1.0, 1.0, 1));
    }

    /** The step with a penalty minus the step without one is -rate · ∂P/∂θ / 2. */
    @ParameterizedTest
    @EnumSource(value = GanSchedule.class, names = {"PAIRED", "JOINED", "SIMULTANEOUS"})
    void aStepOfDAddsHalfOfThePenalty(GanSchedule schedule) {
        Parameter plain = weightAfterAStep(schedule, Regularization.none());
        Parameter penalized = weightAfterAStep(schedule, Regularization.none().withPenalty(GradientPenalty.r1(0.5)));
        Sequential critic = critic();
        Tape tape = Tape.training(RandomStream.of(1));
        Tensor p = GradientPenalty.r1(0.5).of(critic, normal(Shape.of(8, 4), 21), tape);
        Parameter weight = critic.parameters().get(0);
        Tensor gradient = tape.gradients(p, List.of(weight)).of(weight);
        for (int i = 0; i < weight.size(); i++) {
            assertEquals(-0.1 * gradient.array()[i] / 2, penalized.array()[i] - plain.array()[i], 1e-6);
        }
    }

    @Test
    void theSeparateScheduleAddsThePenaltiesOfOneSideAndRefusesOthers() {
        Regularization r1 = Regularization.none().withPenalty(GradientPenalty.r1(0.5));
        Parameter plain = weightAfterAStep(GanSchedule.SEPARATE, Regularization.none());
        assertNotEquals(plain.array()[0], weightAfterAStep(GanSchedule.SEPARATE, r1).array()[0]);
        Regularization interpolated = Regularization.none().withPenalty(GradientPenalty.wganGp(10));
        String message = assertThrows(IllegalArgumentException.class,
                () -> weightAfterAStep(GanSchedule.SEPARATE, interpolated)).getMessage();
        assertTrue(message.contains("PAIRED"), message);
    }

    /** A linear D with the weight w has R1 = R2 = ‖w‖² at each factor of the mean. R2 is due in every third step. */
    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void aStepReportsThePenaltiesApartFromTheLosses(GanSchedule schedule) {
        Regularization penalties = Regularization.none().withPenalty(GradientPenalty.r1(0.5))
                .withPenalty(GradientPenalty.r2(2).withInterval(3));
        List<GanStep> plain = fourStepsOfALinearCritic(schedule, Regularization.none());
        List<GanStep> penalized = fourStepsOfALinearCritic(schedule, penalties);
        double squares = Math.pow(norm(linearCritic().parameters().get(0)), 2);
        for (int i = 0; i < 4; i++) {
            assertEquals(0, plain.get(i).penalty());
            assertEquals((i % 3 == 0 ? 0.5 + 3 * 2 : 0.5) * squares, penalized.get(i).penalty(), 1e-5);
            assertEquals(plain.get(i).discriminatorLoss(), penalized.get(i).discriminatorLoss());
        }
    }

    /** Steps in which D does not change. */
    private static List<GanStep> fourStepsOfALinearCritic(GanSchedule schedule, Regularization regularization) {
        GanTrainer trainer = new GanTrainer(Given.generator(), linearCritic(), Given.optimizer(), Given.idle(),
                Given.settings(schedule).withRegularization(regularization));
        assertEquals(regularization, trainer.settings().regularization());
        List<GanStep> steps = Given.record(trainer);
        trainer.train(4, Given.real());
        assertEquals(0, trainer.evaluate(Given.real().apply(9), 8).penalty());
        return steps;
    }

    private static Sequential linearCritic() {
        return Sequential.of(Shape.of(4), Dense.of(4, 1, RandomStream.of(12)));
    }

    private static Parameter weightAfterAStep(GanSchedule schedule, Regularization regularization) {
        Sequential critic = critic();
        GanSettings settings = Given.settings(schedule).withRegularization(regularization);
        new GanTrainer(Given.generator(), critic, Given.idle(), Given.optimizer(), settings)
                .step(batch -> normal(Shape.of(8, 4), 21));
        return critic.parameters().get(0);
    }

    private static Sequential critic() {
        RandomStream random = RandomStream.of(12);
        return Sequential.of(Shape.of(4), Dense.of(4, 6, random), LeakyReLU.withSlope(0.2f), Dense.of(6, 1, random));
    }

    static Tensor normal(Shape shape, long seed) {
        Tensor x = Tensor.zeros(shape);
        RandomStream.of(seed).fillNormal(x.array(), 0, 1);
        return x;
    }

    private static double norm(Tensor x) {
        double squares = 0;
        for (float value : x.array()) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static double deviation(Tensor x) {
        double sum = 0;
        double squares = 0;
        for (float value : x.array()) {
            sum += value;
            squares += (double) value * value;
        }
        return Math.sqrt(squares / x.size() - sum / x.size() * sum / x.size());
    }
}
