package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Conv2D;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Initializer;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** G's loss ‖mean f(x) - mean f(G(z))‖² with linear networks: f(x) = x·W and G(z) = z·A, without biases. */
class FeatureMatchingTest {
    private static final AdversarialLoss LOSS =
            AdversarialLoss.featureMatching(AdversarialLoss.nonSaturating(LabelPolicy.standard()), 0);
    private static final Tensor REAL = Given.normal(1, 6, 2);
    private static final Tensor Z = Given.normal(2, 4, 3);

    private final Dense generator = Dense.of(3, 2, Initializer.normal(1), RandomStream.of(3)).withBias(false);
    private final Dense features = Dense.of(2, 5, Initializer.normal(1), RandomStream.of(4)).withBias(false);
    private final Sequential discriminator = Sequential.of(Shape.of(2), features, Dense.of(5, 1, RandomStream.of(5)));
    private final RecordingOptimizer optimizer = new RecordingOptimizer(Given.idle());

    private GanSteps steps(GanSchedule schedule, AdversarialLoss loss) {
        return new GanSteps(generator, discriminator, optimizer, Given.idle(),
                GanSettings.of(schedule, LatentSpace.normal(3), 4).withLoss(loss));
    }

    /** d = mean x·W - mean z·A·W. The loss is Σ d², and dA = -2 (mean z)ᵀ·(d·Wᵀ). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lossAndGradientAreThoseOfTheFormula(boolean simultaneous) {
        double[][] a = matrix(generator.parameters().get(0));
        double[][] w = matrix(features.parameters().get(0));
        double[] meanZ = mean(matrix(Z));
        double[] ofReal = times(mean(matrix(REAL)), w);
        double[] ofFake = times(times(meanZ, a), w);
        double[] d = new double[5];
        double expected = 0;
        for (int i = 0; i < 5; i++) {
            d[i] = ofReal[i] - ofFake[i];
            expected += d[i] * d[i];
        }
        double loss = simultaneous
                ? steps(GanSchedule.SIMULTANEOUS, LOSS).updateBoth(REAL, Z, RandomStream.of(0)).generatorLoss()
                : steps(GanSchedule.PAIRED, LOSS).updateGenerator(REAL, Z, RandomStream.of(0));
        assertEquals(expected, loss, 1e-5 * expected);
        double[][] dA = matrix(optimizer.seen.get(0).of(generator.parameters().get(0)));
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 2; j++) {
                double slope = 0;
                for (int k = 0; k < 5; k++) {
                    slope += d[k] * w[j][k];
                }
                assertEquals(-2 * meanZ[i] * slope, dA[i][j], 1e-5, "dA[" + i + "][" + j + "]");
            }
        }
    }

    private static double[][] matrix(Tensor x) {
        return Arrays.stream(x.toArray2D()).map(row -> {
            double[] numbers = new double[row.length];
            for (int i = 0; i < row.length; i++) {
                numbers[i] = row[i];
            }
            return numbers;
        }).toArray(double[][]::new);
    }

    private static double[] mean(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                mean[i] += row[i] / rows.length;
            }
        }
        return mean;
    }

    private static double[] times(double[] row, double[][] matrix) {
        double[] product = new double[matrix[0].length];
        for (int i = 0; i < row.length; i++) {
            for (int j = 0; j < product.length; j++) {
                product[j] += row[i] * matrix[i][j];
            }
        }
        return product;
    }

    /** D minimizes the other loss: one step changes it as with that loss alone, and reports the same metrics. */
    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void theDiscriminatorMinimizesItsOwnLoss(GanSchedule schedule) {
        AdversarialLoss hinge = AdversarialLoss.hinge();
        Sequential alone = Given.discriminatorWithDropout();
        Sequential matched = Given.discriminatorWithDropout();
        GanStep expected = step(alone, schedule, hinge);
        GanStep actual = step(matched, schedule, AdversarialLoss.featureMatching(hinge, 1));
        Given.assertSameBits(Given.copy(alone), Given.copy(matched));
        assertEquals(List.of(expected.realLoss(), expected.fakeLoss(), expected.realAccuracy()),
                List.of(actual.realLoss(), actual.fakeLoss(), actual.realAccuracy()));
    }

    private static GanStep step(Sequential discriminator, GanSchedule schedule, AdversarialLoss loss) {
        return Given.trainer(Given.generator(), discriminator, Given.settings(schedule).withLoss(loss))
                .step(Given.real());
    }

    /** f of a convolution has several axes; the sum is over all of them. */
    @Test
    void featuresMayHavePixels() {
        RandomStream random = RandomStream.of(1);
        Conv2D convolution = Conv2D.of(1, 2, 3, random);
        Sequential network = Sequential.of(Shape.of(4, 4, 1), convolution, Flatten.of(), Dense.of(8, 1, random));
        Tensor x = Given.normal(6, 3, 4, 4, 1);
        Tensor y = Given.normal(7, 5, 4, 4, 1);
        Layer part = LOSS.readByGenerator(network);
        double expected = 0;
        float[] ofX = convolution.infer(x).array();
        float[] ofY = convolution.infer(y).array();
        for (int i = 0; i < 8; i++) {
            double difference = 0;
            for (int n = 0; n < 5; n++) {
                difference += (n < 3 ? ofX[n * 8 + i] / 3.0 : 0) - ofY[n * 8 + i] / 5.0;
            }
            expected += difference * difference;
        }
        float loss = LOSS.generator(part.infer(x), part.infer(y), Tape.forInference()).item();
        assertEquals(expected, loss, 1e-5 * expected);
    }

    @Test
    void aLayerThatTheDiscriminatorDoesNotHaveIsRefused() {
        AdversarialLoss third = AdversarialLoss.featureMatching(AdversarialLoss.hinge(), 2);
        assertEquals("feature matching reads the output of layer 2 of D, counted from 0; expected a Sequential with"
                + " more than 2 layers, found " + discriminator + " with 2",
                assertThrows(IllegalArgumentException.class, () -> third.readByGenerator(discriminator)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> LOSS.readByGenerator(features));
        assertEquals("feature matching reads the output of a layer of D; its index must be at least 0, found -1",
                assertThrows(IllegalArgumentException.class,
                        () -> AdversarialLoss.featureMatching(AdversarialLoss.hinge(), -1)).getMessage());
    }
}
