package easel.core.convolution;

import static easel.core.convolution.ConvolutionCases.of;
import static easel.core.convolution.ConvolutionCases.uniform;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.ConvolutionCases.Case;
import easel.core.kernels.Gemm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares prepared convolutions with {@link Convolution}. */
class PreparedConvolutionTest {
    private static final Allocator DIRTY = shape -> Tensor.full(shape, Float.NaN);

    /** A case for each algorithm: im2col and its adjoint, indirect convolution, tiles with and without kept Ŵ. */
    private static final List<Case> ALGORITHMS = List.of(
            of(2, 9, 8, 3, 20, Window.square(3, 2), Padding.SAME),
            of(2, 9, 8, 20, 3, Window.square(3, 1), Padding.SAME),
            of(2, 9, 8, 20, 32, Window.square(3, 2), Padding.SAME),
            of(2, 7, 7, 40, 40, Window.square(5, 1), Padding.SAME),
            of(2, 14, 14, 64, 64, Window.square(5, 1), Padding.SAME));

    /** The convolutions of the published generators with more than 16 filters, computed as input gradients. */
    private static final List<Case> GENERATORS = List.of(
            of(1, 7, 7, 128, 256, Window.square(5, 1), Padding.SAME),                   // DCGAN
            of(1, 14, 14, 64, 128, Window.square(5, 2), Padding.SAME),
            of(1, 14, 14, 128, 128, Window.square(4, 2), Padding.SAME),                 // conv
            of(1, 28, 28, 128, 128, Window.square(4, 2), Padding.SAME),
            of(1, 14, 14, 128, 128, Window.square(6, 2), Padding.of(2, 2, 2, 2)),       // fashion, with upsampling
            of(1, 28, 28, 128, 128, Window.square(6, 2), Padding.of(2, 2, 2, 2)),
            of(1, 28, 28, 128, 128, Window.square(4, 1), Padding.SAME));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void hasTheBitsOfConvolution(int images) {
        assumeSameBits();
        List<Case> cases = ConvolutionCases.combinations();
        cases.addAll(ConvolutionCases.all());
        cases.forEach(c -> assertSameBits(new Case(images, c.filters(), c.g())));
    }

    @ParameterizedTest
    @FieldSource("easel.core.convolution.ConvolutionCases#TILED")
    void hasTheBitsOfConvolutionForSeveralGroupsOfTiles(Case c) {
        assumeSameBits();
        assertSameBits(c);
    }

    private static void assumeSameBits() {
        assumeTrue(Gemm.chosen().kind() != Gemm.Kind.JBLAS, "jblas does not promise the same bits");
    }

    private static void assertSameBits(Case c) {
        Tensor weight = uniform(c.weight(), 1);
        Tensor x = uniform(c.x(), 2);
        Tensor dy = uniform(c.y(), 3);
        assertSame(Convolution.forward(x, weight, c.g(), DIRTY),
                PreparedConvolution.forward(weight, c.g()).apply(x, DIRTY), c + ", y");
        assertSame(Convolution.inputGradient(dy, weight, c.g(), DIRTY),
                PreparedConvolution.inputGradient(weight, c.g()).apply(dy, DIRTY), c + ", dx");
    }

    private static void assertSame(Tensor expected, Tensor actual, String message) {
        assertEquals(expected.shape(), actual.shape(), message);
        assertArrayEquals(expected.array(), actual.array(), message);
    }

    @Test
    void laterChangesOfTheWeightHaveNoEffect() {
        for (Case c : ALGORITHMS) {
            Tensor weight = uniform(c.weight(), 1);
            PreparedConvolution forward = PreparedConvolution.forward(weight, c.g());
            PreparedConvolution inputGradient = PreparedConvolution.inputGradient(weight, c.g());
            Tensor x = uniform(c.x(), 2);
            Tensor dy = uniform(c.y(), 3);
            Tensor y = forward.apply(x, Allocator.HEAP);
            Tensor dx = inputGradient.apply(dy, Allocator.HEAP);
            Arrays.fill(weight.array(), Float.NaN);
            assertSame(y, forward.apply(x, Allocator.HEAP), c + ", y");
            assertSame(dx, inputGradient.apply(dy, Allocator.HEAP), c + ", dx");
        }
    }

    @Test
    void manyThreadsMayUseOneInstance() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Case c : ALGORITHMS) {
                Tensor weight = uniform(c.weight(), 1);
                PreparedConvolution forward = PreparedConvolution.forward(weight, c.g());
                PreparedConvolution inputGradient = PreparedConvolution.inputGradient(weight, c.g());
                List<Callable<Void>> calls = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    Tensor x = uniform(c.g().image().batch(1 + i % 5), i);
                    Tensor dy = uniform(c.g().output(c.filters()).batch(1 + i % 5), i);
                    Tensor y = forward.apply(x, Allocator.HEAP);
                    Tensor dx = inputGradient.apply(dy, Allocator.HEAP);
                    calls.add(() -> {
                        assertSame(y, forward.apply(x, Allocator.HEAP), c + ", y");
                        assertSame(dx, inputGradient.apply(dy, Allocator.HEAP), c + ", dx");
                        return null;
                    });
                }
                for (Future<Void> call : threads.invokeAll(calls)) {
                    call.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keepsAtMostTenTimesTheWeightOrAMillionFloats() {
        List<Case> cases = ConvolutionCases.combinations();
        cases.addAll(ConvolutionCases.all());
        cases.addAll(ALGORITHMS);
        cases.addAll(GENERATORS);
        for (Case c : cases) {
            Tensor weight = uniform(c.weight(), 1);
            long most = Math.max(10L * weight.size(), 1 << 20);
            long forward = PreparedConvolution.forward(weight, c.g()).floats();
            long inputGradient = PreparedConvolution.inputGradient(weight, c.g()).floats();
            assertTrue(0 < forward && forward <= most, () -> c + ", y: " + forward);
            assertTrue(0 < inputGradient && inputGradient <= most, () -> c + ", dx: " + inputGradient);
        }
    }

    /** The DCGAN's generator has 2.3 million parameters; Ŵ of its two large kernels takes 21 MB. */
    @Test
    void theKernelsOfTheDcganGeneratorTakeLessThan24Megabytes() {
        long floats = GENERATORS.subList(0, 2).stream().mapToLong(c ->
                PreparedConvolution.inputGradient(Tensor.zeros(c.weight()), c.g()).floats()).sum();
        assertTrue(4 * floats < 24_000_000, () -> floats + " floats");
    }

    @Test
    void tensorsThatDoNotFitTheGeometryAreRefused() {
        Geometry g = Geometry.of(Shape.of(5, 4, 3), Window.square(3, 1), Padding.VALID);
        Tensor weight = Tensor.zeros(Shape.of(3, 3, 3, 6));
        refused("convolution: weight is (3, 3, 6, 3); the geometry expects (KH, KW, C, OC) = (3, 3, 3, 3)",
                () -> PreparedConvolution.forward(Tensor.zeros(Shape.of(3, 3, 6, 3)), g));
        refused("convolution: weight is (27, 6); the geometry expects (KH, KW, C, OC) = (3, 3, 3, 6)",
                () -> PreparedConvolution.inputGradient(weight.reshaped(Shape.of(27, 6)), g));
        refused("convolution: x is (2, 4, 5, 3); the geometry expects (N, 5, 4, 3)", () -> PreparedConvolution
                .forward(weight, g).apply(Tensor.zeros(Shape.of(2, 4, 5, 3)), Allocator.HEAP));
        refused("convolution: dy is (2, 3, 2, 5); the geometry expects (N, 3, 2, 6)", () -> PreparedConvolution
                .inputGradient(weight, g).apply(Tensor.zeros(Shape.of(2, 3, 2, 5)), Allocator.HEAP));
    }

    private static void refused(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
