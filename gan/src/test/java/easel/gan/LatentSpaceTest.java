package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentSpaceTest {
    @Test
    void normalPointsHaveMeanZeroAndVarianceOne() {
        Tensor z = LatentSpace.normal(100).sample(200, RandomStream.of(1));
        assertEquals(Shape.of(200, 100), z.shape());
        assertMoments(0, 1, z);
        assertTrue(largest(z) > 3, "no tail beyond 3");
    }

    @Test
    void uniformPointsFillTheCube() {
        Tensor z = LatentSpace.uniform(100).sample(200, RandomStream.of(1));
        assertEquals(Shape.of(200, 100), z.shape());
        assertMoments(0, 1.0 / 3, z);
        assertTrue(largest(z) <= 1, "a point outside the cube");
        assertTrue(largest(z) > 0.99, "nothing near the cube's face");
    }

    @Test
    void pointsDependOnTheRandomStreamOnly() {
        LatentSpace space = LatentSpace.normal(5);
        RandomStream random = RandomStream.of(1);
        float[] first = space.sample(4, random).array();
        assertArrayEquals(first, space.sample(4, RandomStream.of(1)).array());
        assertFalse(Arrays.equals(first, space.sample(4, random).array()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3})
    void aSpaceWithoutDimensionsIsRefused(int size) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> LatentSpace.normal(size));
        assertEquals("a latent space has at least 1 dimension, found " + size, e.getMessage());
    }

    @Test
    void textRoundTrips() {
        for (LatentSpace space : new LatentSpace[] {LatentSpace.normal(100), LatentSpace.uniform(1)}) {
            assertEquals(space, LatentSpace.parse(space.text()));
        }
        assertEquals("UNIFORM 128", LatentSpace.uniform(128).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NORMAL", "NORMAL 0", "normal 3", "UNIFORM -3", "NORMAL 99999999999", "NORMAL 3 "})
    void invalidTextIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> LatentSpace.parse(text));
    }

    /** Checks mean and variance of 20,000 numbers to within five standard errors. */
    private static void assertMoments(double mean, double variance, Tensor z) {
        double sum = 0;
        double squares = 0;
        for (float x : z.array()) {
            sum += x;
            squares += (double) x * x;
        }
        assertEquals(mean, sum / z.size(), 5 * Math.sqrt(variance / z.size()));
        assertEquals(variance, squares / z.size(), 5 * Math.sqrt(2.0 / z.size()) * variance);
    }

    private static double largest(Tensor z) {
        double largest = 0;
        for (float x : z.array()) {
            largest = Math.max(largest, Math.abs(x));
        }
        return largest;
    }
}
