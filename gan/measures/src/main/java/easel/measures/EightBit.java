package easel.measures;

import easel.core.Tensor;
import easel.datasets.Scaling;

/**
 * Rounds images to 8 bits per sample, as an image file stores them. A measure of generated images then sees the same
 * pixels as a person who looks at the files.
 */
public final class EightBit {
    private EightBit() {}

    /**
     * Rounds each value to the nearest of the 256 levels, and returns the levels in [0, 1]. Values outside the range of
     * the scaling become the nearest level, 0 or 255. Rounding twice gives the same images as rounding once, if the
     * second call has {@link Scaling#ZERO_TO_ONE}.
     *
     * @param images any shape. Not modified
     * @param scaling the range of the values: {@link Scaling#MINUS_ONE_TO_ONE} for a generator that ends in tanh,
     *     {@link Scaling#ZERO_TO_ONE} for one that ends in a sigmoid
     * @return level / 255 for each value, of the shape of the images
     * @throws IllegalArgumentException if a value is not finite
     */
    public static Tensor round(Tensor images, Scaling scaling) {
        Tensor rounded = Tensor.zeros(images.shape());
        for (int i = 0; i < images.size(); i++) {
            float value = images.array()[i];
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("images " + images.shape() + ": the value at index " + i + " is "
                        + value + "; expected finite numbers. Look for the layer that computes it, or use an earlier"
                        + " checkpoint");
            }
            rounded.array()[i] = Scaling.ZERO_TO_ONE.toFloat(scaling.toLevel(value));
        }
        return rounded;
    }
}
