package easel.layers;

import static easel.layers.LayerCases.random;
import static easel.layers.Numbers.assertClose;
import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.assertSameTensors;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.state.Description;
import easel.core.state.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpectralNormTest {
    /** An inner layer, its form with spectral normalization, a batch, and the axis of the output features. */
    record Case(Linear inner, SpectralNorm layer, Shape x, int axis) {
        Parameter weight() {
            return inner.weight;
        }

        Tensor u() {
            return layer.tensors().get("u");
        }

        /** Element (feature, row) of the paper's matrix, (OC, rows), is weight[index(feature, row)]. */
        int index(int feature, int row) {
            int after = axis == weight().shape().rank() - 1 ? 1 : weight().columns();
            return (row / after * features() + feature) * after + row % after;
        }

        int features() {
            return weight().shape().axis(axis);
        }

        int rows() {
            return weight().size() / features();
        }
    }

    static List<Case> cases() {
        Dense dense = Dense.of(7, 5, random());
        Conv2D conv = Conv2D.of(3, 4, 3, random()).withStride(2).withPadding(Padding.SAME);
        Conv2DTranspose transpose = Conv2DTranspose.of(3, 4, 5, random()).withStride(2).withPadding(Padding.SAME);
        return List.of(new Case(dense, SpectralNorm.of(dense, random()), Shape.of(6, 7), 1),
                new Case(conv, SpectralNorm.of(conv, random()), Shape.of(2, 5, 6, 3), 3),
                new Case(transpose, SpectralNorm.of(transpose, random()), Shape.of(2, 3, 4, 3), 2));
    }

    /** Algorithm 1 for one layer, and the gradient of W, in plain loops in double. */
    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithPlainLoops(Case c) {
        double[] u = new double[c.features()];
        for (int o = 0; o < u.length; o++) {
            u[o] = c.u().at(o);
        }
        double[] v = new double[c.rows()];
        for (int row = 0; row < v.length; row++) {
            for (int o = 0; o < u.length; o++) {
                v[row] += c.weight().array()[c.index(o, row)] * u[o];                  // Wᵀ·u
            }
        }
        divide(v, norm(v));
        u = new double[c.features()];
        for (int o = 0; o < u.length; o++) {
            for (int row = 0; row < v.length; row++) {
                u[o] += c.weight().array()[c.index(o, row)] * v[row];                  // W·v
            }
        }
        double sigma = norm(u);
        divide(u, sigma);
        Tensor normalized = c.weight().copy();
        for (int i = 0; i < normalized.size(); i++) {
            normalized.array()[i] = (float) (c.weight().array()[i] / sigma);
        }

        Tensor x = normal(c.x(), 1);
        Tape tape = Tape.training(random());
        Tensor y = c.layer().forward(x, tape);
        Tensor expected = c.inner().forward(x, normalized, tape);
        assertClose(expected, y, 1e-6, "y");
        assertClose(Tensor.of(c.u().shape(), u), c.u(), 1e-6, "u");

        Tensor dy = normal(y.shape(), 2);
        Tensor dNormalized = tape.gradients(expected, dy, List.of(normalized)).of(normalized);
        double inner = 0;
        for (int i = 0; i < normalized.size(); i++) {
            inner += (double) dNormalized.array()[i] * normalized.array()[i];
        }
        Tensor dw = Tensor.zeros(c.weight().shape());
        for (int o = 0; o < u.length; o++) {
            for (int row = 0; row < v.length; row++) {
                int i = c.index(o, row);
                dw.array()[i] = (float) ((dNormalized.array()[i] - inner * u[o] * v[row]) / sigma);
            }
        }
        assertClose(dw, tape.gradients(y, dy, List.of(c.weight())).of(c.weight()), 2e-6, "dW");
    }

    private static double norm(double[] x) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    private static void divide(double[] x, double by) {
        for (int i = 0; i < x.length; i++) {
            x[i] /= by;
        }
    }

    /** Ŵ does not change if W is multiplied by a number, so the gradient of W is orthogonal to W. */
    @ParameterizedTest
    @MethodSource("cases")
    void theGradientIsOrthogonalToTheWeight(Case c) {
        for (boolean training : new boolean[] {true, false}) {
            Tape tape = Tape.training(random());
            Tensor y = c.layer().forward(normal(c.x(), 1), training ? tape : tape.inference());
            Tensor dw = tape.gradients(y, normal(y.shape(), 2), List.of(c.weight())).of(c.weight());
            double inner = 0;
            double scale = 0;
            for (int i = 0; i < dw.size(); i++) {
                double term = (double) dw.array()[i] * c.weight().array()[i];
                inner += term;
                scale += Math.abs(term);
            }
            assertEquals(0, inner, 1e-6 * scale);
        }
    }

    @Test
    void theWeightIsDividedByItsLargestSingularValue() {
        Dense dense = Dense.of(3, 3, (shape, in, out, random) -> Tensor.of(shape, 0f, -3, 0, 2, 0, 0, 0, 0, 1),
                random());
        SpectralNorm layer = SpectralNorm.of(dense, random());
        settle(layer, Shape.of(1, 3));
        assertClose(Tensor.of(Shape.of(1, 3), 0f, -1, 0), layer.infer(Tensor.of(Shape.of(1, 3), 1f, 0, 0)), 1e-6, "y");
        assertClose(Tensor.of(Shape.of(1, 3), 2 / 3f, 0, 1 / 3f), layer.infer(Tensor.of(Shape.of(1, 3), 0f, 1, 1)),
                1e-6, "y");
        assertEquals(1, Math.abs(layer.tensors().get("u").at(1)), 1e-6, "the output of the largest singular value");
    }

    private static void settle(SpectralNorm layer, Shape x) {
        for (int pass = 0; pass < 200; pass++) {
            layer.forward(normal(x, 1), Tape.training(random()).unrecorded());
        }
    }

    @Test
    void aSettledDenseDoesNotEnlargeDistances() {
        SpectralNorm layer = SpectralNorm.of(Dense.of(20, 30, random()), random());
        settle(layer, Shape.of(1, 20));
        double largest = 0;
        for (int seed = 0; seed < 50; seed++) {
            Tensor a = normal(Shape.of(1, 20), seed);
            Tensor b = normal(Shape.of(1, 20), seed + 100);
            largest = Math.max(largest, distance(layer.infer(a), layer.infer(b)) / distance(a, b));
        }
        assertTrue(largest <= 1 && largest > 0.5, "factor " + largest);
    }

    private static double distance(Tensor a, Tensor b) {
        double squares = 0;
        for (int i = 0; i < a.size(); i++) {
            squares += Math.pow(a.array()[i] - b.array()[i], 2);
        }
        return Math.sqrt(squares);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachTrainingPassRunsOneIterationAndInferenceRunsNone(Case c) {
        Tensor x = normal(c.x(), 1);
        Tape tape = Tape.training(random());
        Tensor before = c.u().copy();
        c.layer().infer(x);
        c.layer().forward(x, tape.inference());
        assertSameBits(before, c.u(), "u after inference");
        c.layer().forward(x, tape);
        Tensor first = c.u().copy();
        assertTrue(Numbers.deviation(before, first) > 1e-3, "u after a training pass");
        c.layer().forward(x, tape);
        assertTrue(Numbers.deviation(first, c.u()) > 1e-4, "u after two training passes");
        assertEquals(1, norm(c.u().array()), 1e-6);
    }

    private static double norm(float[] x) {
        double squares = 0;
        for (float value : x) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void trainingContinuesFromASavedStateWithTheSameBits(Case c) {
        Tensor x = normal(c.x(), 1);
        Sequential saved = Sequential.of(c.x().example(), c.layer());
        saved.forward(x, Tape.training(random()));
        Sequential loaded = Models.network(Models.state(saved));
        for (int pass = 0; pass < 3; pass++) {
            Tensor y = saved.forward(x, Tape.training(random()));
            assertSameBits(y, loaded.forward(x, Tape.training(random())), "pass " + pass);
        }
        assertSameTensors(saved, loaded);
    }

    @Test
    void theNamesOfTheTensors() {
        SpectralNorm layer = SpectralNorm.of(Dense.of(3, 2, random()), random());
        assertEquals(List.of("0.weight", "0.bias", "u"), List.copyOf(layer.tensors().keySet()));
        assertEquals(layer.layer().parameters(), layer.parameters());
    }

    /** An average of u over steps, for example, is shorter than 1. */
    @ParameterizedTest
    @MethodSource("cases")
    void theLengthOfUHasNoEffect(Case c) {
        Tensor x = normal(c.x(), 1);
        Tensor y = c.layer().infer(x);
        for (int o = 0; o < c.u().size(); o++) {
            c.u().array()[o] *= 0.5f;
        }
        assertSameBits(y, c.layer().infer(x), "y");
    }

    @Test
    void aWeightOfZerosIsKept() {
        SpectralNorm layer = SpectralNorm.of(Dense.of(3, 2, Initializer.zeros(), random()), random());
        Tensor u = layer.tensors().get("u").copy();
        Tape tape = Tape.training(random());
        Tensor x = normal(Shape.of(4, 3), 1);
        Tensor y = layer.forward(x, tape);
        assertSameBits(Tensor.zeros(Shape.of(4, 2)), y, "y");
        assertTrue(tape.gradients(y, normal(y.shape(), 2), layer.parameters()).isFinite());
        assertSameBits(u, layer.tensors().get("u"), "u");
    }

    @Test
    void aWeightThatIsNotFiniteDoesNotChangeU() {
        SpectralNorm layer = SpectralNorm.of(Dense.of(3, 2, random()), random());
        layer.parameters().get(0).update(values -> values[2] = Float.NaN);
        Tensor u = layer.tensors().get("u").copy();
        layer.forward(normal(Shape.of(4, 3), 1), Tape.training(random()));
        assertSameBits(u, layer.tensors().get("u"), "u");
    }

    @Test
    void aDescriptionOfAnotherInnerLayerIsRefused() {
        State state = State.builder().tensor("u", Tensor.zeros(Shape.of(3))).build();
        Description d = Description.of("SpectralNorm").with("features", 3);
        for (Description inner : List.of(d, d.withLayers(List.of(Tanh.of().describe())))) {
            String message = assertThrows(IllegalArgumentException.class, () -> LayerFactory.of(inner, state))
                    .getMessage();
            assertTrue(message.startsWith("\"SpectralNorm\": must have one inner layer, a Dense, Conv2D or"
                    + " Conv2DTranspose with 3 output features, but has ["), message);
        }
        Dense dense = Dense.of(2, 4, random());
        State.Builder more = State.builder().tensor("u", Tensor.zeros(Shape.of(3)));
        Map<String, Tensor> tensors = dense.tensors();
        tensors.forEach((name, tensor) -> more.tensor("0." + name, tensor));
        String message = assertThrows(IllegalArgumentException.class,
                () -> LayerFactory.of(d.withLayers(List.of(dense.describe())), more.build())).getMessage();
        assertTrue(message.contains("with 3 output features, but has [Dense 2→4]"), message);
    }
}
