package easel.core.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Buffers;
import easel.core.GradientCheck;
import easel.core.Gradients;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded primitive against a plain loop in double and against differences, from one table. */
class PrimitivesTest {
    private static final List<Class<?>> PRIMITIVES =
            List.of(Arithmetic.class, Functions.class, Products.class, Reduce.class, Rearrange.class);

    // The last shape of each list exceeds every chunk: 2^14 elements, 128 rows.
    private static final int[][][] ONE = {{{5}}, {{3, 7}}, {{2, 3, 5}}, {{2, 3, 1, 3}}, {{300, 131}}};
    private static final int[][][] TWO = {
        {{5}, {5}}, {{3, 7}, {3, 7}}, {{2, 3, 5}, {2, 3, 5}}, {{1, 3, 2, 3}, {1, 3, 2, 3}}, {{300, 131}, {300, 131}}};
    private static final int[][][] WITH_ROW = {
        {{5}, {5}}, {{3, 7}, {7}}, {{2, 3, 5}, {5}}, {{2, 3, 1, 3}, {1, 3}}, {{300, 131}, {131}}};

    /** What primitives differ in: the call, the plain loop, the inputs, and how many float additions may be off. */
    private record Primitive(Operation operation, Reference reference, Fill fill, int additions, int[][][] shapes) {}

    /** A primitive applied to inputs. */
    private interface Operation {
        Tensor of(List<Tensor> in, Tape tape);
    }

    /** The same in double. */
    private interface Reference {
        Plain of(List<Tensor> in);
    }

    private record Plain(Shape shape, double[] values) {}

    private interface Unary {
        Tensor of(Tensor x, Tape tape);
    }

    private interface Binary {
        Tensor of(Tensor a, Tensor b, Tape tape);
    }

    /** Fills an input, far enough from the primitive's kinks and poles. */
    private interface Fill {
        void into(Tensor x, RandomStream random);
    }

    private static void smooth(Tensor x, RandomStream random) {
        random.fillUniform(x.array(), -2, 2);
    }

    /** Sums of them or of their products stay small, so that each addition rounds by about 2^-24. */
    private static void halves(Tensor x, RandomStream random) {
        random.fillUniform(x.array(), -0.5f, 0.5f);
    }

    private static void positive(Tensor x, RandomStream random) {
        random.fillUniform(x.array(), 0.5f, 1.5f);
    }

    private static void awayFromZero(Tensor x, RandomStream random) {
        positive(x, random);
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] *= random.nextBoolean() ? 1 : -1;
        }
    }

    /** No two elements of a row are nearer than 0.1. */
    private static void apart(Tensor x, RandomStream random) {
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] = 0.1f * ((i % x.columns() * 7919 + i / x.columns() * 3) % x.columns()) - 0.25f;
        }
    }

    private static List<Primitive> primitives() {
        Fill smooth = PrimitivesTest::smooth;
        Fill positive = PrimitivesTest::positive;
        Fill awayFromZero = PrimitivesTest::awayFromZero;
        return List.of(
                pointwise(Arithmetic::add, (a, b) -> a + b),
                pointwise(Arithmetic::subtract, (a, b) -> a - b),
                pointwise(Arithmetic::multiply, (a, b) -> a * b),
                pointwise(Arithmetic::divide, (a, b) -> a / b),
                pointwise(Arithmetic::negate, x -> -x, smooth),
                pointwise((x, tape) -> Arithmetic.scale(x, -1.75f, tape), x -> -1.75 * x, smooth),
                pointwise((x, tape) -> Arithmetic.addScalar(x, 2.5f, tape), x -> x + 2.5, smooth),
                pointwise(Functions::exp, Math::exp, smooth),
                pointwise(Functions::log, Math::log, positive),
                pointwise(Functions::sqrt, Math::sqrt, positive),
                pointwise(Functions::tanh, Math::tanh, smooth),
                pointwise(Functions::sigmoid, x -> 1 / (1 + Math.exp(-x)), smooth),
                pointwise(Functions::softplus, x -> Math.log(1 + Math.exp(x)), smooth),
                pointwise(Functions::relu, x -> x > 0 ? x : 0, awayFromZero),
                product(Products::matmul, (a, b) -> plainProduct(a, b),
                        new int[][][] {{{3}, {3, 5}}, {{1, 1}, {1, 1}}, {{3, 7}, {7, 5}}, {{2, 3, 5}, {5, 2}},
                            {{2, 1, 3, 2}, {2, 3}}, {{131, 150}, {150, 133}}}),
                product(Products::transposedMatmul, (a, b) -> plainProduct(transposed(a), b),
                        new int[][][] {{{3}, {5}}, {{1, 1}, {1, 1}}, {{7, 3}, {7, 5}}, {{2, 3, 5}, {6, 2}},
                            {{2, 1, 3, 2}, {6, 3}}, {{150, 131}, {150, 133}}}),
                product(Products::matmulTransposed, (a, b) -> plainProduct(a, transposed(b)),
                        new int[][][] {{{3}, {3}}, {{1, 1}, {1, 1}}, {{3, 7}, {5, 7}}, {{2, 3, 5}, {2, 5}},
                            {{2, 1, 3, 2}, {3, 2}}, {{131, 150}, {133, 150}}}),
                withRow(Products::plusRow, (x, r) -> x + r),
                withRow(Products::timesRow, (x, r) -> x * r),
                reduction(Reduce::sum, x -> each(1, i -> DoubleStream.of(all(x)).sum())),
                reduction(Reduce::mean, x -> each(1, i -> DoubleStream.of(all(x)).sum() / x.size())),
                reduction(Reduce::sumRows, x -> each(x.columns(), j -> sum(column(x, j)))),
                reduction(Reduce::meanRows, x -> each(x.columns(), j -> sum(column(x, j)) / x.rows())),
                reduction(Reduce::sumPerRow, x -> each(x.rows(), i -> sum(row(x, i)))),
                reduction(Reduce::meanPerRow, x -> each(x.rows(), i -> sum(row(x, i)) / x.columns())),
                new Primitive((in, tape) -> Reduce.maxPerRow(in.get(0), tape), in -> each(in.get(0).rows(),
                        i -> DoubleStream.of(row(in.get(0), i)).max().orElseThrow()), PrimitivesTest::apart, 0, ONE),
                moved((in, tape) -> Rearrange.reshape(in.get(0), turned(in.get(0)), tape),
                        in -> new Plain(turned(in.get(0)), all(in.get(0))), ONE),
                moved(Rearrange::concatenateRows,
                        in -> joined(in.get(0).shape().withFirst(in.stream().mapToInt(x -> x.shape().axis(0)).sum()),
                                in.stream().map(PrimitivesTest::all)),
                        new int[][][] {{{5}}, {{2}, {5}, {1}}, {{2, 3}, {1, 3}, {4, 3}}, {{2, 3, 2}, {1, 3, 2}},
                            {{1, 2, 3, 1}, {3, 2, 3, 1}}, {{100, 131}, {200, 131}}}),
                moved(Rearrange::concatenateColumns,
                        in -> joined(in.get(0).shape().withColumns(in.stream().mapToInt(Tensor::columns).sum()),
                                IntStream.range(0, in.get(0).rows()).boxed()
                                        .flatMap(i -> in.stream().map(x -> row(x, i)))),
                        new int[][][] {{{5}}, {{2}, {5}, {1}}, {{3, 2}, {3, 1}, {3, 4}}, {{2, 3, 2}, {2, 3, 3}},
                            {{1, 2, 3, 1}, {1, 2, 3, 3}}, {{300, 61}, {300, 70}}}),
                moved((in, tape) -> Rearrange.sliceRows(in.get(0), 1, in.get(0).shape().axis(0) - 1, tape),
                        in -> gathered(in.get(0), IntStream.range(1, in.get(0).shape().axis(0) - 1).toArray()),
                        new int[][][] {{{5}}, {{3, 7}}, {{4, 3, 2}}, {{5, 2, 1, 3}}, {{300, 131}}}),
                moved((in, tape) -> Rearrange.sliceColumns(in.get(0), 1, in.get(0).columns() - 1, tape),
                        in -> joined(in.get(0).shape().withColumns(in.get(0).columns() - 2),
                                IntStream.range(0, in.get(0).rows()).mapToObj(i -> row(in.get(0), i))
                                        .map(row -> Arrays.copyOfRange(row, 1, row.length - 1))),
                        new int[][][] {{{5}}, {{3, 7}}, {{2, 3, 4}}, {{2, 1, 3, 3}}, {{300, 131}}}),
                moved((in, tape) -> Rearrange.gather(in.get(0), chosen(in.get(0)), tape),
                        in -> gathered(in.get(0), chosen(in.get(0))),
                        new int[][][] {{{5}}, {{3, 7}}, {{4, 3, 2}}, {{2, 2, 1, 3}}, {{300, 131}}}));
    }

    private static Primitive pointwise(Unary unary, DoubleUnaryOperator plain, Fill fill) {
        return new Primitive((in, tape) -> unary.of(in.get(0), tape),
                in -> new Plain(in.get(0).shape(), DoubleStream.of(all(in.get(0))).map(plain).toArray()), fill, 0, ONE);
    }

    private static Primitive pointwise(Binary binary, DoubleBinaryOperator plain) {
        return new Primitive((in, tape) -> binary.of(in.get(0), in.get(1), tape),
                in -> new Plain(in.get(0).shape(), zipped(in.get(0), plain, i -> in.get(1).array()[i])),
                PrimitivesTest::awayFromZero, 0, TWO);
    }

    private static Primitive withRow(Binary binary, DoubleBinaryOperator plain) {
        return new Primitive((in, tape) -> binary.of(in.get(0), in.get(1), tape),
                in -> new Plain(in.get(0).shape(),
                        zipped(in.get(0), plain, i -> in.get(1).array()[i % in.get(0).columns()])),
                PrimitivesTest::smooth, 0, WITH_ROW);
    }

    private static Primitive product(Binary binary, BinaryOperator<double[][]> plain, int[][][] shapes) {
        return new Primitive((in, tape) -> binary.of(in.get(0), in.get(1), tape), in -> {
            double[][] y = plain.apply(matrix(in.get(0)), matrix(in.get(1)));
            return joined(Shape.of(y.length, y[0].length), Stream.of(y));
        }, PrimitivesTest::halves, 150, shapes);
    }

    private static Primitive reduction(Unary unary, Function<Tensor, Plain> plain) {
        return new Primitive((in, tape) -> unary.of(in.get(0), tape), in -> plain.apply(in.get(0)),
                PrimitivesTest::halves, 128 + 3, ONE);
    }

    private static Primitive moved(Operation operation, Reference reference, int[][][] shapes) {
        return new Primitive(operation, reference, PrimitivesTest::smooth, 0, shapes);
    }

    // Plain loops

    private static double[] all(Tensor x) {
        return IntStream.range(0, x.size()).mapToDouble(i -> x.array()[i]).toArray();
    }

    private static double[] row(Tensor x, int i) {
        return IntStream.range(i * x.columns(), (i + 1) * x.columns()).mapToDouble(k -> x.array()[k]).toArray();
    }

    private static double[] column(Tensor x, int j) {
        return IntStream.range(0, x.rows()).mapToDouble(i -> x.array()[i * x.columns() + j]).toArray();
    }

    private static double[][] matrix(Tensor x) {
        double[][] matrix = new double[x.rows()][x.columns()];
        for (int i = 0; i < x.size(); i++) {
            matrix[i / x.columns()][i % x.columns()] = x.array()[i];
        }
        return matrix;
    }

    private static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    private static double[][] plainProduct(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    private static double sum(double[] values) {
        return DoubleStream.of(values).sum();
    }

    private static Plain each(int size, IntToDoubleFunction value) {
        return new Plain(Shape.of(size), IntStream.range(0, size).mapToDouble(value).toArray());
    }

    private static double[] zipped(Tensor a, DoubleBinaryOperator plain, IntToDoubleFunction b) {
        return IntStream.range(0, a.size())
                .mapToDouble(i -> plain.applyAsDouble(a.array()[i], b.applyAsDouble(i))).toArray();
    }

    private static Plain joined(Shape shape, Stream<double[]> parts) {
        return new Plain(shape, parts.flatMapToDouble(DoubleStream::of).toArray());
    }

    private static Plain gathered(Tensor x, int[] index) {
        int stride = x.size() / x.shape().axis(0);
        double[] values = all(x);
        return joined(x.shape().withFirst(index.length),
                IntStream.of(index).mapToObj(i -> Arrays.copyOfRange(values, i * stride, (i + 1) * stride)));
    }

    private static int[] chosen(Tensor x) {
        int last = x.shape().axis(0) - 1;
        return new int[] {last, 0, last, 1, last};
    }

    private static Shape turned(Tensor x) {
        return Shape.of(x.columns(), x.rows());
    }

    // The cases

    /** A primitive and inputs for it. */
    private record Case(String name, Primitive primitive, List<Tensor> inputs) {
        static Case of(Primitive primitive, int[][] shapes) {
            RandomStream random = RandomStream.of(Arrays.deepHashCode(shapes));
            List<Tensor> inputs = new ArrayList<>();
            for (int[] shape : shapes) {
                Tensor x = Tensor.zeros(Shape.of(shape));
                primitive.fill().into(x, random);
                inputs.add(x);
            }
            Tape tape = tape();
            primitive.operation().of(inputs, tape);
            return new Case(tape.nodes().get(0).name(), primitive, inputs);
        }

        Tensor run(Tape tape) {
            return primitive.operation().of(inputs, tape);
        }

        @Override
        public String toString() {
            return inputs.stream().map(x -> x.shape().toString()).collect(Collectors.joining(" ", name + " ", ""));
        }
    }

    private static Tape tape() {
        return Tape.training(RandomStream.of(1));
    }

    private static final int LARGE = 10_000;

    private static final List<Case> CASES = primitives().stream()
            .flatMap(p -> Stream.of(p.shapes()).map(shapes -> Case.of(p, shapes))).toList();

    static Stream<Case> cases() {
        return CASES.stream();
    }

    static Stream<Case> small() {
        return cases().filter(c -> c.inputs().get(0).size() < LARGE);
    }

    static Stream<Case> large() {
        return cases().filter(c -> c.inputs().get(0).size() >= LARGE);
    }

    // The tests

    /** A case counts for the method that its node is named after, so that none can stand in for another. */
    @Test
    void noPrimitiveEscapes() {
        List<String> methods = PRIMITIVES.stream()
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(m -> Modifier.isPublic(m.getModifiers()) && Modifier.isStatic(m.getModifiers()))
                .filter(m -> List.of(m.getParameterTypes()).contains(Tape.class))
                .map(Method::getName).sorted().toList();
        assertEquals(methods, large().map(Case::name).sorted().toList());
        assertEquals(methods, small().map(Case::name).distinct().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithAPlainLoopInDouble(Case c) {
        Tensor y = c.run(tape());
        Plain expected = c.primitive().reference().of(c.inputs());
        assertEquals(expected.shape(), y.shape(), c.toString());
        double tolerance = 1e-6 + 6e-8 * c.primitive().additions();
        for (int i = 0; i < y.size(); i++) {
            double value = expected.values()[i];
            assertEquals(value, y.array()[i], tolerance * Math.max(1, Math.abs(value)), c + " element " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("small")
    void gradientsAgreeWithDifferences(Case c) {
        GradientCheck.of(c::run, RandomStream.of(17), c.inputs()).requireWithin(1e-4);
    }

    /** ⟨dy, f(x + hv) - f(x - hv)⟩ / 2h = Σ dx·v, with Richardson's extrapolation, over all inputs at once. */
    @ParameterizedTest
    @MethodSource("large")
    void gradientsOfLargeInputsAgreeWithADifferenceAlongADirection(Case c) {
        RandomStream random = RandomStream.of(23);
        List<Tensor> directions = c.inputs().stream().map(x -> Tensor.zeros(x.shape())).toList();
        directions.forEach(v -> random.fillUniform(v.array(), -1, 1));
        Tape tape = tape();
        Tensor y = c.run(tape);
        Tensor dy = Tensor.zeros(y.shape());
        random.fillUniform(dy.array(), -1, 1);
        Gradients gradients = tape.gradients(y, dy, c.inputs());
        double analytic = 0;
        double scale = 0;
        for (int i = 0; i < directions.size(); i++) {
            double[] terms = zipped(directions.get(i), (v, dx) -> v * dx, element(gradients.of(c.inputs().get(i))));
            analytic += sum(terms);
            scale += DoubleStream.of(terms).map(Math::abs).sum();
        }
        float h = 1f / 64;
        double numeric = (4 * slope(c, directions, dy, h) - slope(c, directions, dy, 2 * h)) / 3;
        assertEquals(analytic, numeric, 1e-5 * scale, c.toString());
        assertTrue(scale > 0);
    }

    private static IntToDoubleFunction element(Tensor x) {
        return i -> x.array()[i];
    }

    private static double slope(Case c, List<Tensor> directions, Tensor dy, float h) {
        return (along(c, directions, dy, h) - along(c, directions, dy, -h)) / (2 * h);
    }

    private static double along(Case c, List<Tensor> directions, Tensor dy, float h) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < directions.size(); i++) {
            Tensor x = c.inputs().get(i).copy();
            for (int j = 0; j < x.size(); j++) {
                x.array()[j] += h * directions.get(i).array()[j];
            }
            moved.add(x);
        }
        Tensor y = c.primitive().operation().of(moved, Tape.forInference());
        return sum(zipped(dy, (r, value) -> r * value, element(y)));
    }

    /** Twice on the heap, in buffers full of NaN, and not recorded at all. */
    @ParameterizedTest
    @MethodSource("cases")
    void theSameInputGivesTheSameBits(Case c) {
        List<float[]> first = outputAndGradients(c, tape());
        assertSameBits(first, outputAndGradients(c, tape()));
        Buffers buffers = new Buffers();
        for (int pass = 0; pass < 2; pass++) {
            try (Tape tape = Tape.training(RandomStream.of(1), buffers)) {
                assertSameBits(first, outputAndGradients(c, tape));
            }
        }
        assertArrayEquals(first.get(0), c.run(Tape.forInference()).array());
    }

    private static List<float[]> outputAndGradients(Case c, Tape tape) {
        Tensor y = c.run(tape);
        Tensor dy = Tensor.zeros(y.shape());
        RandomStream.of(29).fillUniform(dy.array(), -1, 1);
        Gradients gradients = tape.gradients(y, dy, c.inputs());
        List<float[]> arrays = new ArrayList<>();
        arrays.add(y.array());
        c.inputs().forEach(x -> arrays.add(gradients.of(x).array()));
        return arrays;
    }

    private static void assertSameBits(List<float[]> expected, List<float[]> actual) {
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("small")
    void inputsAndDyAreNotModified(Case c) {
        List<Tensor> before = c.inputs().stream().map(Tensor::copy).toList();
        Tape tape = tape();
        Tensor y = c.run(tape);
        Tensor dy = Tensor.full(y.shape(), 3);
        tape.gradients(y, dy, c.inputs());
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i).array(), c.inputs().get(i).array());
        }
        assertArrayEquals(Tensor.full(y.shape(), 3).array(), dy.array());
    }

    @ParameterizedTest
    @MethodSource("small")
    void eachSourceMayBeWantedAlone(Case c) {
        Tape tape = tape();
        Tensor y = c.run(tape);
        assertEquals(1, tape.nodes().size());
        Gradients together = tape.gradients(y, Tensor.full(y.shape(), 1), c.inputs());
        for (Tensor x : c.inputs()) {
            Gradients alone = tape.gradients(y, Tensor.full(y.shape(), 1), List.of(x));
            assertArrayEquals(together.of(x).array(), alone.of(x).array());
        }
    }

    // Refusals: the call, its inputs' shapes, and what the message must say besides both shapes

    private record Refusal(Operation operation, String says, int[]... shapes) {
        static Refusal of(Binary binary, String says, int[]... shapes) {
            return new Refusal((in, tape) -> binary.of(in.get(0), in.get(1), tape), says, shapes);
        }

        static Refusal of(Unary unary, String says, int... shape) {
            return new Refusal((in, tape) -> unary.of(in.get(0), tape), says, shape);
        }
    }

    static Stream<Refusal> refusals() {
        int[] a = {2, 3};
        List<Refusal> refusals = new ArrayList<>();
        for (int[] b : new int[][] {{3, 2}, {6}, {1, 3}, {2, 3, 1}}) {
            refusals.add(Refusal.of(Arithmetic::add, "Easel does not broadcast", a, b));
            refusals.add(Refusal.of(Arithmetic::subtract, "Easel does not broadcast", a, b));
            refusals.add(Refusal.of(Arithmetic::multiply, "Easel does not broadcast", a, b));
            refusals.add(Refusal.of(Arithmetic::divide, "Easel does not broadcast", a, b));
        }
        return Stream.concat(refusals.stream(), Stream.of(
                Refusal.of(Products::matmul, "inner sizes 3 and 2", a, a),
                Refusal.of(Products::matmul, "inner sizes 5 and 2", new int[] {2, 3, 5}, a),
                Refusal.of(Products::transposedMatmul, "inner sizes 2 and 3", a, new int[] {3, 2}),
                Refusal.of(Products::matmulTransposed, "inner sizes 3 and 2", a, new int[] {3, 2}),
                Refusal.of(Products::plusRow, "3 columns", a, new int[] {2}),
                Refusal.of(Products::plusRow, "3 columns", a, a),
                Refusal.of(Products::timesRow, "3 columns", a, new int[] {1}),
                Refusal.of((x, tape) -> Rearrange.reshape(x, Shape.of(4, 2), tape), "(4, 2)", a),
                new Refusal(Rearrange::concatenateRows, "all axes but the first must be equal", a, new int[] {2, 4}),
                new Refusal(Rearrange::concatenateRows, "all axes but the first must be equal", a, new int[] {2, 3, 1}),
                new Refusal(Rearrange::concatenateColumns, "all axes but the last must be equal", a, new int[] {3, 3}),
                new Refusal(Rearrange::concatenateColumns, "all axes but the last must be equal", a, new int[] {3}),
                new Refusal(Rearrange::concatenateRows, "at least one"),
                new Refusal(Rearrange::concatenateColumns, "at least one"),
                Refusal.of((x, tape) -> Rearrange.sliceRows(x, -1, 1, tape), "[-1, 1)", a),
                Refusal.of((x, tape) -> Rearrange.sliceRows(x, 1, 3, tape), "[1, 3)", a),
                Refusal.of((x, tape) -> Rearrange.sliceRows(x, 1, 1, tape), "[1, 1)", a),
                Refusal.of((x, tape) -> Rearrange.sliceColumns(x, -1, 1, tape), "[-1, 1)", a),
                Refusal.of((x, tape) -> Rearrange.sliceColumns(x, 0, 4, tape), "[0, 4)", a),
                Refusal.of((x, tape) -> Rearrange.sliceColumns(x, 2, 1, tape), "[2, 1)", a),
                Refusal.of((x, tape) -> Rearrange.gather(x, new int[] {0, -1}, tape), "position -1", a),
                Refusal.of((x, tape) -> Rearrange.gather(x, new int[] {0, 2}, tape), "position 2", a),
                Refusal.of((x, tape) -> Rearrange.gather(x, new int[] {}, tape), "at least one position", a)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void wrongShapesAreRefusedByName(Refusal refusal) {
        List<Tensor> inputs = Stream.of(refusal.shapes()).map(axes -> Tensor.zeros(Shape.of(axes))).toList();
        Tape tape = tape();
        String message = assertThrows(IllegalArgumentException.class, () -> refusal.operation().of(inputs, tape))
                .getMessage();
        assertTrue(message.contains(refusal.says()), message);
        inputs.forEach(x -> assertTrue(message.contains(x.shape().toString()), message));
        assertTrue(tape.nodes().isEmpty());
    }

    // What the table cannot say

    @Test
    void aListOrIndexChangedAfterwardsDoesNotMatter() {
        Tape tape = tape();
        Tensor x = Tensor.of(Shape.of(2, 1), 1, 2);
        List<Tensor> parts = new ArrayList<>(List.of(x, x));
        int[] index = {1, 1};
        Tensor rows = Rearrange.concatenateRows(parts, tape);
        Tensor columns = Rearrange.concatenateColumns(parts, tape);
        Tensor gathered = Rearrange.gather(x, index, tape);
        parts.clear();
        index[0] = 0;
        assertArrayEquals(new float[] {2, 2}, ofSum(rows, x, tape));
        assertArrayEquals(new float[] {2, 2}, ofSum(columns, x, tape));
        assertArrayEquals(new float[] {0, 2}, ofSum(gathered, x, tape));
    }

    private static float[] ofSum(Tensor y, Tensor x, Tape tape) {
        return tape.gradients(y, Tensor.full(y.shape(), 1), List.of(x)).of(x).array();
    }

    @Test
    void theFirstOfEqualMaximaGetsTheGradientAndNanIsPassedOn() {
        Tape tape = tape();
        Tensor x = Tensor.of(Shape.of(3, 3), 1, 5, 5, -2, -2, -2, 7, Float.NaN, 9);
        Tensor y = Reduce.maxPerRow(x, tape);
        assertArrayEquals(new float[] {5, -2, Float.NaN}, y.array());
        Gradients gradients = tape.gradients(y, Tensor.of(Shape.of(3), 1, 2, 3), List.of(x));
        assertArrayEquals(new float[] {0, 1, 0, 2, 0, 0, 0, 3, 0}, gradients.of(x).array());
    }

    @Test
    void reluHasNoSlopeAtZeroAndKeepsNan() {
        Tape tape = tape();
        Tensor x = Tensor.of(Shape.of(5), -1, -0f, 0, 1e-30f, Float.NaN);
        Tensor y = Functions.relu(x, tape);
        assertArrayEquals(new float[] {0, 0, 0, 1e-30f, Float.NaN}, y.array());
        Gradients gradients = tape.gradients(y, Tensor.full(y.shape(), 2), List.of(x));
        assertArrayEquals(new float[] {0, 0, 0, 2, Float.NaN}, gradients.of(x).array());
    }

    @Test
    void logAndSqrtOutsideTheirDomainAreNotNumbers() {
        Tensor x = Tensor.of(Shape.of(3), -1, 0, 4);
        assertArrayEquals(new float[] {Float.NaN, 0, 2}, Functions.sqrt(x, tape()).array());
        assertArrayEquals(new float[] {Float.NaN, Float.NEGATIVE_INFINITY, (float) Math.log(4)},
                Functions.log(x, tape()).array());
    }

    @Test
    void sumsOfMillionsOfElementsKeepTheirDigits() {
        Tensor x = Tensor.full(Shape.of(3_000_001), 0.1f);
        assertEquals(3_000_001 * (double) 0.1f, Reduce.sum(x, tape()).item(), 0.02);
        assertEquals(0.1f, Reduce.mean(x, tape()).item());
    }

    @Test
    void reshapeSharesItsValues() {
        Tensor x = Tensor.zeros(Shape.of(2, 3));
        assertEquals(x.array(), Rearrange.reshape(x, Shape.of(6), tape()).array());
    }
}
