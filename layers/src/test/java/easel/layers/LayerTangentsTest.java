package easel.layers;

import static easel.layers.LayerCases.on;
import static easel.layers.LayerCases.random;
import static easel.layers.Numbers.normal;
import static easel.layers.Numbers.smooth;
import static easel.layers.Numbers.statistics;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.GradientCheck;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.ops.Arithmetic;
import easel.layers.LayerCases.Case;
import easel.layers.LayerCases.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tangent of every layer: the directional derivative, made of recorded operations. */
class LayerTangentsTest {
    /** Sizes at which the convolutions use other algorithms than at the small sizes of LayerCases. */
    private static final List<Case> LARGE = List.of(
            on(Shape.of(64, 300), () -> Dense.of(300, 200, random())),
            on(Shape.of(16, 28, 28, 32), () -> Conv2D.of(32, 64, 3, random()).withPadding(Padding.SAME)),
            on(Shape.of(16, 28, 28, 16), () -> Conv2D.of(16, 32, 5, random()).withStride(2).withPadding(Padding.SAME)),
            on(Shape.of(16, 28, 28, 1), () -> Conv2D.of(1, 32, 5, random()).withStride(2).withPadding(Padding.SAME)),
            on(Shape.of(16, 7, 7, 64),
                    () -> Conv2DTranspose.of(64, 32, 5, random()).withStride(2).withPadding(Padding.SAME)),
            on(Shape.of(16, 14, 14, 16), () -> Sequential.of(Shape.of(14, 14, 16), UpSampling2D.by(2),
                    Conv2D.of(16, 32, 5, random()).withPadding(Padding.SAME))),
            on(Shape.of(8, 28, 28, 16), () -> MaxPool2D.of(new Window(3, 3, 2, 2))),
            on(Shape.of(8, 28, 28, 16), () -> LeakyReLU.withSlope(0.2)),
            on(Shape.of(8, 28, 28, 16), () -> LayerNorm.of(16)),
            on(Shape.of(64, 1000), () -> Maxout.of(5)),
            on(Shape.of(30, 28, 28, 16), MinibatchStdDev::of),
            on(Shape.of(16, 28, 28, 16), () -> SpectralNorm.of(
                    Conv2D.of(16, 32, 5, random()).withStride(2).withPadding(Padding.SAME), random())));

    static Stream<Case> cases() {
        return LayerCases.CASES.stream().filter(c -> !normalizesByBatch(c) && c.kind() != Kind.CLASSES);
    }

    static Stream<Case> refusing() {
        return LayerCases.CASES.stream().filter(LayerTangentsTest::normalizesByBatch);
    }

    static Stream<Case> casesAndLarge() {
        return Stream.concat(cases(), LARGE.stream());
    }

    private static boolean normalizesByBatch(Case c) {
        return c.training() && c.layer().tensors().keySet().stream().anyMatch(name -> name.endsWith("running_mean"));
    }

    /** A tangent is the transpose of the backward: ⟨dy, ẏ⟩ = ⟨dx, ẋ⟩. */
    @ParameterizedTest
    @MethodSource("casesAndLarge")
    void tangentsAreAdjointToTheBackward(Case c) {
        Layer layer = c.layer();
        Tensor x = normal(c.x(), 1);
        Tensor direction = normal(c.x(), 2);
        Tape tape = c.tape();
        Tensor y = layer.forward(x, tape);
        Tensor dy = normal(y.shape(), 3);
        Tensor dx = tape.gradients(y, dy, List.of(x)).of(x);
        Tensor moved = tape.tangent(y, x, direction);
        double atY = 0;
        double atX = 0;
        double scale = 0;
        for (int i = 0; i < y.size(); i++) {
            double term = (double) dy.array()[i] * moved.array()[i];
            atY += term;
            scale += Math.abs(term);
        }
        for (int i = 0; i < x.size(); i++) {
            double term = (double) dx.array()[i] * direction.array()[i];
            atX += term;
            scale += Math.abs(term);
        }
        assertTrue(scale > 0, "both sides are 0");
        assertEquals(atX, atY, 1e-5 * scale);
    }

    /** The gradient of y + ẏ. The second term is the derivative of a derivative; without y some sources have no path. */
    @ParameterizedTest
    @MethodSource("cases")
    void gradientsOfTangentsAgreeWithFiniteDifferences(Case c) {
        Layer layer = c.layer();
        Tensor x = smooth(c);
        Tensor direction = normal(c.x(), 2);
        Runnable statistics = statistics(layer);
        GradientCheck.of(tape -> {
            statistics.run();
            Tape mode = c.mode(tape);
            Tensor y = layer.forward(x, mode);
            return Arithmetic.add(y, mode.tangent(y, x, direction), mode);
        }, random(), c.wanted(x, layer)).requireWithin(6e-4);
    }

    @ParameterizedTest
    @MethodSource("refusing")
    void batchStatisticsAreRefusedByNameWithTheRemedy(Case c) {
        Tape tape = c.tape();
        Tensor x = normal(c.x(), 1);
        Tensor y = c.layer().forward(x, tape);
        String message = assertThrows(UnsupportedOperationException.class, () -> tape.tangent(y, x, x)).getMessage();
        assertTrue(message.contains("BatchNorm") && message.contains("LayerNorm"), message);
    }

    @Test
    void aLayerWithoutATangentIsRefusedByName() {
        Layer layer = new Layer() {
            @Override
            public Tensor forward(Tensor x, Tape tape) {
                return tape.record(this, x.copy(), (dy, sink) -> sink.add(x, () -> dy), x);
            }

            @Override
            public Shape outputShape(Shape input) {
                return input;
            }

            @Override
            public String toString() {
                return "Copy";
            }
        };
        Tensor x = normal(Shape.of(2, 3), 1);
        Tape tape = Tape.training(random());
        Tensor y = Sequential.of(Shape.of(3), layer, Tanh.of()).forward(x, tape);
        String message = assertThrows(UnsupportedOperationException.class, () -> tape.tangent(y, x, x)).getMessage();
        assertTrue(message.startsWith("Copy has no tangent") && message.contains("Tape.record"), message);
    }
}
