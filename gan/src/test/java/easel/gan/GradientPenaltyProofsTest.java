package easel.gan;

import static easel.core.ops.Arithmetic.addScalar;
import static easel.core.ops.Arithmetic.multiply;
import static easel.core.ops.Arithmetic.negate;
import static easel.core.ops.Arithmetic.scale;
import static easel.core.ops.Functions.sqrt;
import static easel.core.ops.Products.matmulTransposed;
import static easel.core.ops.Rearrange.reshape;
import static easel.core.ops.Reduce.mean;
import static easel.core.ops.Reduce.sumPerRow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.gan.GradientPenalty.Examples;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import easel.layers.Tanh;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gradient of a penalty, computed in three independent ways: by the tangent pass of the library, by recording a
 * hand-written backward pass of the critic and differentiating it, and by central differences of a critic in double.
 */
class GradientPenaltyProofsTest {
    private static final double WEIGHT = 10;

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 0.5})
    void denseCritic(double target) {
        RandomStream random = RandomStream.of(2);
        Dense first = Dense.of(4, 6, random);
        Dense second = Dense.of(6, 5, random);
        Dense third = Dense.of(5, 1, random);
        Sequential critic = Sequential.of(Shape.of(4), first, Tanh.of(), second, LeakyReLU.withSlope(0.2), third);
        Tensor x = GradientPenaltyTest.normal(Shape.of(7, 4), 3);
        List<double[]> values = values(critic);
        DoubleCritic inDouble = new DoubleCritic()
                .dense(values.get(0), values.get(1)).activation(Math::tanh, z -> 1 - Math.tanh(z) * Math.tanh(z))
                .dense(values.get(2), values.get(3)).activation(z -> z > 0 ? z : 0.2 * z, z -> z > 0 ? 1 : 0.2)
                .dense(values.get(4), values.get(5));
        List<double[]> tangent = tangentGradients(critic, x, target);
        assertClose(differences(inDouble, values, x, target), tangent);
        assertEquals(inDouble.penalty(x, WEIGHT, target), penalty(target).of(critic, x,
                Tape.training(RandomStream.of(1))).item(), 1e-5);

        Tape tape = Tape.training(RandomStream.of(1));
        Tensor h1 = Tanh.of().forward(first.forward(x, tape), tape);                        // (N, 6)
        Tensor a2 = second.forward(h1, tape);                                               // (N, 5)
        Tensor dh2 = matmulTransposed(Tensor.full(Shape.of(7, 1), 1), weight(third), tape); // (N, 5)
        Tensor da2 = multiply(dh2, slopes(a2), tape);
        Tensor dh1 = matmulTransposed(da2, weight(second), tape);                           // (N, 6)
        Tensor da1 = multiply(dh1, addScalar(negate(multiply(h1, h1, tape), tape), 1, tape), tape);
        Tensor g = matmulTransposed(da1, weight(first), tape);                              // (N, 4)
        Tensor p = recordedPenalty(g, target, tape);
        Gradients recorded = tape.gradients(p, List.of(weight(first), weight(second), weight(third)));
        for (int i = 0; i < 3; i++) {
            assertClose(List.of(doubles(recorded.of(critic.parameters().get(2 * i)))), List.of(tangent.get(2 * i)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 0.5})
    void convolutionalCritic(double target) {
        RandomStream random = RandomStream.of(4);
        Conv2D first = Conv2D.of(2, 3, 3, random).withStride(2).withPadding(Padding.SAME);
        Conv2D second = Conv2D.of(3, 4, 3, random).withPadding(Padding.SAME);
        Dense third = Dense.of(36, 1, random);
        Sequential critic = Sequential.of(Shape.of(6, 6, 2), first, LeakyReLU.withSlope(0.2), second, Tanh.of(),
                Flatten.of(), third);
        Tensor x = GradientPenaltyTest.normal(Shape.of(3, 6, 6, 2), 5);
        List<double[]> values = values(critic);
        DoubleCritic inDouble = new DoubleCritic()
                .convolution(Shape.of(6, 6, 2), 3, 2, values.get(0), values.get(1))
                .activation(z -> z > 0 ? z : 0.2 * z, z -> z > 0 ? 1 : 0.2)
                .convolution(Shape.of(3, 3, 3), 3, 1, values.get(2), values.get(3))
                .activation(Math::tanh, z -> 1 - Math.tanh(z) * Math.tanh(z))
                .dense(values.get(4), values.get(5));
        List<double[]> tangent = tangentGradients(critic, x, target);
        assertClose(differences(inDouble, values, x, target), tangent);
        assertEquals(inDouble.penalty(x, WEIGHT, target), penalty(target).of(critic, x,
                Tape.training(RandomStream.of(1))).item(), 1e-5);

        // The input gradient of a convolution is a transposed convolution with the same weight. The layers here have
        // copies of the weights; the gradient is the sum over both.
        Conv2DTranspose firstTransposed = Conv2DTranspose.of(3, 2, 3, random).withStride(2).withPadding(Padding.SAME)
                .withBias(false);
        Conv2DTranspose secondTransposed = Conv2DTranspose.of(4, 3, 3, random).withPadding(Padding.SAME)
                .withBias(false);
        copy(weight(first), weight(firstTransposed));
        copy(weight(second), weight(secondTransposed));
        Tape tape = Tape.training(RandomStream.of(1));
        Tensor a1 = first.forward(x, tape);                                                 // (N, 3, 3, 3)
        Tensor h2 = Tanh.of().forward(second.forward(
                LeakyReLU.withSlope(0.2).forward(a1, tape), tape), tape);                   // (N, 3, 3, 4)
        Tensor dh2 = reshape(matmulTransposed(Tensor.full(Shape.of(3, 1), 1), weight(third), tape),
                h2.shape(), tape);
        Tensor da2 = multiply(dh2, addScalar(negate(multiply(h2, h2, tape), tape), 1, tape), tape);
        Tensor da1 = multiply(secondTransposed.forward(da2, tape), slopes(a1), tape);       // (N, 3, 3, 3)
        Tensor p = recordedPenalty(firstTransposed.forward(da1, tape), target, tape);       // of (N, 6, 6, 2)
        Gradients recorded = tape.gradients(p, List.of(weight(first), weight(firstTransposed), weight(second),
                weight(secondTransposed), weight(third)));
        assertClose(List.of(sum(recorded.of(weight(first)), recorded.of(weight(firstTransposed)))),
                List.of(tangent.get(0)));
        assertClose(List.of(sum(recorded.of(weight(second)), recorded.of(weight(secondTransposed)))),
                List.of(tangent.get(2)));
        assertClose(List.of(doubles(recorded.of(weight(third)))), List.of(tangent.get(4)));
    }

    private static GradientPenalty penalty(double target) {
        return new GradientPenalty(Examples.REAL, target, WEIGHT, 1);
    }

    /** The gradient for each parameter by the tangent pass; zeros for the last bias, on which no gradient depends. */
    private static List<double[]> tangentGradients(Sequential critic, Tensor x, double target) {
        Tape tape = Tape.training(RandomStream.of(1));
        Tensor p = penalty(target).of(critic, x, tape);
        List<Parameter> parameters = critic.parameters();
        Gradients gradients = tape.gradients(p, parameters.subList(0, parameters.size() - 1).stream()
                .filter(parameter -> reaches(tape, p, parameter)).toList());
        List<double[]> result = new ArrayList<>();
        for (Parameter parameter : parameters) {
            result.add(gradients.sources().contains(parameter) ? doubles(gradients.of(parameter))
                    : new double[parameter.size()]);
        }
        return result;
    }

    /** Whether the penalty depends on the parameter. It does not on a bias after which all slopes are constant. */
    private static boolean reaches(Tape tape, Tensor p, Parameter parameter) {
        try {
            tape.gradients(p, List.of(parameter));
            return true;
        } catch (IllegalArgumentException e) {
            assertTrue(parameter.shape().rank() == 1, "the penalty depends on each weight");
            return false;
        }
    }

    /** Central differences of the penalty in double, for each element of each parameter. */
    private static List<double[]> differences(DoubleCritic critic, List<double[]> values, Tensor x, double target) {
        double h = 1e-5;
        List<double[]> result = new ArrayList<>();
        for (double[] parameter : values) {
            double[] gradient = new double[parameter.length];
            for (int i = 0; i < gradient.length; i++) {
                double before = parameter[i];
                parameter[i] = before + h;
                double above = critic.penalty(x, WEIGHT, target);
                parameter[i] = before - h;
                gradient[i] = (above - critic.penalty(x, WEIGHT, target)) / (2 * h);
                parameter[i] = before;
            }
            result.add(gradient);
        }
        return result;
    }

    /** weight · mean (‖g‖ - target)² of primitives. */
    private static Tensor recordedPenalty(Tensor g, double target, Tape tape) {
        int n = g.shape().axis(0);
        Tensor flat = reshape(g, Shape.of(n, g.size() / n), tape);
        Tensor distance = addScalar(sqrt(sumPerRow(multiply(flat, flat, tape), tape), tape), -target, tape);
        return scale(mean(multiply(distance, distance, tape), tape), WEIGHT, tape);
    }

    private static Tensor slopes(Tensor x) {
        Tensor slopes = Tensor.zeros(x.shape());
        for (int i = 0; i < x.size(); i++) {
            slopes.array()[i] = x.array()[i] > 0 ? 1 : 0.2f;
        }
        return slopes;
    }

    private static Parameter weight(Layer layer) {
        return layer.parameters().get(0);
    }

    private static void copy(Parameter from, Parameter to) {
        assertEquals(from.shape(), to.shape());
        to.update(values -> System.arraycopy(from.array(), 0, values, 0, values.length));
    }

    private static List<double[]> values(Sequential critic) {
        return critic.parameters().stream().map(DoubleCritic::values).toList();
    }

    private static double[] doubles(Tensor x) {
        double[] values = new double[x.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = x.array()[i];
        }
        return values;
    }

    private static double[] sum(Tensor a, Tensor b) {
        double[] sum = doubles(a);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b.array()[i];
        }
        return sum;
    }

    private static void assertClose(List<double[]> expected, List<double[]> actual) {
        for (int p = 0; p < expected.size(); p++) {
            double scale = 0;
            for (double value : expected.get(p)) {
                scale = Math.max(scale, Math.abs(value));
            }
            for (int i = 0; i < expected.get(p).length; i++) {
                assertEquals(expected.get(p)[i], actual.get(p)[i], 2e-5 * Math.max(scale, 0.1),
                        "parameter " + p + " element " + i);
            }
        }
    }
}
