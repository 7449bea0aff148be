package easel.layers;

import static easel.layers.Numbers.assertClose;
import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchNormTest {
    @Test
    void initialValuesOfParametersAndStatistics() {
        BatchNorm layer = BatchNorm.of(2);
        assertEquals(List.of("gamma", "beta", "running_mean", "running_variance"),
                List.copyOf(layer.tensors().keySet()));
        assertSameBits(Tensor.full(Shape.of(2), 1), layer.tensors().get("gamma"), "gamma");
        assertSameBits(Tensor.zeros(Shape.of(2)), layer.tensors().get("beta"), "beta");
        assertSameBits(Tensor.zeros(Shape.of(2)), layer.tensors().get("running_mean"), "running mean");
        assertSameBits(Tensor.full(Shape.of(2), 1), layer.tensors().get("running_variance"), "running variance");
    }

    @Test
    void theDefaultMomentumIs099() {
        Tensor x = Tensor.of(Shape.of(2, 1), 3, 7);   // mean 5, variance 4
        BatchNorm standard = BatchNorm.of(1);
        standard.forward(x, training());
        assertClose(Tensor.scalar(0.05f), standard.tensors().get("running_mean"), 1e-7, "running mean");
        assertClose(Tensor.scalar(0.99f + 0.04f), standard.tensors().get("running_variance"), 1e-6, "running variance");

        BatchNorm faster = BatchNorm.of(1).withMomentum(0.8f);
        faster.forward(x, training());
        assertClose(Tensor.scalar(1), faster.tensors().get("running_mean"), 1e-6, "running mean");
        assertClose(Tensor.scalar(0.8f + 0.8f), faster.tensors().get("running_variance"), 1e-6, "running variance");
    }

    @Test
    void theDefaultEpsilonIsOneThousandth() {
        Tensor x = Tensor.scalar(1).reshaped(Shape.of(1, 1));
        assertEquals(1 / Math.sqrt(1 + 1e-3), BatchNorm.of(1).infer(x).item(), 1e-7);
        assertEquals(1 / Math.sqrt(1 + 0.5), BatchNorm.of(1).withEpsilon(0.5f).infer(x).item(), 1e-7);
    }

    /** The first column overflows, the second does not; both agree with the textbook form in double. */
    @ParameterizedTest
    @ValueSource(floats = {3e38f, 1e30f, 1e20f, 2e19f, 1e18f, 1e5f})
    void largeValuesGiveFiniteResults(float size) {
        float[] column = {size, -size, size, size / 3};
        Tensor x = Tensor.zeros(Shape.of(4, 2));
        double[][] columns = new double[2][4];
        for (int i = 0; i < 4; i++) {
            x.array()[2 * i] = column[i];
            x.array()[2 * i + 1] = 0.25f * i;
            columns[0][i] = column[i];
            columns[1][i] = 0.25f * i;
        }
        BatchNorm layer = BatchNorm.of(2);
        Tape tape = training();
        Tensor y = layer.forward(x, tape);
        Tensor dy = normal(y.shape(), 3);
        List<Tensor> wanted = List.of(x, layer.tensors().get("gamma"), layer.tensors().get("beta"));
        Gradients gradients = tape.gradients(y, dy, wanted);
        for (int j = 0; j < 2; j++) {
            NaiveBatchNorm naive = new NaiveBatchNorm();
            double[] expected = naive.forward(columns[j], 1, 0, 1e-3f);
            double[] slopes = new double[4];
            for (int i = 0; i < 4; i++) {
                slopes[i] = dy.at(i, j);
            }
            double[] dx = naive.backward(slopes);
            for (int i = 0; i < 4; i++) {
                assertEquals(expected[i], y.at(i, j), 2e-6, "y " + i + " " + j);
                assertEquals(dx[i], gradients.of(x).at(i, j), j == 0 ? 4e-6 / size : 4e-6,
                        "dx " + i + " " + j);
            }
            assertEquals(naive.dGamma, gradients.of(wanted.get(1)).at(j), 1e-5);
            assertEquals(naive.dBeta, gradients.of(wanted.get(2)).at(j), 1e-5);
        }
        assertTrue(layer.tensors().values().stream().allMatch(Tensor::isFinite));
        assertTrue(layer.infer(x).isFinite());
    }

    @Test
    void changingOneSettingKeepsTheOtherSettingAndSharesAllTensors() {
        BatchNorm first = BatchNorm.of(1).withEpsilon(0.5f);
        BatchNorm second = first.withMomentum(0.5f).withEpsilon(0.25f);
        first.tensors().forEach((name, tensor) -> assertSame(tensor, second.tensors().get(name), name));
        assertEquals(1 / Math.sqrt(1.5), first.withMomentum(0.5f).infer(Tensor.full(Shape.of(1, 1), 1)).item(), 1e-7);
        second.forward(Tensor.of(Shape.of(2, 1), 3, 7), training());
        assertEquals(2.5, second.tensors().get("running_mean").item(), 1e-7);
        assertEquals(2.5, first.tensors().get("running_mean").item(), 1e-7);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 10_000, -10_000})
    void aLargeMeanLosesNoPrecision(float mean) {
        checkAgainstReference(shifted(normal(Shape.of(64, 3), 1), mean));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 129, 128 * 49})
    void sumsOverAnyNumberOfRowsAgreeWithTheReference(int rows) {
        checkAgainstReference(shifted(normal(Shape.of(rows, 3), 2), 1));
    }

    /** Compares output, gradients and batch statistics with NaiveBatchNorm. */
    private static void checkAgainstReference(Tensor x) {
        BatchNorm layer = BatchNorm.of(3).withMomentum(0);   // the running statistics become those of the batch
        set(layer, "gamma", 1.5f, -0.5f, 0.25f);
        set(layer, "beta", 0.5f, 1, -2);
        Tensor dy = normal(x.shape(), 3);
        Tape tape = training();
        Tensor y = layer.forward(x, tape);
        List<Parameter> parameters = layer.parameters();
        Gradients gradients = tape.gradients(y, dy, List.of(x, parameters.get(0), parameters.get(1)));

        Tensor mean = Tensor.zeros(Shape.of(3));
        Tensor variance = Tensor.zeros(Shape.of(3));
        Tensor expectedY = Tensor.zeros(x.shape());
        Tensor dx = Tensor.zeros(x.shape());
        Tensor dGamma = Tensor.zeros(Shape.of(3));
        Tensor dBeta = Tensor.zeros(Shape.of(3));
        for (int j = 0; j < 3; j++) {
            NaiveBatchNorm feature = new NaiveBatchNorm();
            setColumn(expectedY, j,
                    feature.forward(column(x, j), parameters.get(0).at(j), parameters.get(1).at(j), 1e-3f));
            setColumn(dx, j, feature.backward(column(dy, j)));
            mean.array()[j] = (float) feature.mean;
            variance.array()[j] = (float) feature.variance;
            dGamma.array()[j] = (float) feature.dGamma;
            dBeta.array()[j] = (float) feature.dBeta;
        }
        assertClose(mean, layer.tensors().get("running_mean"), 1e-6, "mean");
        assertClose(variance, layer.tensors().get("running_variance"), 1e-5, "variance");
        assertClose(expectedY, y, 1e-5, "y");
        assertClose(dx, gradients.of(x), 1e-5, "dx");
        assertClose(dGamma, gradients.of(parameters.get(0)), 1e-5, "dgamma");
        assertClose(dBeta, gradients.of(parameters.get(1)), 1e-5, "dbeta");
    }

    private static double[] column(Tensor x, int j) {
        double[] column = new double[x.rows()];
        for (int i = 0; i < column.length; i++) {
            column[i] = x.at(i, j);
        }
        return column;
    }

    private static void setColumn(Tensor x, int j, double[] column) {
        for (int i = 0; i < column.length; i++) {
            x.array()[i * x.columns() + j] = (float) column[i];
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 1e30f})
    void aBatchStatisticThatIsNotFiniteChangesNoRunningStatistic(float bad) {
        BatchNorm layer = BatchNorm.of(3);
        layer.forward(normal(Shape.of(4, 3), 1), training());
        Tensor mean = layer.tensors().get("running_mean").copy();
        Tensor variance = layer.tensors().get("running_variance").copy();
        Tensor x = normal(Shape.of(4, 3), 2);
        x.array()[7] = bad;   // in one column; 1e30 has a finite mean and an infinite variance
        layer.forward(x, training());
        assertSameBits(mean, layer.tensors().get("running_mean"), "running mean");
        assertSameBits(variance, layer.tensors().get("running_variance"), "running variance");
    }

    @Test
    void aConstantFeatureBecomesBeta() {
        BatchNorm layer = BatchNorm.of(1);
        set(layer, "beta", 0.75f);
        Tensor y = layer.forward(Tensor.full(Shape.of(5, 1), 1234.5f), training());
        assertSameBits(Tensor.full(Shape.of(5, 1), 0.75f), y, "y");
    }

    @Test
    void oneTapeRecordsBothModes() {
        BatchNorm layer = BatchNorm.of(2);
        Tensor x = normal(Shape.of(6, 2), 1);
        Tape tape = training();
        Tensor byRunning = layer.forward(x, tape.inference());
        Tensor byBatch = layer.forward(x, tape);
        Tensor dy = normal(x.shape(), 2);
        assertTrue(Numbers.deviation(byRunning, byBatch) > 0.01, "the modes give different outputs");
        // With running variance 1 and γ = 1, dx is dy / √(1 + ε). The training pass must not change this.
        Tensor dx = tape.gradients(byRunning, dy, List.of(x)).of(x);
        assertEquals(dy.at(3, 1) / Math.sqrt(1 + 1e-3), dx.at(3, 1), 1e-6);
        // With batch statistics dx sums to zero over the rows.
        Tensor dxByBatch = tape.gradients(byBatch, dy, List.of(x)).of(x);
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            sum += dxByBatch.at(i, 0);
        }
        assertEquals(0, sum, 1e-6);
    }

    private static Tape training() {
        return Tape.training(RandomStream.of(1));
    }

    private static Tensor shifted(Tensor x, float by) {
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] += by;
        }
        return x;
    }

    private static void set(BatchNorm layer, String name, float... values) {
        ((Parameter) layer.tensors().get(name)).update(array -> System.arraycopy(values, 0, array, 0, values.length));
    }
}
