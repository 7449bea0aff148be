package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentWalkTest {
    private static Tensor point(float... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    private static Tensor random(int size, long seed) {
        return LatentSpace.normal(size).sample(1, RandomStream.of(seed));
    }

    private static float[] row(Tensor walk, int i) {
        return Arrays.copyOfRange(walk.array(), i * walk.columns(), (i + 1) * walk.columns());
    }

    private static double length(float[] z) {
        double squares = 0;
        for (float x : z) {
            squares += (double) x * x;
        }
        return Math.sqrt(squares);
    }

    private static double angle(float[] a, float[] b) {
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
        }
        return Math.acos(Math.max(-1, Math.min(1, product / length(a) / length(b))));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 16})
    void endsAreExactAndArgumentsAreNotModified(int points) {
        Tensor from = random(101, 1);
        Tensor to = random(101, 2);
        for (Tensor walk : new Tensor[] {LatentWalk.linear(from, to, points), LatentWalk.spherical(from, to, points)}) {
            assertEquals(Shape.of(points, 101), walk.shape());
            assertArrayEquals(random(101, 1).array(), row(walk, 0));
            assertArrayEquals(random(101, 2).array(), row(walk, points - 1));
        }
        assertArrayEquals(random(101, 1).array(), from.array());
        assertArrayEquals(random(101, 2).array(), to.array());
    }

    @Test
    void linearInterpolationHasEqualSteps() {
        Tensor walk = LatentWalk.linear(point(0, 4), point(2, -4), 5);
        assertArrayEquals(new float[] {0, 4, 0.5f, 2, 1, 0, 1.5f, -2, 2, -4}, walk.array());
    }

    @Test
    void sphericalInterpolationFollowsTheUnitCircle() {
        Tensor walk = LatentWalk.spherical(point(1, 0), point(0, 1), 4);
        for (int i = 0; i < 4; i++) {
            assertEquals(Math.cos(i * Math.PI / 6), walk.at(i, 0), 1e-7);
            assertEquals(Math.sin(i * Math.PI / 6), walk.at(i, 1), 1e-7);
        }
    }

    @Test
    void sphericalInterpolationHasEqualAnglesAndLinearLengths() {
        Tensor from = random(64, 3);
        Tensor to = random(64, 4);
        Tensor walk = LatentWalk.spherical(from, to, 9);
        double a = length(from.array());
        double b = length(to.array());
        double omega = angle(from.array(), to.array());
        for (int i = 0; i < 9; i++) {
            assertEquals(a + i / 8.0 * (b - a), length(row(walk, i)), 1e-5);
            assertEquals(i / 8.0 * omega, angle(from.array(), row(walk, i)), 1e-3);      // acos is inexact near 0
        }
        double middle = length(row(LatentWalk.linear(from, to, 3), 1));
        assertTrue(middle < 0.85 * Math.min(a, b), "the linear midpoint is shorter: " + middle);
    }

    @Test
    void nearlyEqualDirectionsAreNearlyLinear() {
        for (float away : new float[] {0, 1e-12f, 1e-7f, 1e-4f}) {
            Tensor walk = LatentWalk.spherical(point(3, 4, 0), point(3, 4, away), 6);
            for (int i = 0; i < 6; i++) {
                assertEquals(3, walk.at(i, 0), 1e-6);
                assertEquals(4, walk.at(i, 1), 1e-6);
                assertEquals(i / 5.0 * away, walk.at(i, 2), 1e-6 * away, "a small angle is not lost");
            }
        }
        assertArrayEquals(new float[] {3, 4, 4.5f, 6, 6, 8}, LatentWalk.spherical(point(3, 4), point(6, 8), 3).array());
    }

    @Test
    void pointsWithoutAUniqueGreatCircleAreRefused() {
        Tensor z = random(10, 5);
        Tensor opposite = random(10, 5);
        for (int i = 0; i < 10; i++) {
            opposite.array()[i] *= -2;
        }
        assertTrue(refused(z, opposite, 3).startsWith("opposite points: "), "opposite");
        assertTrue(refused(z, point(new float[10]), 3).startsWith("the origin has no direction"), "to the origin");
        assertTrue(refused(point(new float[10]), z, 3).startsWith("the origin has no direction"), "from the origin");
        assertEquals(0, LatentWalk.linear(point(1, -1), point(-1, 1), 3).at(1, 0));
        assertEquals("a latent walk has at least 2 points, its ends; found 1", refused(z, random(10, 6), 1));
        assertEquals("cannot interpolate between (1, 10) and (1, 11): the points must be of one latent space",
                refused(z, random(11, 6), 3));
    }

    private static String refused(Tensor from, Tensor to, int points) {
        return assertThrows(IllegalArgumentException.class, () -> LatentWalk.spherical(from, to, points)).getMessage();
    }
}
