package easel.core.ops;

import static easel.core.ops.PlainLoops.all;
import static easel.core.ops.PlainLoops.column;
import static easel.core.ops.PlainLoops.concatenate;
import static easel.core.ops.PlainLoops.each;
import static easel.core.ops.PlainLoops.matrix;
import static easel.core.ops.PlainLoops.row;
import static easel.core.ops.PlainLoops.sum;
import static easel.core.ops.PlainLoops.transposed;
import static easel.core.ops.PlainLoops.zipped;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.PlainLoops.Result;
import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The table of all recorded primitives, each with its reference in {@link PlainLoops} and inputs of several shapes. */
final class PrimitiveCases {
    /** Inputs of at least this size are too large for a central difference per element. */
    private static final int LARGE = 10_000;

    // The last shape of each list has more elements than one chunk of a sum or of a parallel loop, 2^14.
    private static final int[][][] ONE = {{{5}}, {{3, 7}}, {{2, 3, 5}}, {{2, 3, 1, 3}}, {{300, 131}}};
    private static final int[][][] TWO = {
        {{5}, {5}}, {{3, 7}, {3, 7}}, {{2, 3, 5}, {2, 3, 5}}, {{1, 3, 2, 3}, {1, 3, 2, 3}}, {{300, 131}, {300, 131}}};
    private static final int[][][] WITH_ROW = {
        {{5}, {5}}, {{3, 7}, {7}}, {{2, 3, 5}, {5}}, {{2, 3, 1, 3}, {1, 3}}, {{300, 131}, {131}}};
    private static final int[][][] WITH_COLUMN = {
        {{5}, {1}}, {{3, 7}, {3}}, {{2, 3, 5}, {2, 3}}, {{2, 3, 1, 3}, {6}}, {{300, 131}, {300}}};

    /** A primitive: its call, its reference, its inputs, and the number of float additions per element. */
    record Primitive(Operation operation, Reference reference, Fill fill, int additions, int[][][] shapes) {}

    /** A primitive applied to inputs. */
    interface Operation {
        Tensor of(List<Tensor> in, Tape tape);
    }

    /** The reference result in double. */
    interface Reference {
        Result of(List<Tensor> in);
    }

    interface Unary {
        Tensor of(Tensor x, Tape tape);
    }

    interface Binary {
        Tensor of(Tensor a, Tensor b, Tape tape);
    }

    /** Fills an input with values at a distance from points without a derivative and from poles. */
    interface Fill {
        void into(Tensor x, RandomStream random);
    }

    private static void smooth(Tensor x, RandomStream random) {
        random.fillUniform(x.array(), -2, 2);
    }

    /** Sums of these values or of their products are small, so the error of an addition is about 2^-24. */
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

    /** Any two elements of a row differ by at least 0.1. */
    private static void separated(Tensor x, RandomStream random) {
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] = 0.1f * ((i % x.columns() * 7919 + i / x.columns() * 3) % x.columns()) - 0.25f;
        }
    }

    private static List<Primitive> primitives() {
        Fill smooth = PrimitiveCases::smooth;
        Fill positive = PrimitiveCases::positive;
        Fill awayFromZero = PrimitiveCases::awayFromZero;
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
                pointwise((x, tape) -> Functions.elu(x, 0.75, tape), x -> x > 0 ? x : 0.75 * Math.expm1(x),
                        awayFromZero),
                pointwise((x, tape) -> Functions.clamp(x, -0.25, 10, tape), x -> Math.max(-0.25, x), awayFromZero),
                pointwise(Functions::silu, x -> x / (1 + Math.exp(-x)), smooth),
                pointwise(Functions::gelu, x -> x * PlainLoops.normalCdf(x), smooth),
                product(Products::matmul, (a, b) -> PlainLoops.product(a, b),
                        new int[][][] {{{3}, {3, 5}}, {{1, 1}, {1, 1}}, {{3, 7}, {7, 5}}, {{2, 3, 5}, {5, 2}},
                            {{2, 1, 3, 2}, {2, 3}}, {{131, 150}, {150, 133}}}),
                product(Products::transposedMatmul, (a, b) -> PlainLoops.product(transposed(a), b),
                        new int[][][] {{{3}, {5}}, {{1, 1}, {1, 1}}, {{7, 3}, {7, 5}}, {{2, 3, 5}, {6, 2}},
                            {{2, 1, 3, 2}, {6, 3}}, {{150, 131}, {150, 133}}}),
                product(Products::matmulTransposed, (a, b) -> PlainLoops.product(a, transposed(b)),
                        new int[][][] {{{3}, {3}}, {{1, 1}, {1, 1}}, {{3, 7}, {5, 7}}, {{2, 3, 5}, {2, 5}},
                            {{2, 1, 3, 2}, {3, 2}}, {{131, 150}, {133, 150}}}),
                withRow(Products::plusRow, (x, r) -> x + r),
                withRow(Products::timesRow, (x, r) -> x * r),
                new Primitive((in, tape) -> Products.timesColumn(in.get(0), in.get(1), tape),
                        in -> new Result(in.get(0).shape(), zipped(in.get(0), (x, c) -> x * c,
                                i -> in.get(1).array()[i / in.get(0).columns()])),
                        smooth, 131, WITH_COLUMN),
                reduction(Reduce::sum, x -> each(1, i -> DoubleStream.of(all(x)).sum())),
                reduction(Reduce::mean, x -> each(1, i -> DoubleStream.of(all(x)).sum() / x.size())),
                reduction(Reduce::sumRows, x -> each(x.columns(), j -> sum(column(x, j)))),
                reduction(Reduce::meanRows, x -> each(x.columns(), j -> sum(column(x, j)) / x.rows())),
                reduction(Reduce::sumPerRow, x -> each(x.rows(), i -> sum(row(x, i)))),
                reduction(Reduce::meanPerRow, x -> each(x.rows(), i -> sum(row(x, i)) / x.columns())),
                new Primitive((in, tape) -> Reduce.maxPerRow(in.get(0), tape), in -> each(in.get(0).rows(),
                        i -> DoubleStream.of(row(in.get(0), i)).max().orElseThrow()),
                        PrimitiveCases::separated, 0, ONE),
                moving((in, tape) -> Rearrange.reshape(in.get(0), transposedShape(in.get(0)), tape),
                        in -> new Result(transposedShape(in.get(0)), all(in.get(0))), ONE),
                moving(Rearrange::concatenateRows,
                        in -> concatenate(
                                in.get(0).shape().withFirst(in.stream().mapToInt(x -> x.shape().axis(0)).sum()),
                                in.stream().map(PlainLoops::all)),
                        new int[][][] {{{5}}, {{2}, {5}, {1}}, {{2, 3}, {1, 3}, {4, 3}}, {{2, 3, 2}, {1, 3, 2}},
                            {{1, 2, 3, 1}, {3, 2, 3, 1}}, {{100, 131}, {200, 131}}}),
                moving(Rearrange::concatenateColumns,
                        in -> concatenate(in.get(0).shape().withColumns(in.stream().mapToInt(Tensor::columns).sum()),
                                IntStream.range(0, in.get(0).rows()).boxed()
                                        .flatMap(i -> in.stream().map(x -> row(x, i)))),
                        new int[][][] {{{5}}, {{2}, {5}, {1}}, {{3, 2}, {3, 1}, {3, 4}}, {{2, 3, 2}, {2, 3, 3}},
                            {{1, 2, 3, 1}, {1, 2, 3, 3}}, {{300, 61}, {300, 70}}}),
                moving((in, tape) -> Rearrange.sliceRows(in.get(0), 1, in.get(0).shape().axis(0) - 1, tape),
                        in -> PlainLoops.gather(in.get(0), IntStream.range(1, in.get(0).shape().axis(0) - 1).toArray()),
                        new int[][][] {{{5}}, {{3, 7}}, {{4, 3, 2}}, {{5, 2, 1, 3}}, {{300, 131}}}),
                moving((in, tape) -> Rearrange.sliceColumns(in.get(0), 1, in.get(0).columns() - 1, tape),
                        in -> concatenate(in.get(0).shape().withColumns(in.get(0).columns() - 2),
                                IntStream.range(0, in.get(0).rows()).mapToObj(i -> row(in.get(0), i))
                                        .map(row -> Arrays.copyOfRange(row, 1, row.length - 1))),
                        new int[][][] {{{5}}, {{3, 7}}, {{2, 3, 4}}, {{2, 1, 3, 3}}, {{300, 131}}}),
                moving((in, tape) -> Rearrange.gather(in.get(0), selected(in.get(0)), tape),
                        in -> PlainLoops.gather(in.get(0), selected(in.get(0))),
                        new int[][][] {{{5}}, {{3, 7}}, {{4, 3, 2}}, {{2, 2, 1, 3}}, {{300, 131}}}));
    }

    private static Primitive pointwise(Unary unary, DoubleUnaryOperator reference, Fill fill) {
        return new Primitive((in, tape) -> unary.of(in.get(0), tape),
                in -> new Result(in.get(0).shape(), DoubleStream.of(all(in.get(0))).map(reference).toArray()),
                fill, 0, ONE);
    }

    private static Primitive pointwise(Binary binary, DoubleBinaryOperator reference) {
        return new Primitive((in, tape) -> binary.of(in.get(0), in.get(1), tape),
                in -> new Result(in.get(0).shape(), zipped(in.get(0), reference, i -> in.get(1).array()[i])),
                PrimitiveCases::awayFromZero, 0, TWO);
    }

    private static Primitive withRow(Binary binary, DoubleBinaryOperator reference) {
        return new Primitive((in, tape) -> binary.of(in.get(0), in.get(1), tape),
                in -> new Result(in.get(0).shape(),
                        zipped(in.get(0), reference, i -> in.get(1).array()[i % in.get(0).columns()])),
                PrimitiveCases::smooth, 0, WITH_ROW);
    }

    private static Primitive product(Binary binary, BinaryOperator<double[][]> reference, int[][][] shapes) {
        return new Primitive((in, tape) -> binary.of(in.get(0), in.get(1), tape), in -> {
            double[][] y = reference.apply(matrix(in.get(0)), matrix(in.get(1)));
            return concatenate(Shape.of(y.length, y[0].length), Stream.of(y));
        }, PrimitiveCases::halves, 150, shapes);
    }

    private static Primitive reduction(Unary unary, Function<Tensor, Result> reference) {
        return new Primitive((in, tape) -> unary.of(in.get(0), tape), in -> reference.apply(in.get(0)),
                PrimitiveCases::halves, 128 + 3, ONE);
    }

    private static Primitive moving(Operation operation, Reference reference, int[][][] shapes) {
        return new Primitive(operation, reference, PrimitiveCases::smooth, 0, shapes);
    }

    private static int[] selected(Tensor x) {
        int last = x.shape().axis(0) - 1;
        return new int[] {last, 0, last, 1, last};
    }

    private static Shape transposedShape(Tensor x) {
        return Shape.of(x.columns(), x.rows());
    }

    /** A primitive and inputs for it. */
    record Case(String name, Primitive primitive, List<Tensor> inputs) {
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

    static Tape tape() {
        return Tape.training(RandomStream.of(1));
    }

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

    private PrimitiveCases() {}
}
