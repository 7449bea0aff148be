package easel.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipTest {
    private final Parameter a = Given.parameter(0, 0, 0);
    private final Parameter b = Given.parameter(0);

    /** Gradients of norm 13. */
    private final Gradients gradients =
            Given.gradients(List.of(a, b), List.of(new float[] {3, 0, -4}, new float[] {12}));

    @Test
    void byValueLimitsEachElement() {
        Gradients clipped = Clip.byValue(gradients, 3.5f);
        assertArrayEquals(new float[] {3, 0, -3.5f}, clipped.of(a).array(), 0);
        assertArrayEquals(new float[] {3.5f}, clipped.of(b).array(), 0);
        assertEquals(gradients.sources(), clipped.sources());
    }

    @Test
    void byGlobalNormScalesAllElementsEqually() {
        Gradients clipped = Clip.byGlobalNorm(gradients, 6.5f);
        assertArrayEquals(new float[] {1.5f, 0, -2}, clipped.of(a).array(), 0);
        assertArrayEquals(new float[] {6}, clipped.of(b).array(), 0);
        assertEquals(6.5, clipped.globalNorm(), 1e-6);
    }

    @Test
    void gradientsWithinTheLimitAreReturnedUnchanged() {
        assertSame(gradients, Clip.byValue(gradients, 12));
        assertNotSame(gradients, Clip.byValue(gradients, 11.999f));
        assertSame(gradients, Clip.byGlobalNorm(gradients, 13));
        assertNotSame(gradients, Clip.byGlobalNorm(gradients, 12.999f));
    }

    @Test
    void argumentsAreNotModified() {
        Clip.byValue(gradients, 1);
        Clip.byGlobalNorm(gradients, 1);
        assertArrayEquals(new float[] {3, 0, -4}, gradients.of(a).array(), 0);
        assertArrayEquals(new float[] {12}, gradients.of(b).array(), 0);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aGradientThatIsNotFiniteIsRefusedAndNamed(float x) {
        Gradients bad = Given.gradients(List.of(b, a), List.of(new float[] {1}, new float[] {1, x, 1}));
        String message = "gradient 1 of 2, with respect to a tensor of shape (3), contains NaN or infinity";
        Exception byValue = assertThrows(IllegalArgumentException.class, () -> Clip.byValue(bad, 1));
        assertTrue(byValue.getMessage().startsWith(message), byValue.getMessage());
        Exception byNorm = assertThrows(IllegalArgumentException.class, () -> Clip.byGlobalNorm(bad, 1));
        assertTrue(byNorm.getMessage().startsWith(message), byNorm.getMessage());
    }

    @Test
    void finiteGradientsOfHugeNormAreClipped() {
        Gradients huge = Given.gradients(a, 3e38f, 0, -3e38f);
        assertEquals(1e3, Clip.byGlobalNorm(huge, 1e3f).globalNorm(), 1e-3);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void limitsThatAreNotFiniteAndAboveZeroAreRefused(float limit) {
        Exception byValue = assertThrows(IllegalArgumentException.class, () -> Clip.byValue(gradients, limit));
        assertEquals("limit " + limit + ": expected a finite number above 0", byValue.getMessage());
        Exception byNorm = assertThrows(IllegalArgumentException.class, () -> Clip.byGlobalNorm(gradients, limit));
        assertEquals("maxNorm " + limit + ": expected a finite number above 0", byNorm.getMessage());
    }
}
