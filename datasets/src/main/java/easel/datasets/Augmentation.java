package easel.datasets;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;

/**
 * Random changes of images that leave them images of the same kind. Each image of a batch is changed on its own, by
 * draws from a stream keyed by the number of the batch: the same seed gives the same pictures, whatever was drawn
 * before and whichever thread makes them. Results are fresh.
 */
public final class Augmentation {
    private Augmentation() {}

    /**
     * Mirrors each image left to right with probability 1/2.
     *
     * @param random its stream {@code "flip"} at each step decides. Not modified
     * @return a map of (N, H, W, C) to the same shape
     */
    public static BatchMap flip(RandomStream random) {
        RandomStream stream = random.stream("flip");
        return (images, step) -> {
            RandomStream draws = stream.at(step);
            return moved(images, 0, () -> draws.nextInt(2) == 0
                    ? (h, w, shape) -> new Place(h, w)
                    : (h, w, shape) -> new Place(h, shape.axis(2) - 1 - w));
        };
    }

    /**
     * Moves each image by a whole number of pixels up or down and left or right, every distance from
     * {@code -pixels} to {@code pixels} equally likely.
     *
     * @param pixels the largest distance, at least 1 and less than H and W
     * @param fill the value of pixels that come in from outside, such as the background's
     * @param random its stream {@code "shift"} at each step gives the distances. Not modified
     * @return a map of (N, H, W, C) to the same shape
     * @throws IllegalArgumentException if {@code pixels} is below 1; from the map, if an image is no larger
     */
    public static BatchMap shift(int pixels, float fill, RandomStream random) {
        if (pixels < 1) {
            throw new IllegalArgumentException("shift by up to " + pixels + " pixels: expected at least 1");
        }
        RandomStream stream = random.stream("shift");
        return (images, step) -> {
            checkImages(images.shape());
            if (pixels >= Math.min(images.shape().axis(1), images.shape().axis(2))) {
                throw new IllegalArgumentException("shift by up to " + pixels + " pixels of images "
                        + images.shape().example() + ": expected less than their height and width");
            }
            RandomStream draws = stream.at(step);
            return moved(images, fill, () -> {
                int down = draws.nextInt(2 * pixels + 1) - pixels;
                int right = draws.nextInt(2 * pixels + 1) - pixels;
                return (h, w, shape) -> new Place(h - down, w - right);
            });
        };
    }

    /**
     * Turns each image about its centre by an angle uniform from {@code -degrees} to {@code degrees}. Values between
     * pixels are interpolated linearly.
     *
     * @param degrees the largest angle, above 0, at most 180
     * @param fill the value outside the image, such as the background's
     * @param random its stream {@code "rotate"} at each step gives the angles. Not modified
     * @return a map of (N, H, W, C) to the same shape
     * @throws IllegalArgumentException if the angle is out of range
     */
    public static BatchMap rotate(double degrees, float fill, RandomStream random) {
        if (!(degrees > 0 && degrees <= 180)) {
            throw new IllegalArgumentException("rotate by up to " + degrees
                    + " degrees: expected more than 0 and at most 180");
        }
        RandomStream stream = random.stream("rotate");
        return (images, step) -> {
            RandomStream draws = stream.at(step);
            return moved(images, fill, () -> rotation((2 * draws.nextDouble() - 1) * degrees));
        };
    }

    /** Counter-clockwise as seen on the screen, where h counts down. StrictMath, for the same bytes everywhere. */
    static Motion rotation(double degrees) {
        double cos = StrictMath.cos(Math.toRadians(degrees));
        double sin = StrictMath.sin(Math.toRadians(degrees));
        return (h, w, shape) -> {
            double middleH = (shape.axis(1) - 1) / 2.0;
            double middleW = (shape.axis(2) - 1) / 2.0;
            double down = h - middleH;
            double right = w - middleW;
            return new Place(middleH + cos * down + sin * right, middleW + cos * right - sin * down);
        };
    }

    /** A point of an image, in pixels from the centre of the first. */
    record Place(double h, double w) {}

    /** Where in an image of a batch of this shape the value of pixel (h, w) comes from. */
    @FunctionalInterface
    interface Motion {
        Place source(int h, int w, Shape shape);
    }

    @FunctionalInterface
    interface Motions {
        Motion next();
    }

    static Tensor moved(Tensor images, float fill, Motions motions) {
        Shape shape = images.shape();
        checkImages(shape);
        Tensor moved = Tensor.zeros(shape);   // (N, H, W, C)
        int to = 0;
        for (int n = 0; n < shape.axis(0); n++) {
            Motion motion = motions.next();
            for (int h = 0; h < shape.axis(1); h++) {
                for (int w = 0; w < shape.axis(2); w++) {
                    interpolate(images, n, motion.source(h, w, shape), fill, moved.array(), to);
                    to += shape.columns();
                }
            }
        }
        return moved;
    }

    private static void interpolate(Tensor images, int n, Place place, float fill, float[] to, int at) {
        int h = (int) Math.floor(place.h);
        int w = (int) Math.floor(place.w);
        double down = place.h - h;
        double right = place.w - w;
        for (int c = 0; c < images.columns(); c++) {
            double value = value(images, n, h, w, c, fill);
            if (down != 0 || right != 0) {
                value = (1 - down) * ((1 - right) * value + right * value(images, n, h, w + 1, c, fill))
                        + down * ((1 - right) * value(images, n, h + 1, w, c, fill)
                        + right * value(images, n, h + 1, w + 1, c, fill));
            }
            to[at + c] = (float) value;
        }
    }

    private static float value(Tensor images, int n, int h, int w, int c, float fill) {
        Shape shape = images.shape();
        boolean inside = h >= 0 && h < shape.axis(1) && w >= 0 && w < shape.axis(2);
        return inside ? images.array()[((n * shape.axis(1) + h) * shape.axis(2) + w) * shape.axis(3) + c] : fill;
    }

    private static void checkImages(Shape shape) {
        if (shape.rank() != 4) {
            throw new IllegalArgumentException("images of shape " + shape
                    + ": expected (N, H, W, C). Augment before reshaping.");
        }
    }
}
