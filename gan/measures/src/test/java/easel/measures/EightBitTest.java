package easel.measures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Shape;
import easel.core.Tensor;
import easel.datasets.ImageGrid;
import easel.datasets.Scaling;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EightBitTest {
    @Test
    void roundsToTheNearestLevelAndClips() {
        Tensor images = Tensor.of(Shape.of(1, 2, 3, 1), 0f, 0.3f / 255, 0.7f / 255, 1f, 1.7f, -0.2f);
        Tensor rounded = EightBit.round(images, Scaling.ZERO_TO_ONE);
        assertEquals(images.shape(), rounded.shape());
        assertArrayEquals(new float[] {0, 0, 1 / 255f, 1, 1, 0}, rounded.array());
        assertArrayEquals(new float[] {128 / 255f, 1, 0, 0}, EightBit.round(
                Tensor.of(Shape.of(4), 0f, 1f, -1f, -3f), Scaling.MINUS_ONE_TO_ONE).array());
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheLevelsOfFiles(Scaling scaling) {
        float[] levels = new float[256];
        float[] expected = new float[256];
        for (int level = 0; level < 256; level++) {
            levels[level] = scaling.toFloat(level);
            expected[level] = Scaling.ZERO_TO_ONE.toFloat(level);
        }
        Tensor once = EightBit.round(Tensor.of(Shape.of(256), levels), scaling);
        assertArrayEquals(expected, once.array());
        assertArrayEquals(expected, EightBit.round(once, Scaling.ZERO_TO_ONE).array());
    }

    @Test
    void equalsThePixelsOfAPicture() {
        Tensor image = Tensor.zeros(Shape.of(1, 7, 7, 1));
        IntStream.range(0, 49).forEach(i -> image.array()[i] = i / 24f - 1);
        var picture = ImageGrid.of(1, 1, Shape.of(7, 7, 1), Scaling.MINUS_ONE_TO_ONE).withMagnification(1)
                .withLineWidth(0).draw(image);
        Tensor rounded = EightBit.round(image, Scaling.MINUS_ONE_TO_ONE);
        for (int i = 0; i < 49; i++) {
            assertEquals((picture.getRGB(i % 7, i / 7) & 0xFF) / 255f, rounded.array()[i], "pixel " + i);
        }
    }

    @Test
    void refusesNumbersThatNoFileHas() {
        for (float wrong : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            String message = assertThrows(IllegalArgumentException.class,
                    () -> EightBit.round(Tensor.of(Shape.of(2), 0f, wrong), Scaling.ZERO_TO_ONE)).getMessage();
            assertEquals("images (2): the value at index 1 is " + wrong + "; expected finite numbers. Look for the"
                    + " layer that computes it, or use an earlier checkpoint", message);
        }
    }
}
