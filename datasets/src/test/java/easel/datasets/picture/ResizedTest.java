package easel.datasets.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResizedTest {
    @Test
    void theSameSizeChangesNothing() {
        int[] levels = IntStream.range(0, 7 * 5).map(i -> i * 7 % 256).toArray();
        assertArrayEquals(levels, resized(gray(7, levels), 5, 7));
    }

    @Test
    void halvingAveragesFourPixels() {
        int[] levels = IntStream.range(0, 6 * 4).map(i -> i * i % 256).toArray();
        int[] expected = new int[6];
        for (int i = 0; i < 6; i++) {
            int topLeft = i / 3 * 12 + i % 3 * 2;
            expected[i] = (levels[topLeft] + levels[topLeft + 1] + levels[topLeft + 6] + levels[topLeft + 7] + 2) / 4;
        }
        assertArrayEquals(expected, resized(gray(6, levels), 2, 3));
    }

    @Test
    void partlyCoveredPixelsAreWeightedByTheCoveredArea() {
        // From 3 x 3 to 2 x 2, each output pixel covers one whole, two half and one quarter input pixels.
        int[] expected = {40, 80, 160, 200};   // (0 + 30/2 + 90/2 + 120/4) / 2.25, …
        assertArrayEquals(expected, resized(gray(3, 0, 30, 60, 90, 120, 150, 180, 210, 240), 2, 2));
    }

    @Test
    void aWidePictureIsCroppedAtTheSidesAndATallOneAtTopAndBottom() {
        assertArrayEquals(new int[] {20, 30, 70, 80}, resized(gray(4, 10, 20, 30, 40, 60, 70, 80, 90), 2, 2));
        assertArrayEquals(new int[] {30, 40, 50, 60}, resized(gray(2, 10, 20, 30, 40, 50, 60, 70, 80), 2, 2));
    }

    @Test
    void anOddRemainderIsCroppedByWholePixels() {
        assertArrayEquals(new int[] {10, 20, 40, 50}, resized(gray(3, 10, 20, 30, 40, 50, 60), 2, 2));
    }

    @Test
    void enlargingInterpolatesLinearly() {
        assertArrayEquals(new int[] {0, 25, 75, 100, 0, 25, 75, 100}, resized(gray(2, 0, 100), 2, 4));
        assertArrayEquals(new int[] {7, 7, 7, 7, 7, 7}, resized(gray(1, 7), 2, 3));
    }

    @Test
    void aUniformPictureKeepsItsLevelAtEverySize() {
        for (int side = 1; side <= 24; side++) {
            int[] levels = new int[side * (side + 3)];
            Arrays.fill(levels, 201);
            for (int height = 1; height <= 12; height++) {
                int[] expected = new int[height * 7];
                Arrays.fill(expected, 201);
                assertArrayEquals(expected, resized(gray(side, levels), height, 7));
            }
        }
    }

    @Test
    void everyOrientationCropsAndResizesTheShownPicture() {
        int[] levels = IntStream.range(0, 7 * 6).map(i -> i * i * 5 % 256).toArray();
        for (int orientation = 1; orientation <= 8; orientation++) {
            boolean transposed = orientation > 4;
            int height = transposed ? 7 : 6;
            int width = transposed ? 6 : 7;
            int[] shown = new int[levels.length];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    shown[y * width + x] = levels[stored(orientation, y, x)];
                }
            }
            for (int[] size : new int[][] {{6, 7}, {7, 6}, {3, 3}, {2, 3}, {4, 2}, {9, 5}, {1, 1}}) {
                int[] expected = resized(gray(width, shown), size[0], size[1]);
                int[] actual = resized(gray(7, levels), orientation, size[0], size[1]);
                for (int i = 0; i < expected.length; i++) {
                    // Another order of summation may round the other way.
                    assertEquals(expected[i], actual[i], 1, "orientation " + orientation);
                }
            }
        }
    }

    /** The index in 6 stored rows of 7 pixels of the pixel that is shown in row y, column x. */
    private static int stored(int orientation, int y, int x) {
        return switch (orientation) {
            case 1 -> 7 * y + x;
            case 2 -> 7 * y + 6 - x;
            case 3 -> 7 * (5 - y) + 6 - x;
            case 4 -> 7 * (5 - y) + x;
            case 5 -> 7 * x + y;
            case 6 -> 7 * (5 - x) + y;
            case 7 -> 7 * (5 - x) + 6 - y;
            default -> 7 * x + 6 - y;
        };
    }

    private static Bitmap gray(int width, int... levels) {
        return new Bitmap(levels.length / width, width) {
            @Override
            void row(int y, double[] rgb) {
                for (int i = 0; i < rgb.length; i++) {
                    rgb[i] = levels[y * width + i / 3];
                }
            }
        };
    }

    private static int[] resized(Bitmap picture, int height, int width) {
        return resized(picture, 1, height, width);
    }

    private static int[] resized(Bitmap picture, int orientation, int height, int width) {
        byte[] levels = new byte[height * width];
        Resized.of(picture, orientation, Shape.of(height, width, 1)).write(levels, 0);
        return IntStream.range(0, levels.length).map(i -> levels[i] & 0xFF).toArray();
    }
}
