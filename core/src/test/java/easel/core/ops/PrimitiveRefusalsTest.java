package easel.core.ops;

import static easel.core.ops.PrimitiveCases.tape;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.PrimitiveCases.Binary;
import easel.core.ops.PrimitiveCases.Operation;
import easel.core.ops.PrimitiveCases.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments that the recorded primitives refuse. */
class PrimitiveRefusalsTest {
    /** A call with inputs of these shapes, and a part of the message; the message also names all shapes. */
    private record Refusal(Operation operation, String message, int[]... shapes) {
        static Refusal of(Binary binary, String message, int[]... shapes) {
            return new Refusal((in, tape) -> binary.of(in.get(0), in.get(1), tape), message, shapes);
        }

        static Refusal of(Unary unary, String message, int... shape) {
            return new Refusal((in, tape) -> unary.of(in.get(0), tape), message, shape);
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
    void theMessageNamesTheShapes(Refusal refusal) {
        List<Tensor> inputs = Stream.of(refusal.shapes()).map(axes -> Tensor.zeros(Shape.of(axes))).toList();
        Tape tape = tape();
        String message = assertThrows(IllegalArgumentException.class, () -> refusal.operation().of(inputs, tape))
                .getMessage();
        assertTrue(message.contains(refusal.message()), message);
        inputs.forEach(x -> assertTrue(message.contains(x.shape().toString()), message));
        assertTrue(tape.nodes().isEmpty());
    }
}
