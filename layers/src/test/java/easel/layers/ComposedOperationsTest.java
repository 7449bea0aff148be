package easel.layers;

import static easel.core.ops.Arithmetic.add;
import static easel.core.ops.Arithmetic.addScalar;
import static easel.core.ops.Arithmetic.divide;
import static easel.core.ops.Arithmetic.multiply;
import static easel.core.ops.Arithmetic.negate;
import static easel.core.ops.Arithmetic.subtract;
import static easel.core.ops.Functions.exp;
import static easel.core.ops.Functions.log;
import static easel.core.ops.Functions.softplus;
import static easel.core.ops.Functions.sqrt;
import static easel.core.ops.Products.matmul;
import static easel.core.ops.Products.plusRow;
import static easel.core.ops.Products.timesRow;
import static easel.core.ops.Rearrange.reshape;
import static easel.core.ops.Reduce.maxPerRow;
import static easel.core.ops.Reduce.mean;
import static easel.core.ops.Reduce.meanRows;
import static easel.core.ops.Reduce.sumPerRow;
import static easel.layers.Numbers.assertClose;
import static easel.layers.Numbers.normal;
import static easel.layers.Numbers.uniform;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares hand-written layers and losses with the same formulas, composed of recorded operations. */
class ComposedOperationsTest {
    private static final float EPSILON = 1e-3f;

    static List<Shape> shapes() {
        return List.of(Shape.of(7, 5), Shape.of(3, 4, 3), Shape.of(2, 5, 7, 3));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void batchNormInTraining(Shape shape) {
        BatchNorm layer = changed(shape.columns());
        Tensor x = normal(shape, 1);
        assertSame(tape -> layer.forward(x, tape), tape -> {
            Tensor centered = plusRow(x, negate(meanRows(x, tape), tape), tape);
            Tensor variance = meanRows(multiply(centered, centered, tape), tape);
            return normalized(layer, centered, variance, tape);
        }, withParameters(x, layer));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void batchNormInInference(Shape shape) {
        BatchNorm layer = changed(shape.columns());
        Tensor x = normal(shape, 1);
        Tensor mean = layer.tensors().get("running_mean");
        Tensor variance = layer.tensors().get("running_variance");
        assertSame(tape -> layer.forward(x, tape.inference()),
                tape -> normalized(layer, plusRow(x, negate(mean, tape), tape), variance, tape),
                withParameters(x, layer));
    }

    private static Tensor normalized(BatchNorm layer, Tensor centered, Tensor variance, Tape tape) {
        Tensor deviation = sqrt(addScalar(variance, EPSILON, tape), tape);
        Tensor inverse = divide(Tensor.full(deviation.shape(), 1), deviation, tape);
        Tensor scaled = timesRow(timesRow(centered, inverse, tape), layer.tensors().get("gamma"), tape);
        return plusRow(scaled, layer.tensors().get("beta"), tape);
    }

    @Test
    void binaryCrossEntropyWithLogits() {
        Tensor z = normal(Shape.of(9, 3), 1);
        Tensor t = uniform(z.shape(), 0, 1, 2);
        assertSame(tape -> Losses.binaryCrossEntropyWithLogits(z, t, tape),
                tape -> mean(subtract(softplus(z, tape), multiply(z, t, tape), tape), tape), List.of(z));
    }

    @Test
    void binaryCrossEntropy() {
        Tensor p = uniform(Shape.of(9, 3), 0.05f, 0.95f, 1);
        Tensor t = uniform(p.shape(), 0, 1, 2);
        assertSame(tape -> Losses.binaryCrossEntropy(p, t, tape), tape -> {
            Tensor real = multiply(t, log(p, tape), tape);
            Tensor fake = multiply(oneMinus(t, tape), log(oneMinus(p, tape), tape), tape);
            return negate(mean(add(real, fake, tape), tape), tape);
        }, List.of(p));
    }

    private static Tensor oneMinus(Tensor x, Tape tape) {
        return addScalar(negate(x, tape), 1, tape);
    }

    @Test
    void softmaxCrossEntropy() {
        Tensor z = normal(Shape.of(6, 4), 1);
        Tensor labels = Tensor.of(Shape.of(6), 0, 3, 1, 1, 2, 0);
        Tensor oneHot = Tensor.zeros(z.shape());
        for (int i = 0; i < 6; i++) {
            oneHot.array()[i * 4 + (int) labels.at(i)] = 1;
        }
        assertSame(tape -> Losses.softmaxCrossEntropy(z, labels, tape), tape -> {
            Tensor max = maxPerRow(z, tape);                                              // (6)
            Tensor repeated = matmul(reshape(max, Shape.of(6, 1), tape), Tensor.full(Shape.of(1, 4), 1), tape);
            Tensor sum = sumPerRow(exp(subtract(z, repeated, tape), tape), tape);         // (6)
            Tensor ofLabel = sumPerRow(multiply(z, oneHot, tape), tape);                  // (6)
            return mean(subtract(add(max, log(sum, tape), tape), ofLabel, tape), tape);
        }, List.of(z));
    }

    @Test
    void meanSquaredError() {
        Tensor p = normal(Shape.of(3, 2, 5), 1);
        Tensor t = normal(p.shape(), 2);
        assertSame(tape -> Losses.meanSquaredError(p, t, tape), tape -> {
            Tensor difference = subtract(p, t, tape);
            return mean(multiply(difference, difference, tape), tape);
        }, List.of(p, t));
    }

    @Test
    void softmax() {
        Tensor x = normal(Shape.of(6, 4), 1);
        assertSame(tape -> Softmax.of().forward(x, tape), tape -> {
            Tensor e = exp(x, tape);
            Tensor sums = reshape(sumPerRow(e, tape), Shape.of(6, 1), tape);
            return divide(e, matmul(sums, Tensor.full(Shape.of(1, 4), 1), tape), tape);
        }, List.of(x));
    }

    private static void assertSame(Function<Tape, Tensor> handWritten, Function<Tape, Tensor> composed,
            List<Tensor> wanted) {
        Tape one = Tape.training(RandomStream.of(1));
        Tape other = Tape.training(RandomStream.of(1));
        Tensor y = handWritten.apply(one);
        Tensor expected = composed.apply(other);
        assertClose(expected, y, 1e-5, "y");
        Tensor dy = normal(y.shape(), 9);
        Gradients gradients = one.gradients(y, dy, wanted);
        Gradients expectedGradients = other.gradients(expected, dy, wanted);
        for (int i = 0; i < wanted.size(); i++) {
            assertClose(expectedGradients.of(wanted.get(i)), gradients.of(wanted.get(i)), 1e-5, "gradient " + i);
        }
    }

    /** A layer whose parameters and running statistics differ from the initial values. */
    private static BatchNorm changed(int features) {
        BatchNorm layer = BatchNorm.of(features).withMomentum(0.5f).withEpsilon(EPSILON);
        layer.parameters().forEach(p -> p.update(values -> RandomStream.of(3).fillUniform(values, 0.5f, 1.5f)));
        layer.forward(normal(Shape.of(20, features), 4), Tape.training(RandomStream.of(1)));
        return layer;
    }

    private static List<Tensor> withParameters(Tensor x, Layer layer) {
        List<Tensor> wanted = new ArrayList<>(List.of(x));
        for (Parameter parameter : layer.parameters()) {
            wanted.add(parameter);
        }
        return wanted;
    }
}
