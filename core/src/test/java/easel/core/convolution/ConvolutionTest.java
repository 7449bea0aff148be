package easel.core.convolution;

import static easel.core.convolution.ConvolutionCases.combinations;
import static easel.core.convolution.ConvolutionCases.uniform;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.ConvolutionCases.Case;
import easel.core.kernels.Gemm;
import easel.core.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Compares results with loops in double and an image in a batch with the image alone. Gradients must be adjoints. */
@Execution(ExecutionMode.CONCURRENT)
class ConvolutionTest {
    /** The error of n rounded additions or products is at most n times this, times the sum of the terms' magnitudes. */
    private static final double ROUNDING = 0x1p-24;

    @Test
    void agreesWithLoopsInDoubleForAllCombinationsOfSizes() {
        List<Case> cases = combinations();
        assertEquals(280, cases.size());
        cases.forEach(ConvolutionTest::assertAgreesWithLoops);
    }

    @ParameterizedTest
    @FieldSource("easel.core.convolution.ConvolutionCases#ROW_GROUPS")
    void agreesWithLoopsInDoubleForAllGroupsOfOutputRows(Case c) {
        assertAgreesWithLoops(c);
    }

    @Test
    void agreesWithLoopsInDoubleForAllNumbersOfChannels() {
        ConvolutionCases.CHANNELS.forEach(ConvolutionTest::assertAgreesWithLoops);
    }

    @ParameterizedTest
    @FieldSource("easel.core.convolution.ConvolutionCases#DILATED")
    void agreesWithLoopsInDoubleForDilatedKernels(Case c) {
        assertAgreesWithLoops(c);
    }

    private static void assertAgreesWithLoops(Case c) {
        Tensor x = uniform(c.x(), 1);
        Tensor weight = uniform(c.weight(), 2);
        Tensor dy = uniform(c.y(), 3);
        Sums y = new Sums(c.y());
        Sums dx = new Sums(c.x());
        Sums dw = new Sums(c.weight());
        forEachProduct(c, (xi, wi, yi) -> {
            y.add(yi, x.array()[xi], weight.array()[wi]);
            dx.add(xi, dy.array()[yi], weight.array()[wi]);
            dw.add(wi, x.array()[xi], dy.array()[yi]);
        });
        y.assertClose(Convolution.forward(x, weight, c.g(), Allocator.HEAP), c + ", y");
        dx.assertClose(Convolution.inputGradient(dy, weight, c.g(), Allocator.HEAP), c + ", dx");
        dw.assertClose(Convolution.weightGradient(x, dy, c.g(), Allocator.HEAP), c + ", dw");
    }

    /** Sums in double, with a bound on the rounding of any order of summation in float. */
    private static final class Sums {
        private final Shape shape;
        private final double[] sums;
        private final double[] magnitudes;
        private final int[] terms;

        Sums(Shape shape) {
            this.shape = shape;
            this.sums = new double[shape.size()];
            this.magnitudes = new double[shape.size()];
            this.terms = new int[shape.size()];
        }

        void add(int i, float a, float b) {
            sums[i] += (double) a * b;
            magnitudes[i] += Math.abs((double) a * b);
            terms[i]++;
        }

        void assertClose(Tensor actual, String name) {
            assertEquals(shape, actual.shape(), name);
            for (int i = 0; i < sums.length; i++) {
                double tolerance = (terms[i] + 1) * ROUNDING * magnitudes[i];
                if (!(Math.abs(sums[i] - actual.array()[i]) <= tolerance)) {
                    fail(name + " at " + i + ": " + actual.array()[i] + " instead of " + sums[i]);
                }
            }
        }
    }

    /** Receives one product x·w in the definition of y: the positions of x, w and y in their arrays. */
    private interface Product {
        void at(int x, int weight, int y);
    }

    private static void forEachProduct(Case c, Product product) {
        Geometry g = c.g();
        Window window = g.window();
        for (int n = 0; n < c.n(); n++) {
            for (int i = 0; i < g.outHeight(); i++) {
                for (int j = 0; j < g.outWidth(); j++) {
                    for (int u = 0; u < window.height(); u++) {
                        for (int v = 0; v < window.width(); v++) {
                            int row = i * window.strideHeight() + u * window.dilationHeight() - g.sides().top();
                            int column = j * window.strideWidth() + v * window.dilationWidth()
                                    - g.sides().left();
                            if (row >= 0 && row < g.height() && column >= 0 && column < g.width()) {
                                forEachChannel(c, ((n * g.height() + row) * g.width() + column) * g.channels(),
                                        (u * window.width() + v) * g.channels() * c.filters(),
                                        ((n * g.outHeight() + i) * g.outWidth() + j) * c.filters(), product);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void forEachChannel(Case c, int x, int weight, int y, Product product) {
        for (int channel = 0; channel < c.g().channels(); channel++) {
            for (int filter = 0; filter < c.filters(); filter++) {
                product.at(x + channel, weight + channel * c.filters() + filter, y + filter);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("easel.core.convolution.ConvolutionCases#TILED")
    void tiledCasesHaveAWinogradPlan(Case c) {
        List<Axis> heights = List.of(Axis.outputRows(c.g()));
        List<Axis> widths = List.of(Axis.outputColumns(c.g()));
        List<Axis> heightsOfGradient = Axis.inputRows(c.g());
        List<Axis> widthsOfGradient = Axis.inputColumns(c.g());
        assertFalse(WinogradPlan.ofSums(heights, widths, c.g().channels(), c.filters()).isEmpty());
        assertFalse(WinogradPlan.ofSums(heightsOfGradient, widthsOfGradient, c.filters(), c.g().channels())
                .isEmpty());
        assertFalse(WinogradPlan.ofGradient(heights.get(0), widths.get(0), c.g().channels(), c.filters()).isEmpty());
    }

    /** ⟨y(x), dy⟩ = ⟨x, dx(dy)⟩ = ⟨w, dw(x, dy)⟩. Sums of small whole numbers are exact, except with tiles. */
    @Test
    void theGradientsAreExactAdjoints() {
        List<Case> cases = combinations();
        cases.addAll(ConvolutionCases.all());
        for (Case c : cases) {
            Tensor x = whole(c.x(), 1);
            Tensor weight = whole(c.weight(), 2);
            Tensor dy = whole(c.y(), 3);
            Tensor y = Convolution.forward(x, weight, c.g(), Allocator.HEAP);
            double expected = dot(y, dy);
            double rounding = Math.min(c.g().channels(), c.filters()) < 32 ? 0
                    : 1e-6 * Math.sqrt(dot(y, y) * dot(dy, dy));
            assertEquals(expected, dot(x, Convolution.inputGradient(dy, weight, c.g(), Allocator.HEAP)), rounding,
                    c::toString);
            assertEquals(expected, dot(weight, Convolution.weightGradient(x, dy, c.g(), Allocator.HEAP)), rounding,
                    c::toString);
        }
    }

    @Test
    void resultsForAnImageDoNotDependOnTheBatch() {
        assumeTrue(Gemm.chosen().kind() != Gemm.Kind.JBLAS, "jblas does not promise the same bits");
        ConvolutionCases.all().forEach(ConvolutionTest::assertImagesAreIndependent);
    }

    private static void assertImagesAreIndependent(Case c) {
        Tensor x = uniform(c.x(), 1);
        Tensor weight = uniform(c.weight(), 2);
        Tensor dy = uniform(c.y(), 3);
        Tensor y = Convolution.forward(x, weight, c.g(), Allocator.HEAP);
        Tensor dx = Convolution.inputGradient(dy, weight, c.g(), Allocator.HEAP);
        for (int i = 0; i < c.n(); i++) {
            assertArrayEquals(image(y, i).array(),
                    Convolution.forward(image(x, i), weight, c.g(), Allocator.HEAP).array());
            assertArrayEquals(image(dx, i).array(),
                    Convolution.inputGradient(image(dy, i), weight, c.g(), Allocator.HEAP).array());
        }
    }

    @Test
    void resultsDoNotDependOnTheContentOfAllocatedArrays() {
        Allocator dirty = shape -> Tensor.full(shape, Float.NaN);
        for (Case c : ConvolutionCases.all()) {
            Tensor x = uniform(c.x(), 1);
            Tensor weight = uniform(c.weight(), 2);
            Tensor dy = uniform(c.y(), 3);
            assertArrayEquals(Convolution.forward(x, weight, c.g(), Allocator.HEAP).array(),
                    Convolution.forward(x, weight, c.g(), dirty).array());
            assertArrayEquals(Convolution.inputGradient(dy, weight, c.g(), Allocator.HEAP).array(),
                    Convolution.inputGradient(dy, weight, c.g(), dirty).array());
            assertArrayEquals(Convolution.weightGradient(x, dy, c.g(), Allocator.HEAP).array(),
                    Convolution.weightGradient(x, dy, c.g(), dirty).array());
        }
    }

    @Test
    void tensorsThatDoNotFitTheGeometryAreRefused() {
        Geometry g = Geometry.of(Shape.of(5, 4, 3), Window.square(3, 1), Padding.VALID);
        Tensor x = Tensor.zeros(Shape.of(2, 5, 4, 3));
        Tensor weight = Tensor.zeros(Shape.of(3, 3, 3, 6));
        Tensor dy = Tensor.zeros(Shape.of(2, 3, 2, 6));
        refused("convolution: x is (2, 4, 5, 3); the geometry expects (N, 5, 4, 3)",
                () -> Convolution.forward(Tensor.zeros(Shape.of(2, 4, 5, 3)), weight, g, Allocator.HEAP));
        refused("convolution: x is (5, 4, 3); the geometry expects (N, 5, 4, 3)",
                () -> Convolution.forward(Tensor.zeros(Shape.of(5, 4, 3)), weight, g, Allocator.HEAP));
        refused("convolution: weight is (3, 3, 6, 3); the geometry expects (KH, KW, C, OC) = (3, 3, 3, 3)",
                () -> Convolution.forward(x, Tensor.zeros(Shape.of(3, 3, 6, 3)), g, Allocator.HEAP));
        refused("convolution: dy is (2, 3, 2, 5); the geometry expects (N, 3, 2, 6)",
                () -> Convolution.inputGradient(Tensor.zeros(Shape.of(2, 3, 2, 5)), weight, g, Allocator.HEAP));
        refused("convolution: weight is (27, 6); the geometry expects (KH, KW, C, OC) = (3, 3, 3, 6)",
                () -> Convolution.inputGradient(dy, weight.reshaped(Shape.of(27, 6)), g, Allocator.HEAP));
        refused("convolution: dy is (2, 3, 3, 6); the geometry expects (N, 3, 2, 6)",
                () -> Convolution.weightGradient(x, Tensor.zeros(Shape.of(2, 3, 3, 6)), g, Allocator.HEAP));
        refused("weight gradient: x (2, 5, 4, 3) and dy (1, 3, 2, 6) must have the same number of images, N",
                () -> Convolution.weightGradient(x, Tensor.zeros(Shape.of(1, 3, 2, 6)), g, Allocator.HEAP));
    }

    private static void refused(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    /** Whole numbers from -3 to 3. */
    private static Tensor whole(Shape shape, long seed) {
        Tensor tensor = Tensor.zeros(shape);
        RandomStream random = RandomStream.of(seed);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.array()[i] = random.nextInt(7) - 3;
        }
        return tensor;
    }

    private static double dot(Tensor a, Tensor b) {
        assertEquals(a.shape(), b.shape());
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += (double) a.array()[i] * b.array()[i];
        }
        return sum;
    }

    private static Tensor image(Tensor batch, int i) {
        Shape image = batch.shape().example();
        return Tensor.wrap(image.batch(1), Arrays.copyOfRange(batch.array(), i * image.size(), (i + 1) * image.size()));
    }
}
