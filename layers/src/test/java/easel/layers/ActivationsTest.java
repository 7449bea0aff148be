package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Values and derivatives of ELU, SiLU and GELU. */
class ActivationsTest {
    /** A layer with its function and its derivative in double. */
    record Activation(Layer layer, DoubleUnaryOperator y, DoubleUnaryOperator slope) {
        @Override
        public String toString() {
            return layer.toString();
        }
    }

    static final List<Activation> ACTIVATIONS = List.of(
            new Activation(ELU.of(), x -> x > 0 ? x : StrictMath.expm1(x), x -> x > 0 ? 1 : StrictMath.exp(x)),
            new Activation(ELU.withAlpha(0.3), x -> x > 0 ? x : (double) 0.3f * StrictMath.expm1(x),
                    x -> x > 0 ? 1 : (double) 0.3f * StrictMath.exp(x)),
            new Activation(SiLU.of(), x -> x * sigmoid(x), x -> sigmoid(x) * (1 + x * (1 - sigmoid(x)))),
            new Activation(GELU.of(), x -> x * cdf(x), x -> cdf(x) + x * density(x)));

    @ParameterizedTest
    @FieldSource("ACTIVATIONS")
    void agreesWithTheFormulaInDouble(Activation a) {
        Tensor x = Tensor.zeros(Shape.of(1, 4001));
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] = (i - 2000) / 200f;                            // from -10 to 10
        }
        Tape tape = Tape.training(RandomStream.of(1));
        Tensor y = a.layer.forward(x, tape);
        Tensor dx = tape.gradients(y, Tensor.full(y.shape(), 1), List.of(x)).of(x);
        for (int i = 0; i < x.size(); i++) {
            double expected = a.y.applyAsDouble(x.array()[i]);
            assertEquals(expected, y.array()[i], 2e-6 * Math.max(1, Math.abs(expected)), "y at " + x.array()[i]);
            assertEquals(a.slope.applyAsDouble(x.array()[i]), dx.array()[i], 3e-6, "dx at " + x.array()[i]);
        }
    }

    /** 16 digits of 1/e - 1, 1/(1 + e), Φ(1) and Φ(3) of published tables, and the known minimum of each function. */
    @ParameterizedTest
    @CsvSource({"ELU, -1, -0.6321205588285577", "ELU, 2.5, 2.5", "SiLU, 1, 0.7310585786300049",
        "SiLU, -1, -0.2689414213699951", "SiLU, -1.2784645, -0.2784645427610738", "GELU, 1, 0.8413447460685429",
        "GELU, -1, -0.1586552539314571", "GELU, -3, -0.0040496940948908", "GELU, -0.7517915, -0.1699712074799837"})
    void agreesWithPublishedValues(String type, float x, double y) {
        Layer layer = ACTIVATIONS.stream().map(Activation::layer)
                .filter(each -> each.describe().type().equals(type)).findFirst().orElseThrow();
        assertEquals(y, layer.infer(Tensor.of(Shape.of(1, 1), x)).item(), 6e-7);
    }

    @Test
    void eluWithoutAlphaHasAlphaOneAndWithZeroIsReLU() {
        assertEquals(ELU.withAlpha(1).describe(), ELU.of().describe());
        Tensor x = normal(Shape.of(7, 5), 1);
        assertSameBits(ReLU.of().infer(x), ELU.withAlpha(0).infer(x), "y");
    }

    private static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    private static double density(double x) {
        return StrictMath.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    /** Φ(x) = 1/2 + φ(x)·(x + x³/3 + x⁵/(3·5) + …). */
    private static double cdf(double x) {
        double sum = 0;
        double term = x;
        for (int k = 1; k < 400; k++) {
            sum += term;
            term *= x * x / (2 * k + 1);
        }
        return 0.5 + density(x) * sum;
    }
}
