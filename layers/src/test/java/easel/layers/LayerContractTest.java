package easel.layers;

import static easel.layers.Numbers.awayFromZero;
import static easel.layers.Numbers.farApart;
import static easel.layers.Numbers.normal;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.core.Buffers;
import easel.core.GradientCheck;
import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.kernels.Gemm;
import easel.core.ops.Arithmetic;
import easel.core.ops.Rearrange;
import easel.core.ops.Reduce;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What every layer keeps to. A new layer gets rows in the two tables; the last test names one that has none. */
class LayerContractTest {
    /** Each is checked in training and in inference mode. */
    static final List<Case> CASES = Stream.of(
            on(Shape.of(3, 7), () -> Dense.of(7, 5, random())),
            on(Shape.of(1, 1), () -> Dense.of(1, 1, random())),
            on(Shape.of(5, 17), () -> Dense.of(17, 33, random())),
            on(Shape.of(4, 3), () -> Dense.of(3, 8, random()).withBias(false)),
            on(Shape.of(5, 9), () -> LeakyReLU.withSlope(0.2f)),
            on(Shape.of(2, 3, 5, 2), () -> LeakyReLU.withSlope(0.01f)),
            on(Shape.of(3, 5), () -> LeakyReLU.withSlope(0)),
            on(Shape.of(5, 9), ReLU::of),
            on(Shape.of(2, 3, 5, 2), ReLU::of),
            on(Shape.of(5, 9), Tanh::of),
            on(Shape.of(2, 3, 5, 2), Tanh::of),
            on(Shape.of(5, 9), Sigmoid::of),
            on(Shape.of(2, 3, 5, 2), Sigmoid::of),
            on(Shape.of(5, 9), Softplus::of),
            on(Shape.of(2, 3, 5, 2), Softplus::of),
            on(Shape.of(5, 9), Softmax::of),
            on(Shape.of(2, 3, 5, 2), Softmax::of),
            on(Shape.of(7, 5), () -> BatchNorm.of(5)),
            on(Shape.of(3, 5, 3), () -> BatchNorm.of(3).withMomentum(0.8f)),
            on(Shape.of(2, 3, 5, 4), () -> BatchNorm.of(4).withEpsilon(1e-5f)),
            on(Shape.of(5, 9), () -> Dropout.withRate(0.4f)),
            on(Shape.of(2, 3, 5, 2), () -> Dropout.withRate(0.5f)),
            on(Shape.of(3, 5), () -> Dropout.withRate(0)),
            on(Shape.of(5, 9), Flatten::of),
            on(Shape.of(2, 3, 5, 2), Flatten::of),
            on(Shape.of(3, 12), () -> Reshape.to(2, 3, 2)),
            on(Shape.of(2, 2, 3, 2), () -> Reshape.to(12)),
            on(Shape.of(2, 5, 4, 3), () -> Conv2D.of(3, 2, 3, random())),
            on(Shape.of(3, 5, 7, 2), () -> Conv2D.of(2, 3, 3, random()).withStride(2).withPadding(Padding.SAME).withBias(false)),
            on(Shape.of(2, 6, 5, 1), () -> Conv2D.of(1, 2, 2, 3, Initializer.glorotUniform(), random()).withStride(3, 2)
                    .withPadding(Padding.of(2, 0, 1, 3))),
            on(Shape.of(2, 1, 1, 1), () -> Conv2D.of(1, 1, 1, random())),
            on(Shape.of(2, 3, 4, 2), () -> Conv2DTranspose.of(2, 3, 3, random()).withStride(2).withPadding(Padding.SAME)),
            on(Shape.of(2, 2, 3, 2), () -> Conv2DTranspose.of(2, 1, 5, random()).withStride(2).withPadding(Padding.SAME)
                    .withBias(false)),
            on(Shape.of(2, 3, 2, 2), () -> Conv2DTranspose.of(2, 3, 3, 2, Initializer.glorotUniform(), random())
                    .withStride(3, 2).withOutputPadding(2, 1)),
            on(Shape.of(2, 3, 3, 1), () -> Conv2DTranspose.of(1, 2, 4, random()).withStride(2)
                    .withPadding(Padding.of(1, 2, 0, 1)).withOutputPadding(1, 0)),
            on(Shape.of(2, 2, 2, 1), () -> Conv2DTranspose.of(1, 2, 1, random()).withStride(2)),
            on(Shape.of(2, 3, 2, 3), () -> UpSampling2D.by(2)),
            on(Shape.of(2, 2, 3, 1), () -> UpSampling2D.by(3, 2)),
            on(Shape.of(2, 3, 2, 3), () -> ZeroPadding2D.of(1, 2, 0, 3)),
            on(Shape.of(2, 5, 6, 3), () -> MaxPool2D.of(2)),
            on(Shape.of(2, 5, 7, 2), () -> MaxPool2D.of(new Window(3, 2, 2, 1))),
            on(Shape.of(2, 5, 6, 3), () -> AveragePool2D.of(2)),
            on(Shape.of(2, 5, 7, 2), () -> AveragePool2D.of(new Window(3, 2, 2, 1))),
            on(Shape.of(3, 3, 5, 2), GlobalAveragePool::of),
            on(Shape.of(3, 7), LayerContractTest::generator),
            on(Shape.of(3, 2, 3, 1), LayerContractTest::nested),
            on(Shape.of(3, 4), () -> Sequential.of(Shape.of(4), Dropout.withRate(0.3f))))
            .flatMap(c -> Stream.of(c, new Case(c.made, c.x, false)))
            .toList();

    /** A layer without a row must take any shape. */
    static final List<Refusal> REFUSALS = List.of(
            new Refusal(Dense.of(7, 5, random()), Shape.of(3, 8), "(N, 8)", "(N, 7)"),
            new Refusal(Dense.of(12, 5, random()), Shape.of(3, 2, 3, 2), "(N, 2, 3, 2)", "(N, 12). Put Flatten before"),
            new Refusal(Dense.of(7, 5, random()), Shape.of(7), "(7)", "(1, …)"),
            new Refusal(BatchNorm.of(5), Shape.of(3, 5, 4), "(N, 5, 4)", "(N, …, 5)"),
            new Refusal(BatchNorm.of(5), Shape.of(5), "(5)", "(1, …)"),
            new Refusal(Flatten.of(), Shape.of(5), "(5)", "(1, …)"),
            new Refusal(Conv2D.of(3, 2, 3, random()), Shape.of(2, 5, 5, 1), "(N, 5, 5, 1)", "(N, H, W, 3)"),
            new Refusal(Conv2D.of(3, 2, 3, random()), Shape.of(2, 75), "(N, 75)", "(N, H, W, 3). Put Reshape before"),
            new Refusal(Conv2D.of(3, 2, 3, random()), Shape.of(2, 5, 2, 3), "(N, 5, 2, 3)", "3×3 does not fit"),
            new Refusal(Conv2DTranspose.of(3, 2, 3, random()), Shape.of(2, 5, 5, 1), "(N, 5, 5, 1)", "(N, H, W, 3)"),
            new Refusal(Conv2DTranspose.of(1, 1, 3, random()).withPadding(Padding.of(2, 2, 0, 0)), Shape.of(2, 1, 1, 1),
                    "(N, 1, 1, 1)", "pad less"),
            new Refusal(UpSampling2D.by(2), Shape.of(2, 5), "(N, 5)", "(N, H, W, C). Put Reshape before"),
            new Refusal(ZeroPadding2D.of(1, 1, 1, 1), Shape.of(2, 5), "(N, 5)", "(N, H, W, C). Put Reshape before"),
            new Refusal(MaxPool2D.of(2), Shape.of(2, 5), "(N, 5)", "(N, H, W, C). Put Reshape before"),
            new Refusal(MaxPool2D.of(3), Shape.of(2, 2, 5, 1), "(N, 2, 5, 1)", "3×3 does not fit"),
            new Refusal(AveragePool2D.of(3), Shape.of(2, 2, 5, 1), "(N, 2, 5, 1)", "3×3 does not fit"),
            new Refusal(GlobalAveragePool.of(), Shape.of(2, 5), "(N, 5)", "(N, H, W, C). Put Reshape before"),
            new Refusal(Reshape.to(2, 3), Shape.of(4, 7), "(N, 7)", "an example of 6 values"),
            new Refusal(generator(), Shape.of(3, 7, 1), "(N, 7, 1)", "(N, 7)"),
            new Refusal(nested(), Shape.of(3, 6), "(N, 6)", "(N, 2, 3, 1)"));

    record Case(Supplier<Layer> made, Shape x, boolean training) {
        /** The layer with all its numbers moved away from where they start, the same each time. */
        Layer layer() {
            Layer layer = made.get();
            RandomStream random = RandomStream.of(5);
            layer.tensors().values().forEach(tensor -> {
                if (tensor instanceof Parameter parameter) {
                    parameter.update(values -> random.fillUniform(values, -0.8f, 0.8f));
                } else {
                    random.fillUniform(tensor.array(), 0.5f, 1.5f);   // a statistic; a variance is positive
                }
            });
            return layer;
        }

        /** A recording tape in this case's mode, its draws the same each time. */
        Tape tape() {
            return mode(Tape.training(random()));
        }

        Tape mode(Tape tape) {
            return training ? tape : tape.inference();
        }

        @Override
        public String toString() {
            return made.get() + " on " + x + (training ? ", training" : ", inference");
        }
    }

    record Refusal(Layer layer, Shape x, String found, String expected) {}

    private static Case on(Shape x, Supplier<Layer> made) {
        return new Case(made, x, true);
    }

    private static RandomStream random() {
        return RandomStream.of(11);
    }

    private static Sequential generator() {
        return Sequential.of(Shape.of(7),
                Dense.of(7, 5, random()), Tanh.of(), BatchNorm.of(5).withMomentum(0.8f), Dense.of(5, 6, random()),
                Softplus.of(), Reshape.to(2, 3, 1));
    }

    private static Sequential nested() {
        Sequential inner = Sequential.of(Shape.of(6), Dropout.withRate(0.3f), Dense.of(6, 4, random()), Sigmoid.of());
        return Sequential.of(Shape.of(2, 3, 1), LeakyReLU.withSlope(0.2f), Flatten.of(), inner, BatchNorm.of(4));
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void gradientsAgreeWithDifferences(Case c) {
        Layer layer = c.layer();
        Tensor x = layer instanceof MaxPool2D ? farApart(c.x, 1) : awayFromZero(c.x, 1);   // away from kinks
        // In float32 the differences themselves are off by up to 1e-4: where sums are long, and where BatchNorm bends.
        GradientCheck.of(tape -> layer.forward(x, c.mode(tape)), random(), wanted(x, layer)).requireWithin(3e-4);
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void laterPassesDoNotDisturbTheGradientsOfEarlierOnes(Case c) {
        Layer layer = c.layer();
        Tensor first = normal(c.x, 1);
        Tensor second = normal(c.x, 2);

        Tape tape = c.tape();
        Tensor y1 = layer.forward(first, tape);
        Gradients d1 = tape.gradients(y1, projection(y1), wanted(first, layer));
        Tensor y2 = layer.forward(second, tape);
        Gradients d2 = tape.gradients(y2, projection(y2), wanted(second, layer));

        tape = c.tape();
        y1 = layer.forward(first, tape);
        y2 = layer.forward(second, tape);
        layer.forward(normal(c.x, 3), tape.training());
        assertSameBits(d2, tape.gradients(y2, projection(y2), wanted(second, layer)));
        assertSameBits(d1, tape.gradients(y1, projection(y1), wanted(first, layer)));
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void usedTwiceInOnePassItSumsItsGradients(Case c) {
        Layer layer = c.layer();
        Tensor x = normal(c.x, 1);
        List<Tensor> wanted = wanted(x, layer);
        Tape tape = c.tape();
        Tensor y1 = layer.forward(x, tape);
        Tensor y2 = layer.forward(x, tape);
        Tensor r1 = normal(y1.shape(), 4);
        Tensor r2 = normal(y2.shape(), 5);
        Tensor loss = Arithmetic.add(
                Reduce.sum(Arithmetic.multiply(y1, r1, tape), tape),
                Reduce.sum(Arithmetic.multiply(y2, r2, tape), tape), tape);
        assertSameBits(tape.gradients(y1, r1, wanted).plus(tape.gradients(y2, r2, wanted)),
                tape.gradients(loss, wanted));
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void leavesWhatItReadsUntouched(Case c) {
        Layer layer = c.layer();
        Tensor x = normal(c.x, 1);
        Tensor xBefore = x.copy();
        Map<String, Tensor> before = copies(layer);
        Tape tape = c.tape();
        Tensor y = layer.forward(x, tape);
        Tensor yBefore = y.copy();
        Tensor dy = projection(y);
        Tensor dyBefore = dy.copy();
        tape.gradients(y, dy, wanted(x, layer));
        assertSameBits(xBefore, x, "x");
        assertSameBits(yBefore, y, "y");
        assertSameBits(dyBefore, dy, "dy");
        layer.tensors().forEach((name, tensor) -> {
            if (tensor instanceof Parameter) {
                assertSameBits(before.get(name), tensor, name);
            }
        });
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void outputShapeTellsTheTruth(Case c) {
        Layer layer = c.layer();
        for (int n : new int[] {1, 2, 7}) {
            Tensor y = layer.forward(normal(c.x.withFirst(n), 1), c.tape());
            assertEquals(layer.outputShape(c.x.example()).batch(n), y.shape());
        }
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void inferenceLeavesNoTrace(Case c) {
        Layer layer = c.layer();
        Tensor x = normal(c.x, 1);
        Map<String, Tensor> before = copies(layer);
        Tensor y = layer.infer(x);
        assertSameBits(y, layer.infer(x), "the second answer");
        before.forEach((name, tensor) -> assertSameBits(tensor, layer.tensors().get(name), name));
        assertEquals(List.of(), Tape.forInference().nodes());
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void inferenceGivesEightThreadsTheSameBits(Case c) throws InterruptedException, ExecutionException {
        Layer layer = c.layer();
        List<Tensor> inputs = IntStream.range(0, 8).mapToObj(i -> normal(c.x, i)).toList();
        List<Tensor> alone = inputs.stream().map(layer::infer).toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<Tensor>>> work = inputs.stream()
                    .map(x -> (Callable<List<Tensor>>) () -> Stream.generate(() -> layer.infer(x)).limit(10).toList())
                    .toList();
            List<Future<List<Tensor>>> answers = threads.invokeAll(work);
            for (int i = 0; i < answers.size(); i++) {
                for (Tensor y : answers.get(i).get()) {
                    assertSameBits(alone.get(i), y, "thread " + i);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void recordingAndModeAreIndependent(Case c) {
        Tensor x = normal(c.x, 1);
        Layer recorded = c.layer();
        Tape tape = c.tape();
        Tensor y = recorded.forward(x, tape);
        assertFalse(tape.nodes().isEmpty(), "a recording tape holds the pass");

        Layer unrecorded = c.layer();
        Tape silent = c.tape();
        assertSameBits(y, unrecorded.forward(x, silent.unrecorded()), "y without recording");
        assertEquals(List.of(), silent.nodes());
        recorded.tensors().forEach((name, tensor) -> assertSameBits(tensor, unrecorded.tensors().get(name), name));
        if (!c.training) {
            assertSameBits(c.layer().infer(x), y, "recorded inference");
        }
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void reliesOnNothingThatABufferHeldBefore(Case c) {
        Layer layer = c.layer();
        Tensor x = normal(c.x, 1);
        Tape heap = c.tape();
        Tensor y = layer.forward(x, heap);
        Gradients d = heap.gradients(y, projection(y), wanted(x, layer));
        Buffers buffers = new Buffers();
        for (int pass = 0; pass < 2; pass++) {
            try (Tape tape = Tape.training(random(), buffers)) {   // closing fills its buffers with NaN
                Tensor again = layer.forward(x, c.mode(tape));
                assertSameBits(y, again, "pass " + pass);
                assertSameBits(d, tape.gradients(again, projection(y), wanted(x, layer)));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void aRowOfABatchIsThatRowAlone(Case c) {
        assumeTrue(Gemm.chosen().kind() != Gemm.Kind.JBLAS, "jblas does not promise the same bits");
        Layer layer = c.layer();
        Tensor x = normal(c.x.withFirst(9), 1);
        Tensor y = layer.infer(x);
        for (int i = 0; i < 9; i++) {
            assertSameBits(row(y, i), layer.infer(row(x, i)), "row " + i);
        }
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void holdsNoPassStateInFields(Case c) throws IllegalAccessException {
        Layer layer = c.layer();
        layer.forward(normal(c.x, 1), c.tape());
        for (Field field : fields(layer.getClass())) {
            field.setAccessible(true);
            assertTrue(Modifier.isFinal(field.getModifiers()), () -> field + " is not final");
            assertTrue(staysAsItIs(field.get(layer), layer), () -> field + " could hold what a pass left there");
        }
    }

    private static List<Field> fields(Class<?> type) {
        return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
                .flatMap(t -> Stream.of(t.getDeclaredFields()))
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .toList();
    }

    /** Settings, tensors that a model file would hold, and immutable lists of such. */
    private static boolean staysAsItIs(Object value, Layer layer) {
        if (value instanceof Tensor tensor) {
            return layer.tensors().values().stream().anyMatch(t -> t == tensor);
        }
        if (value instanceof List<?> list) {
            return List.copyOf(list) == list && list.stream().allMatch(element -> staysAsItIs(element, layer));
        }
        return value == null || value instanceof Number || value instanceof Boolean || value instanceof String
                || value instanceof Shape || value instanceof Record || value instanceof Enum || value instanceof Layer;
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void describesItselfByItsClassAndInPlainJson(Case c) {
        Layer layer = c.layer();
        assertEquals(layer.getClass().getSimpleName(), layer.describe().type());
        assertEquals(layer.describe(), Description.parse(layer.describe().toString()));
    }

    @ParameterizedTest
    @FieldSource("REFUSALS")
    void aWrongShapeIsNamedBesideTheRightOne(Refusal r) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> r.layer.forward(normal(r.x, 1), Tape.training(random()))).getMessage();
        assertTrue(message.startsWith(r.layer + ": input " + r.found), message);
        assertTrue(message.contains(r.expected), message);
    }

    @Test
    void aLayerThatRefusesNothingTakesEveryShape() {
        Set<Class<?>> refusing = REFUSALS.stream().map(r -> r.layer.getClass()).collect(toSet());
        for (Case c : CASES) {
            Layer layer = c.layer();
            if (!refusing.contains(layer.getClass())) {
                for (Shape any : List.of(Shape.of(1), Shape.of(7, 3), Shape.of(2, 1, 5), Shape.of(2, 2, 2, 2))) {
                    assertEquals(layer.outputShape(any).batch(3), layer.infer(normal(any.batch(3), 1)).shape());
                }
            }
        }
    }

    @Test
    void everyLayerOfThePackageHasACase() throws Exception {
        Set<String> covered = CASES.stream().map(c -> c.made.get().getClass().getName()).collect(toSet());
        Set<String> found = layersOfThePackage();
        assertTrue(found.containsAll(covered), () -> "the scan of class files found only " + found);
        found.removeAll(covered);
        assertTrue(found.isEmpty(), () -> "layers without a row in CASES: " + found);
    }

    private static Set<String> layersOfThePackage() throws Exception {
        Path classes = Path.of(Layer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Set<String> layers = new TreeSet<>();
        try (Stream<Path> files = Files.list(classes.resolve("easel/layers"))) {
            for (String file : files.map(path -> path.getFileName().toString()).toList()) {
                if (file.endsWith(".class") && !file.equals("package-info.class")) {
                    Class<?> type = Class.forName("easel.layers." + file.substring(0, file.length() - 6));
                    if (Layer.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                        layers.add(type.getName());
                    }
                }
            }
        }
        return layers;
    }

    private static List<Tensor> wanted(Tensor x, Layer layer) {
        List<Tensor> wanted = new ArrayList<>(layer.parameters());
        wanted.add(0, x);
        return wanted;
    }

    /** The direction in which a test differentiates an output. */
    private static Tensor projection(Tensor y) {
        return normal(y.shape(), 6);
    }

    private static Tensor row(Tensor batch, int i) {
        return Rearrange.sliceRows(batch, i, i + 1, Tape.forInference());
    }

    private static Map<String, Tensor> copies(Layer layer) {
        return layer.tensors().entrySet().stream().collect(toMap(Map.Entry::getKey, e -> e.getValue().copy()));
    }

    private static void assertSameBits(Tensor expected, Tensor actual, String what) {
        Numbers.assertSameBits(expected, actual, what);
    }

    private static void assertSameBits(Gradients expected, Gradients actual) {
        for (int i = 0; i < expected.sources().size(); i++) {
            Tensor source = expected.sources().get(i);
            Numbers.assertSameBits(expected.of(source), actual.of(source), "gradient " + i + " of " + source.shape());
        }
    }
}
