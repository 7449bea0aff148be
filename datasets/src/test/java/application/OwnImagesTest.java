package application;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.BatchMap;
import easel.datasets.BatchPipeline;
import easel.datasets.Batches;
import easel.datasets.ImageSource;
import easel.datasets.Pipeline;
import easel.datasets.Scaling;
import easel.datasets.Toy;
import org.junit.jupiter.api.Test;

/** An application with its own images, choice of batches, transformation of batches and toy distribution. */
class OwnImagesTest {
    /** Gray images of 1 x 2 pixels: image i has the levels i and 255 - i. */
    private record Gradients(int size) implements ImageSource {
        @Override
        public Shape imageShape() {
            return Shape.of(1, 2, 1);
        }

        @Override
        public void levels(int index, byte[] levels, int start) {
            levels[start] = (byte) index;
            levels[start + 1] = (byte) (255 - index);
        }
    }

    /** Multiplies all pixels by the number of the batch. */
    private static final BatchMap TIMES_STEP = (images, step) -> {
        Tensor y = images.copy();
        for (int i = 0; i < y.size(); i++) {
            y.array()[i] *= step;
        }
        return y;
    };

    @Test
    void aPipelineReadsAndTransformsImagesOfTheApplication() {
        try (BatchPipeline batches = Pipeline.of(new Gradients(5), Scaling.ZERO_TO_ONE).batch(2).map(TIMES_STEP)) {
            Tensor second = batches.apply(1);
            assertEquals(Shape.of(2, 1, 2, 1), second.shape());
            assertArrayEquals(new float[] {2 / 255f, 253 / 255f, 3 / 255f, 252 / 255f}, second.array(), 1e-6f);
            assertThrows(IllegalStateException.class, () -> batches.labels(1), "these images have no labels");
        }
    }

    @Test
    void batchesOfTheApplicationSelectImages() {
        Batches inOrder = step -> new int[] {(int) step, (int) step + 1};
        Tensor images = new Gradients(5).images(inOrder.indices(3), Scaling.ZERO_TO_ONE);
        assertArrayEquals(new float[] {3 / 255f, 252 / 255f, 4 / 255f, 251 / 255f}, images.array(), 1e-6f);
    }

    @Test
    void aToyDistributionIsALambda() {
        Toy diagonal = (n, random) -> {
            Tensor points = Tensor.zeros(Shape.of(n, 2));
            for (int i = 0; i < n; i++) {
                float x = random.nextFloat();
                points.array()[2 * i] = x;
                points.array()[2 * i + 1] = x;
            }
            return points;
        };
        Tensor points = diagonal.sample(3, RandomStream.of(1));
        assertEquals(Shape.of(3, 2), points.shape());
        assertEquals(points.at(2, 0), points.at(2, 1));
    }
}
