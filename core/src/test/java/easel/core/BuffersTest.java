package easel.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.ops.Arithmetic;
import easel.core.ops.Functions;
import easel.core.ops.Products;
import easel.core.ops.Reduce;
import easel.core.random.RandomStream;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BuffersTest {
    private final Buffers buffers = new Buffers();
    private final Tensor x = Tensor.of(Shape.of(2, 2), 1, -2, 3, -4);
    private final Parameter weight = Parameter.of(Tensor.of(Shape.of(2, 2), 0.5f, -0.25f, 2, 1));

    private Tape tape() {
        return Tape.training(RandomStream.of(1), buffers);
    }

    private Tensor loss(Tape tape) {
        Tensor h = Functions.tanh(Products.matmul(x, weight, tape), tape);
        return Reduce.mean(Arithmetic.multiply(h, Arithmetic.add(h, x, tape), tape), tape);
    }

    @Test
    void theNextTapeReusesTheArraysOfAClosedTape() {
        int[] sizes = {6, 7, 6, 6};
        Set<float[]> first = allocated(sizes);
        assertEquals(sizes.length, first.size());
        assertEquals(first, allocated(sizes));
        Set<float[]> more = allocated(7, 6, 6, 6, 6);
        assertTrue(more.containsAll(first));
        assertEquals(sizes.length + 1, more.size());
    }

    private Set<float[]> allocated(int... sizes) {
        Set<float[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        try (Tape tape = tape()) {
            for (int size : sizes) {
                arrays.add(tape.buffers().allocate(size).array());
            }
        }
        return arrays;
    }

    @Test
    void anArrayIsReusedForAnyShapeOfItsLength() {
        Tape first = tape();
        float[] array = first.buffers().allocate(2, 3).array();
        first.close();
        Tensor reused = tape().buffers().allocate(6);
        assertSame(array, reused.array());
        assertEquals(Shape.of(6), reused.shape());
    }

    @Test
    void twoOpenTapesShareNoArray() {
        Tape first = tape();
        Tape second = tape();
        assertNotSame(first.buffers().allocate(5).array(), second.buffers().allocate(5).array());
        first.close();
        Tape third = tape();
        assertNotSame(second.buffers().allocate(5).array(), third.buffers().allocate(5).array());
    }

    @Test
    void closingTwiceStoresAnArrayOnce() {
        Tape first = tape();
        first.buffers().allocate(5);
        first.close();
        first.inference().close();
        Tape second = tape();
        assertNotSame(second.buffers().allocate(5).array(), second.buffers().allocate(5).array());
    }

    @Test
    void tensorsAndGradientsOfAClosedTapeReadAsNaN() {
        Tape tape = tape();
        Tensor loss = loss(tape);
        Gradients gradients = tape.gradients(loss, List.of(weight));
        Gradients sum = gradients.plus(gradients);
        Gradients scaled = gradients.scaled(2);
        float[] twice = sum.of(weight).array().clone();
        assertTrue(sum.isFinite());
        tape.close();
        assertTrue(Float.isNaN(loss.item()));
        for (float value : gradients.of(weight).array()) {
            assertTrue(Float.isNaN(value));
        }
        assertArrayEquals(twice, sum.of(weight).array());
        assertArrayEquals(twice, scaled.of(weight).array());
        assertTrue(x.isFinite() && weight.isFinite());
    }

    @Test
    void aTapeThatIsNotClosedKeepsItsValues() {
        Tape first = tape();
        Tensor loss = loss(first);
        float before = loss.item();
        Gradients gradients = first.gradients(loss, List.of(weight));
        float[] gradientBefore = gradients.of(weight).array().clone();
        try (Tape second = tape()) {
            second.gradients(loss(second), List.of(weight));
        }
        loss(tape());
        assertEquals(before, loss.item());
        assertArrayEquals(gradientBefore, gradients.of(weight).array());
    }

    @Test
    void reusedBuffersGiveTheSameBitsAsFreshOnes() {
        Tape fresh = Tape.training(RandomStream.of(1));
        Tensor expected = loss(fresh);
        Gradients expectedGradients = fresh.gradients(expected, List.of(x, weight));
        for (int pass = 0; pass < 3; pass++) {
            try (Tape tape = tape()) {
                Tensor loss = loss(tape);
                assertEquals(expected.item(), loss.item());
                Gradients gradients = tape.gradients(loss, List.of(x, weight));
                assertArrayEquals(expectedGradients.of(x).array(), gradients.of(x).array());
                assertArrayEquals(expectedGradients.of(weight).array(), gradients.of(weight).array());
            }
        }
    }

    @Test
    void unrecordedViewsAlsoUseTheBuffers() {
        Tape first = tape();
        float[] array = Arithmetic.negate(x, first.unrecorded()).array();
        first.close();
        assertSame(array, Arithmetic.negate(x, tape().inference().unrecorded()).array());
    }
}
