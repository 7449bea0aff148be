package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private final RandomStream random = RandomStream.of(3);
    private final List<BatchMap> all = List.of(Augmentation.flip(random), Augmentation.shift(2, -1, random),
            Augmentation.rotate(40, -1, random));

    @Test
    void halfOfTheImagesAreFlippedLeftToRight() {
        Tensor images = repeated(1000, Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        Map<List<Float>, Integer> counts = counts(Augmentation.flip(random).apply(images, 0));
        assertEquals(2, counts.size());
        // The standard deviation is 15.8; the bound is four times that.
        assertEquals(500, counts.get(List.of(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f)), 63);
        assertEquals(500, counts.get(List.of(3f, 4f, 1f, 2f, 7f, 8f, 5f, 6f)), 63);
    }

    @Test
    void allShiftsAreEquallyLikelyAndUncoveredPixelsAreFilled() {
        Tensor images = repeated(9000, Shape.of(2, 2, 1), 1, 2, 3, 4);
        Map<List<Float>, Integer> counts = counts(Augmentation.shift(1, 9, random).apply(images, 0));
        assertEquals(9, counts.size());
        // The standard deviation is 29.8; the bound is four times that.
        counts.forEach((image, count) -> assertEquals(1000, count, 119, image::toString));
        assertTrue(counts.containsKey(List.of(1f, 2f, 3f, 4f)));
        assertTrue(counts.containsKey(List.of(9f, 9f, 1f, 2f)), "down");
        assertTrue(counts.containsKey(List.of(9f, 1f, 9f, 3f)), "right");
        assertTrue(counts.containsKey(List.of(4f, 9f, 9f, 9f)), "up and left");
    }

    @Test
    void rotationIsCounterClockwise() {
        Tensor image = Tensor.of(Shape.of(1, 3, 3, 1), 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertArrayEquals(new float[] {3, 6, 9, 2, 5, 8, 1, 4, 7}, rotated(image, 90), 1e-5f);
        assertArrayEquals(new float[] {9, 8, 7, 6, 5, 4, 3, 2, 1}, rotated(image, 180), 1e-5f);
        assertArrayEquals(image.array(), rotated(image, 0));
    }

    @Test
    void rotationInterpolatesAndFillsUncoveredPixels() {
        Tensor image = Tensor.of(Shape.of(1, 3, 3, 1), 0, 0, 0, 0, 0, 8, 0, 0, 0);
        double half = Math.sqrt(0.5);
        float[] rotated = rotated(image, 45);
        // The upper right corner is interpolated at (1, 1 + √2), where the fill value has the weight √2 - 1; the pixel
        // above the centre is interpolated at (1 - √½, 1 + √½).
        assertEquals(8 - (Math.sqrt(2) - 1) * (8 - 4), rotated[2], 1e-5);
        assertEquals(8 * half * (1 - half), rotated[1], 1e-5);
        assertEquals(0, rotated[4], 1e-6f);
    }

    private static float[] rotated(Tensor image, double degrees) {
        return Augmentation.moved(image, 4, () -> Augmentation.rotation(degrees)).array();
    }

    @Test
    void anglesAreUniform() {
        // In an image whose values are row numbers, the pixel right of the centre becomes 1 + the sine of the angle.
        Tensor images = repeated(2000, Shape.of(3, 3, 1), 0, 0, 0, 1, 1, 1, 2, 2, 2);
        float[] rotated = Augmentation.rotate(30, 9, random).apply(images, 0).array();
        double[] angles = new double[2000];
        Arrays.setAll(angles, n -> Math.toDegrees(Math.asin(rotated[9 * n + 5] - 1)));
        Arrays.sort(angles);
        for (int n = 0; n < 2000; n++) {
            // Kolmogorov-Smirnov test for the uniform distribution; the 0.999 quantile is 1.95 / √2000 = 0.044.
            assertEquals((n + 0.5) / 2000, (angles[n] + 30) / 60, 0.044);
        }
    }

    @Test
    void theSameSeedAndStepGiveTheSameImages() {
        Tensor images = noise();
        for (BatchMap map : all) {
            float[] third = map.apply(images, 3).array();
            map.apply(images, 4);
            assertArrayEquals(third, map.apply(images, 3).array());
            assertFalse(Arrays.equals(third, map.apply(images, 4).array()));
        }
        assertArrayEquals(all.get(0).apply(images, 5).array(),
                Augmentation.flip(RandomStream.of(3)).apply(images, 5).array());
        assertFalse(Arrays.equals(all.get(0).apply(images, 5).array(),
                Augmentation.flip(RandomStream.of(4)).apply(images, 5).array()));
    }

    @Test
    void inputImagesAreNotModified() {
        Tensor images = noise();
        float[] before = images.array().clone();
        for (BatchMap map : all) {
            Tensor changed = map.apply(images, 0);
            assertEquals(images.shape(), changed.shape());
            assertFalse(Arrays.equals(before, changed.array()));
            assertArrayEquals(before, images.array());
        }
    }

    @Test
    void badSettingsAreRefused() {
        assertMessage("shift by up to 0 pixels: expected at least 1", () -> Augmentation.shift(0, 0, random));
        assertMessage("shift by up to 4 pixels of images (4, 5, 3): expected less than their height and width",
                () -> Augmentation.shift(4, 0, random).apply(noise(), 0));
        for (double degrees : new double[] {0, -1, 181, Double.NaN}) {
            assertMessage("rotate by up to " + degrees + " degrees: expected more than 0 and at most 180",
                    () -> Augmentation.rotate(degrees, 0, random));
        }
        for (BatchMap map : all) {
            assertMessage("images of shape (2, 4): expected (N, H, W, C). Augment before reshaping.",
                    () -> map.apply(Tensor.zeros(Shape.of(2, 4)), 0));
        }
    }

    private static Tensor noise() {
        Tensor images = Tensor.zeros(Shape.of(16, 4, 5, 3));
        RandomStream.of(1).fillUniform(images.array(), -1, 1);
        return images;
    }

    private static Tensor repeated(int n, Shape shape, float... image) {
        Tensor images = Tensor.zeros(shape.batch(n));
        for (int i = 0; i < images.size(); i++) {
            images.array()[i] = image[i % image.length];
        }
        return images;
    }

    private static Map<List<Float>, Integer> counts(Tensor images) {
        Map<List<Float>, Integer> counts = new HashMap<>();
        int length = images.shape().example().size();
        for (int start = 0; start < images.size(); start += length) {
            Float[] image = new Float[length];
            for (int i = 0; i < length; i++) {
                image[i] = images.array()[start + i];
            }
            counts.merge(List.of(image), 1, Integer::sum);
        }
        return counts;
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
