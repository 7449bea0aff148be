package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Shape;
import easel.core.Tensor;
import org.junit.jupiter.api.Test;

class LabeledImagesTest {
    private final byte[] pixels = {0, 51, 102, (byte) 153, (byte) 204, (byte) 255};
    private final byte[] classes = {7, (byte) 200, 3};
    private final LabeledImages data = LabeledImages.of(Images.of(Shape.of(1, 2, 1), pixels), classes);

    @Test
    void aBatchHoldsTheChosenImagesInTheirOrder() {
        Tensor batch = data.images(new int[] {2, 0, 2}, Scaling.ZERO_TO_ONE);
        assertEquals(Shape.of(3, 1, 2, 1), batch.shape());
        assertArrayEquals(new float[] {0.8f, 1, 0, 0.2f, 0.8f, 1}, batch.array());
    }

    @Test
    void labelsAreClassIndicesInTheRequestedOrder() {
        Tensor labels = data.labels(new int[] {2, 0, 1});
        assertEquals(Shape.of(3), labels.shape());
        assertArrayEquals(new float[] {3, 7, 200}, labels.array());
        assertEquals(200, data.label(1));
    }

    @Test
    void laterChangesOfTheArraysHaveNoEffect() {
        pixels[0] = 99;
        classes[0] = 99;
        assertEquals(0f, data.images(new int[] {0}, Scaling.ZERO_TO_ONE).array()[0]);
        assertEquals(7, data.label(0));
    }

    @Test
    void anIndexOutOfRangeIsRefused() {
        for (int index : new int[] {-1, 3}) {
            String expected = "index " + index + " is outside a data set of 3 examples: expected 0 to 2";
            assertMessage(expected, () -> data.images(new int[] {0, index}, Scaling.ZERO_TO_ONE));
            assertMessage(expected, () -> data.labels(new int[] {0, index}));
            assertMessage(expected, () -> data.label(index));
        }
    }

    @Test
    void anEmptyBatchIsRefused() {
        String expected = "no indices: a batch needs at least one example";
        assertMessage(expected, () -> data.images(new int[0], Scaling.ZERO_TO_ONE));
        assertMessage(expected, () -> data.labels(new int[0]));
    }

    @Test
    void eachImageNeedsOneLabel() {
        assertMessage("3 images and 2 labels: expected one label for each image",
                () -> LabeledImages.of(data.images(), new byte[2]));
    }

    @Test
    void theNumberOfBytesMustBeAMultipleOfTheImageSize() {
        assertMessage("5 bytes for images of shape (1, 2, 1): expected a multiple of 2, at least 2",
                () -> Images.of(Shape.of(1, 2, 1), new byte[5]));
        assertMessage("0 bytes for images of shape (1, 2, 1): expected a multiple of 2, at least 2",
                () -> Images.of(Shape.of(1, 2, 1), new byte[0]));
        assertMessage("image shape (2, 2): expected (H, W, C), such as (28, 28, 1)",
                () -> Images.of(Shape.of(2, 2), new byte[4]));
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
