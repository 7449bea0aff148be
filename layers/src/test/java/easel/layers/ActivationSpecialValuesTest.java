package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every activation at ±∞, NaN, ±0, subnormal numbers and the largest floats agrees with its formula. */
class ActivationSpecialValuesTest {
    private static final float[] SPECIAL = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 0f, -0f,
        Float.MIN_VALUE, -Float.MIN_VALUE, 2e-39f, -2e-39f, Float.MIN_NORMAL, -Float.MIN_NORMAL, Float.MAX_VALUE,
        -Float.MAX_VALUE, 1e30f, -1e30f, 100, -100};

    /** A layer with its function and derivative; at ±∞ both are limits. */
    record Activation(Layer layer, DoubleUnaryOperator y, DoubleUnaryOperator slope) {
        @Override
        public String toString() {
            return layer.toString();
        }
    }

    static final List<Activation> ACTIVATIONS = List.of(
            leaky(0), leaky(0.01f), leaky(0.2f), leaky(1),
            new Activation(ReLU.of(), x -> Math.max(x, 0), x -> x > 0 ? 1 : below(x, 0)),
            elu(1), elu(0.3f), elu(0),
            new Activation(Sigmoid.of(), x -> sigmoid(x), x -> sigmoid(x) * sigmoid(-x)),
            new Activation(Tanh.of(), StrictMath::tanh, x -> 1 - StrictMath.tanh(x) * StrictMath.tanh(x)),
            new Activation(Softplus.of(), x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))),
                    x -> sigmoid(x)),
            // At all values of SPECIAL, Φ(x) and sigmoid(x) differ from 0, 1/2 or 1 by less than the tolerance.
            new Activation(SiLU.of(), ActivationSpecialValuesTest::gated, ActivationSpecialValuesTest::gate),
            new Activation(GELU.of(), ActivationSpecialValuesTest::gated, ActivationSpecialValuesTest::gate),
            new Activation(Identity.of(), x -> x, x -> 1));

    /** Softmax has a separate test below, and Dropout is random. */
    private static final Set<String> OTHERS = Set.of("Softmax", "Dropout");

    private static Activation leaky(float slope) {
        return new Activation(LeakyReLU.withSlope(slope),
                x -> x > 0 ? x : slope == 0 ? below(x, 0) : slope * x, x -> x > 0 ? 1 : below(x, slope));
    }

    private static Activation elu(float alpha) {
        return new Activation(ELU.withAlpha(alpha), x -> x > 0 ? x : alpha * StrictMath.expm1(x),
                x -> x > 0 ? 1 : alpha * StrictMath.exp(x));
    }

    /** The value, or NaN if x is NaN. */
    private static double below(double x, double value) {
        return Double.isNaN(x) ? x : value;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** x times a function that is 0 for large negative numbers, 1/2 at 0 and 1 for large positive numbers. */
    private static double gated(double x) {
        return x == Double.NEGATIVE_INFINITY ? 0 : x * gate(x);
    }

    private static double gate(double x) {
        return Double.isNaN(x) ? x : Math.abs(x) < 1e-30 ? 0.5 : x > 0 ? 1 : 0;
    }

    @ParameterizedTest
    @FieldSource("ACTIVATIONS")
    void agreesWithItsFormula(Activation a) {
        for (int length : new int[] {1, SPECIAL.length, 4 * SPECIAL.length + 3}) {       // scalar and vector loops
            Tensor x = Tensor.zeros(Shape.of(1, length));
            for (int i = 0; i < length; i++) {
                x.array()[i] = SPECIAL[i % SPECIAL.length];
            }
            Tape tape = Tape.training(RandomStream.of(1));
            Tensor y = a.layer.forward(x, tape);
            Tensor dx = tape.gradients(y, Tensor.full(y.shape(), 1), List.of(x)).of(x);
            for (int i = 0; i < length; i++) {
                double expected = a.y.applyAsDouble(x.array()[i]);
                boolean tiny = Math.abs(x.array()[i]) < 1e-30 && Math.abs(expected) < 1e-30;
                assertAgrees(expected, y.array()[i], tiny, "y at " + x.array()[i]);
                assertAgrees(a.slope.applyAsDouble(x.array()[i]), dx.array()[i], false, "dx at " + x.array()[i]);
            }
        }
    }

    /** Tolerance: the smallest float if tiny, otherwise 1e-6 of max(1, |expected|), the error of tanh and Φ. */
    private static void assertAgrees(double expected, float found, boolean tiny, String message) {
        if (Double.isNaN(expected) || Double.isInfinite(expected)) {
            assertEquals((float) expected, found, message);
        } else {
            assertEquals(expected, found, tiny ? Float.MIN_VALUE : 1e-6 * Math.max(1, Math.abs(expected)), message);
        }
    }

    @Test
    void softmaxOfInfiniteElementsIsTheLimit() {
        float inf = Float.POSITIVE_INFINITY;
        assertSoftmax(new float[] {inf, 0, 3}, 1, 0, 0);
        assertSoftmax(new float[] {inf, inf, -inf, 1}, 0.5f, 0.5f, 0, 0);
        assertSoftmax(new float[] {-inf, 2, 2}, 0, 0.5f, 0.5f);
        assertSoftmax(new float[] {-inf, -inf, -inf, -inf}, 0.25f, 0.25f, 0.25f, 0.25f);
        assertSoftmax(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE}, 1, 0);
        assertSoftmax(new float[] {Float.MIN_VALUE, -Float.MIN_VALUE, 0, -0f}, 0.25f, 0.25f, 0.25f, 0.25f);
        assertSoftmax(new float[] {Float.NaN, inf}, Float.NaN, Float.NaN);
    }

    private static void assertSoftmax(float[] x, float... expected) {
        Tensor y = Softmax.of().infer(Tensor.of(Shape.of(1, x.length), x));
        for (int i = 0; i < x.length; i++) {
            assertEquals(expected[i], y.array()[i], i + " of " + y);
        }
    }

    /** A layer without tensors that keeps the shape (5, 9) and takes rows of any length is an activation. */
    @Test
    void everyActivationHasARow() {
        Set<String> missing = LayerCases.ROWS.stream().map(row -> row.factory().get())
                .filter(layer -> layer.getClass().getPackage().equals(Layer.class.getPackage()))
                .filter(layer -> layer.tensors().isEmpty() && layer.describe().layers().isEmpty())
                .filter(ActivationSpecialValuesTest::isElementwise)
                .map(layer -> layer.describe().type()).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(missing.containsAll(Set.of("ReLU", "GELU", "Softmax")), "found only " + missing);
        missing.removeAll(OTHERS);
        ACTIVATIONS.forEach(a -> missing.remove(a.layer.describe().type()));
        assertEquals(Set.of(), missing);
    }

    private static boolean isElementwise(Layer layer) {
        try {
            return layer.outputShape(Shape.of(9)).equals(Shape.of(9))
                    && layer.outputShape(Shape.of(2, 3, 5)).equals(Shape.of(2, 3, 5));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
