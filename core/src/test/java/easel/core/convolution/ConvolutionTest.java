package easel.core.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.random.RandomStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Against loops in double, as an adjoint, and bit by bit. */
class ConvolutionTest {
    /** A chain of n rounded additions or products is off by at most n times this, times the sum of magnitudes. */
    private static final double ROUNDING = 0x1p-24;

    private static final int[][] IMAGES = {{1, 1}, {5, 7}, {8, 3}, {11, 9}};
    private static final int[][] KERNELS = {{1, 1}, {2, 3}, {3, 3}, {5, 2}, {4, 7}};
    private static final int[][] STRIDES = {{1, 1}, {2, 2}, {3, 1}, {5, 4}};
    private static final List<Padding> PADDINGS =
            List.of(Padding.SAME, Padding.VALID, Padding.of(1, 0, 2, 1), Padding.of(3, 4, 0, 5));

    /** Sizes that differ in how a batch is cut into blocks. */
    static final List<Case> BLOCKS = List.of(
            of(5, 28, 28, 2, 3, Window.square(3, 1), Padding.SAME),           // four blocks an image, the last a line
            of(3, 17, 16, 3, 2, new Window(2, 5, 1, 1), Padding.SAME),           // two blocks an image
            of(2, 16, 16, 1, 2, Window.square(5, 1), Padding.SAME),              // exactly one image a block
            of(40, 7, 7, 2, 4, Window.square(3, 2), Padding.SAME),               // 16 images a block, the last of 8
            of(3, 5, 3, 2, 2, Window.square(3, 1), Padding.SAME),                // one block for all
            of(2, 3, 300, 1, 2, Window.square(3, 1), Padding.of(0, 1, 2, 0)),    // a line longer than a block
            of(300, 1, 1, 3, 2, Window.square(1, 1), Padding.VALID),             // 256 images a block
            of(11, 9, 13, 2, 3, new Window(4, 3, 2, 1), Padding.of(0, 3, 2, 1)));

    /** Sizes that are computed by tiles, in all three directions. */
    static final List<Case> TILED = List.of(
            of(2, 14, 13, 33, 40, Window.square(5, 1), Padding.SAME),                        // roots, a tile
            of(1, 29, 33, 64, 64, Window.square(5, 1), Padding.SAME),                        // and several
            of(1, 14, 28, 33, 40, new Window(5, 10, 1, 2), Padding.of(2, 2, 5, 4)),          // an odd number
            of(1, 20, 17, 80, 80, Window.square(5, 1), Padding.VALID),
            of(1, 25, 20, 64, 80, new Window(4, 3, 1, 1), Padding.of(3, 0, 1, 4)),
            of(1, 33, 32, 64, 80, Window.square(5, 2), Padding.SAME),
            of(1, 20, 39, 65, 48, new Window(4, 6, 1, 2), Padding.of(2, 1, 0, 3)),
            of(1, 33, 34, 36, 50, Window.square(6, 2), Padding.of(2, 2, 2, 2)),
            of(70, 7, 7, 64, 64, Window.square(5, 1), Padding.SAME));                        // tiles in several groups

    /** Sizes that differ in the channels of both sides, from few to more than a panel, and at random in all else. */
    static final List<Case> CHANNELS = channels();

    private static List<Case> channels() {
        int[] sizes = {1, 2, 7, 8, 9, 16, 17, 33, 64};
        RandomStream random = RandomStream.of(7);
        List<Case> cases = new ArrayList<>();
        for (int channels : sizes) {
            for (int filters : sizes) {
                Window window = new Window(1 + random.nextInt(5), 1 + random.nextInt(5), 1 + random.nextInt(3),
                        1 + random.nextInt(3));
                Padding padding = random.nextInt(3) > 0 ? Padding.SAME : Padding.of(random.nextInt(4),
                        random.nextInt(7), random.nextInt(4), random.nextInt(7));
                cases.add(of(1 + random.nextInt(3), window.height() + random.nextInt(6),
                        window.width() + random.nextInt(9), channels, filters, window, padding));
            }
        }
        cases.add(of(40, 4, 4, 16, 16, Window.square(3, 1), Padding.SAME));              // places in several blocks
        cases.add(of(1, 20, 23, 17, 34, Window.square(5, 1), Padding.SAME));
        cases.add(of(2, 9, 9, 80, 40, Window.square(4, 2), Padding.SAME));
        cases.add(of(3, 6, 6, 20, 130, Window.square(2, 3), Padding.of(5, 0, 1, 4)));    // stride above the kernel
        cases.addAll(TILED);
        return cases;
    }

    private static final Case FEW_CHANNELS = of(256, 28, 28, 8, 4, Window.square(5, 1), Padding.SAME);
    private static final Case MANY_CHANNELS = of(64, 28, 28, 24, 20, Window.square(5, 1), Padding.SAME);

    private static List<Case> all() {
        List<Case> all = new ArrayList<>(BLOCKS);
        all.addAll(CHANNELS);
        return all;
    }

    record Case(int n, int filters, Geometry g) {
        Shape x() {
            return g.image().batch(n);
        }

        Shape weight() {
            return Shape.of(g.window().height(), g.window().width(), g.channels(), filters);
        }

        Shape y() {
            return g.output(filters).batch(n);
        }
    }

    private static Case of(int n, int height, int width, int channels, int filters, Window window, Padding padding) {
        return new Case(n, filters, Geometry.of(Shape.of(height, width, channels), window, padding));
    }

    /** Every combination of the sizes above whose window fits. */
    private static List<Case> combinations() {
        List<Case> cases = new ArrayList<>();
        for (int[] image : IMAGES) {
            for (int[] kernel : KERNELS) {
                for (int[] stride : STRIDES) {
                    for (Padding padding : PADDINGS) {
                        Window window = new Window(kernel[0], kernel[1], stride[0], stride[1]);
                        Padding.Sides sides = padding.around(image[0], image[1], window);
                        if (image[0] + sides.top() + sides.bottom() >= kernel[0]
                                && image[1] + sides.left() + sides.right() >= kernel[1]) {
                            cases.add(of(2, image[0], image[1], 2, 3, window, padding));
                        }
                    }
                }
            }
        }
        return cases;
    }

    @Test
    void agreesWithLoopsInDoubleOnAllCombinationsOfOddSizes() {
        List<Case> cases = combinations();
        assertEquals(280, cases.size());
        cases.forEach(ConvolutionTest::assertAgreesWithLoops);
    }

    @ParameterizedTest
    @FieldSource("BLOCKS")
    void agreesWithLoopsInDoubleHoweverTheBatchIsCut(Case c) {
        assertAgreesWithLoops(c);
    }

    @Test
    void agreesWithLoopsInDoubleWhateverTheChannels() {
        CHANNELS.forEach(ConvolutionTest::assertAgreesWithLoops);
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
        y.assertClose(Convolution.forward(x, weight, c.g, Allocator.HEAP), c + ", y");
        dx.assertClose(Convolution.inputGradient(dy, weight, c.g, Allocator.HEAP), c + ", dx");
        dw.assertClose(Convolution.weightGradient(x, dy, c.g, Allocator.HEAP), c + ", dw");
    }

    /** Sums in double, with what bounds the rounding of any order of summation in float. */
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

        void assertClose(Tensor actual, String what) {
            assertEquals(shape, actual.shape(), what);
            for (int i = 0; i < sums.length; i++) {
                double tolerance = (terms[i] + 1) * ROUNDING * magnitudes[i];
                if (!(Math.abs(sums[i] - actual.array()[i]) <= tolerance)) {
                    fail(what + " at " + i + ": " + actual.array()[i] + " instead of " + sums[i]);
                }
            }
        }
    }

    /** Positions in x, w and y of one product of the definition. */
    private interface Product {
        void at(int x, int weight, int y);
    }

    private static void forEachProduct(Case c, Product product) {
        Geometry g = c.g;
        Window window = g.window();
        for (int n = 0; n < c.n; n++) {
            for (int i = 0; i < g.outHeight(); i++) {
                for (int j = 0; j < g.outWidth(); j++) {
                    for (int u = 0; u < window.height(); u++) {
                        for (int v = 0; v < window.width(); v++) {
                            int row = i * window.strideHeight() + u - g.sides().top();
                            int column = j * window.strideWidth() + v - g.sides().left();
                            if (row >= 0 && row < g.height() && column >= 0 && column < g.width()) {
                                forEachChannel(c, ((n * g.height() + row) * g.width() + column) * g.channels(),
                                        (u * window.width() + v) * g.channels() * c.filters,
                                        ((n * g.outHeight() + i) * g.outWidth() + j) * c.filters, product);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void forEachChannel(Case c, int x, int weight, int y, Product product) {
        for (int channel = 0; channel < c.g.channels(); channel++) {
            for (int filter = 0; filter < c.filters; filter++) {
                product.at(x + channel, weight + channel * c.filters + filter, y + filter);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("TILED")
    void someSizesAreComputedByTiles(Case c) {
        List<Axis> down = List.of(Axis.ofOutputs(c.g.height(), c.g.outHeight(), c.g.window().height(),
                c.g.window().strideHeight(), c.g.sides().top()));
        List<Axis> right = List.of(Axis.ofOutputs(c.g.width(), c.g.outWidth(), c.g.window().width(),
                c.g.window().strideWidth(), c.g.sides().left()));
        List<Axis> up = Axis.ofInputs(c.g.height(), c.g.outHeight(), c.g.window().height(),
                c.g.window().strideHeight(), c.g.sides().top());
        List<Axis> left = Axis.ofInputs(c.g.width(), c.g.outWidth(), c.g.window().width(),
                c.g.window().strideWidth(), c.g.sides().left());
        assertFalse(WinogradPlan.ofSums(down, right, c.g.channels(), c.filters).isEmpty());
        assertFalse(WinogradPlan.ofSums(up, left, c.filters, c.g.channels()).isEmpty());
        assertFalse(WinogradPlan.ofGradient(down.get(0), right.get(0), c.g.channels(), c.filters).isEmpty());
    }

    /** ⟨y(x), dy⟩ = ⟨x, dx(dy)⟩ = ⟨w, dw(x, dy)⟩: small whole numbers add up without rounding, but by tiles. */
    @Test
    void theGradientsAreExactAdjoints() {
        List<Case> cases = combinations();
        cases.addAll(all());
        for (Case c : cases) {
            Tensor x = whole(c.x(), 1);
            Tensor weight = whole(c.weight(), 2);
            Tensor dy = whole(c.y(), 3);
            Tensor y = Convolution.forward(x, weight, c.g, Allocator.HEAP);
            double expected = dot(y, dy);
            double rounding = Math.min(c.g.channels(), c.filters) < 32 ? 0 : 1e-6 * Math.sqrt(dot(y, y) * dot(dy, dy));
            assertEquals(expected, dot(x, Convolution.inputGradient(dy, weight, c.g, Allocator.HEAP)), rounding,
                    c::toString);
            assertEquals(expected, dot(weight, Convolution.weightGradient(x, dy, c.g, Allocator.HEAP)), rounding,
                    c::toString);
        }
    }

    @Test
    void anImageOfABatchIsThatImageAlone() {
        assumeTrue(Gemm.chosen().kind() != Gemm.Kind.JBLAS, "jblas does not promise the same bits");
        all().forEach(ConvolutionTest::assertAlone);
    }

    private static void assertAlone(Case c) {
        Tensor x = uniform(c.x(), 1);
        Tensor weight = uniform(c.weight(), 2);
        Tensor dy = uniform(c.y(), 3);
        Tensor y = Convolution.forward(x, weight, c.g, Allocator.HEAP);
        Tensor dx = Convolution.inputGradient(dy, weight, c.g, Allocator.HEAP);
        for (int i = 0; i < c.n; i++) {
            assertArrayEquals(image(y, i).array(),
                    Convolution.forward(image(x, i), weight, c.g, Allocator.HEAP).array());
            assertArrayEquals(image(dx, i).array(),
                    Convolution.inputGradient(image(dy, i), weight, c.g, Allocator.HEAP).array());
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() throws IOException, InterruptedException {
        String one = checksum("-Deasel.threads=1", "-Deasel.gemm=java");
        assertEquals(one, checksum("-Deasel.threads=3", "-Deasel.gemm=java"));
        assertEquals(one, checksum("-Deasel.threads=3", "-Deasel.gemm=naive"));
    }

    @Test
    void theVectorApiGivesTheBitsOfPlainJava() throws IOException, InterruptedException {
        assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "java runs without the module");
        String java = checksum("-Deasel.threads=1", "-Deasel.gemm=java");
        String module = "--add-modules=jdk.incubator.vector";
        assertEquals(java, checksum(module, "-Deasel.threads=1", "-Deasel.gemm=vector"));
        assertEquals(java, checksum(module, "-Deasel.threads=3", "-Deasel.gemm=vector", "-XX:MaxVectorSize=32"));
    }

    private static String checksum(String... options) throws IOException, InterruptedException {
        String out = run(List.of(options));
        assertTrue(out.matches("[0-9a-f]+"), out);
        return out;
    }

    /** What {@link #main} prints in a virtual machine of its own. */
    private static String run(List<String> options, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ConvolutionTest.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(0, process.waitFor());
        return out;
    }

    /** Prints one checksum of all results for {@link #all}, or what one case, allocates. */
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            System.out.print(allocatedBesideResults(arguments[0].equals("few") ? FEW_CHANNELS : MANY_CHANNELS));
            return;
        }
        CRC32 crc = new CRC32();
        for (Case c : all()) {
            Tensor x = uniform(c.x(), 1);
            Tensor weight = uniform(c.weight(), 2);
            Tensor dy = uniform(c.y(), 3);
            update(crc, Convolution.forward(x, weight, c.g, Allocator.HEAP));
            update(crc, Convolution.inputGradient(dy, weight, c.g, Allocator.HEAP));
            update(crc, Convolution.weightGradient(x, dy, c.g, Allocator.HEAP));
        }
        System.out.print(Long.toHexString(crc.getValue()));
    }

    private static void update(CRC32 crc, Tensor tensor) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.size());
        bytes.asFloatBuffer().put(tensor.array());
        crc.update(bytes.array());
    }

    @Test
    void whatTheAllocatorsArrayHeldDoesNotMatter() {
        Allocator dirty = shape -> Tensor.full(shape, Float.NaN);
        for (Case c : all()) {
            Tensor x = uniform(c.x(), 1);
            Tensor weight = uniform(c.weight(), 2);
            Tensor dy = uniform(c.y(), 3);
            assertArrayEquals(Convolution.forward(x, weight, c.g, Allocator.HEAP).array(),
                    Convolution.forward(x, weight, c.g, dirty).array());
            assertArrayEquals(Convolution.inputGradient(dy, weight, c.g, Allocator.HEAP).array(),
                    Convolution.inputGradient(dy, weight, c.g, dirty).array());
            assertArrayEquals(Convolution.weightGradient(x, dy, c.g, Allocator.HEAP).array(),
                    Convolution.weightGradient(x, dy, c.g, dirty).array());
        }
    }

    /** In plain Java: until it is compiled, the Vector API allocates every vector. */
    private static long allocatedInPlainJava(Case c) throws IOException, InterruptedException {
        return Long.parseLong(run(List.of("-Deasel.gemm=java", "-Deasel.threads=2"),
                c == FEW_CHANNELS ? "few" : "many"));
    }

    /** Measured with 2 threads: 0.8 MB for 256 images, whose patches would take 160 MB. */
    @Test
    void noPatchMatrixOfTheWholeBatchIsMade() throws IOException, InterruptedException {
        long beside = allocatedInPlainJava(FEW_CHANNELS);
        assertTrue(beside < 2_000_000, beside + " bytes");
    }

    /** Measured with 2 threads: 1.2 MB; patches would take 120 MB. */
    @Test
    void betweenManyChannelsNoMatrixOfTheWholeBatchIsMade() throws IOException, InterruptedException {
        long beside = allocatedInPlainJava(MANY_CHANNELS);
        assertTrue(beside < 2_000_000, beside + " bytes");
    }

    /** Bytes that all threads allocated in the three operations, without their results and what threads keep. */
    private static long allocatedBesideResults(Case c) {
        Tensor x = uniform(c.x(), 1);
        Tensor weight = uniform(c.weight(), 2);
        allocatedBesideResults(c, x, weight);
        return allocatedBesideResults(c, x, weight);
    }

    private static long allocatedBesideResults(Case c, Tensor x, Tensor weight) {
        long before = allocated();
        Tensor y = Convolution.forward(x, weight, c.g, Allocator.HEAP);
        Convolution.inputGradient(y, weight, c.g, Allocator.HEAP);
        Convolution.weightGradient(x, y, c.g, Allocator.HEAP);
        return allocated() - before - 4L * (y.size() + x.size() + weight.size());
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).filter(n -> n > 0).sum();
    }

    @Test
    void tensorsThatDoNotFitThePlacesAreRefused() {
        Geometry g = Geometry.of(Shape.of(5, 4, 3), Window.square(3, 1), Padding.VALID);
        Tensor x = Tensor.zeros(Shape.of(2, 5, 4, 3));
        Tensor weight = Tensor.zeros(Shape.of(3, 3, 3, 6));
        Tensor dy = Tensor.zeros(Shape.of(2, 3, 2, 6));
        refused("convolution: x is (2, 4, 5, 3); its geometry expects N times (5, 4, 3)",
                () -> Convolution.forward(Tensor.zeros(Shape.of(2, 4, 5, 3)), weight, g, Allocator.HEAP));
        refused("convolution: x is (5, 4, 3); its geometry expects N times (5, 4, 3)",
                () -> Convolution.forward(Tensor.zeros(Shape.of(5, 4, 3)), weight, g, Allocator.HEAP));
        refused("convolution: weight is (3, 3, 6, 3); its geometry expects (KH, KW, C, OC) = (3, 3, 3, 3)",
                () -> Convolution.forward(x, Tensor.zeros(Shape.of(3, 3, 6, 3)), g, Allocator.HEAP));
        refused("convolution: dy is (2, 3, 2, 5); its geometry expects N times (3, 2, 6)",
                () -> Convolution.inputGradient(Tensor.zeros(Shape.of(2, 3, 2, 5)), weight, g, Allocator.HEAP));
        refused("convolution: weight is (27, 6); its geometry expects (KH, KW, C, OC) = (3, 3, 3, 6)",
                () -> Convolution.inputGradient(dy, weight.reshaped(Shape.of(27, 6)), g, Allocator.HEAP));
        refused("convolution: dy is (2, 3, 3, 6); its geometry expects N times (3, 2, 6)",
                () -> Convolution.weightGradient(x, Tensor.zeros(Shape.of(2, 3, 3, 6)), g, Allocator.HEAP));
        refused("weight gradient: x (2, 5, 4, 3) and dy (1, 3, 2, 6) must have as many images, N",
                () -> Convolution.weightGradient(x, Tensor.zeros(Shape.of(1, 3, 2, 6)), g, Allocator.HEAP));
    }

    private static void refused(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    private static Tensor uniform(Shape shape, long seed) {
        Tensor tensor = Tensor.zeros(shape);
        RandomStream.of(seed).fillUniform(tensor.array(), -1, 1);
        return tensor;
    }

    /** From -3 to 3. */
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
