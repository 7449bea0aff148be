package easel.datasets;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;

/**
 * Random transformations of training images: flips, shifts and rotations. Each image of a batch is transformed
 * independently, by draws from a stream keyed by the step: the same seed gives the same images in any order of calls
 * and on any thread. Results are fresh.
 */
public final class Augmentation {
    private Augmentation() {}

    /**
     * Flips each image left to right with probability 1/2.
     *
     * @param random its stream {@code "flip"} at each step gives the draws. Not modified
     * @return a map of (N, H, W, C) to the same shape
     */
    public static BatchMap flip(RandomStream random) {
        RandomStream stream = random.stream("flip");
        return (images, step) -> {
            RandomStream draws = stream.at(step);
            return moved(images, 0, () -> draws.nextInt(2) == 0
                    ? (h, w, shape) -> new Position(h, w)
                    : (h, w, shape) -> new Position(h, shape.axis(2) - 1 - w));
        };
    }

    /**
     * Shifts each image by a whole number of pixels vertically and horizontally, each uniform from {@code -pixels} to
     * {@code pixels}.
     *
     * @param pixels the largest shift, at least 1 and less than H and W
     * @param fill the value of pixels from outside the image, such as the background's
     * @param random its stream {@code "shift"} at each step gives the shifts. Not modified
     * @return a map of (N, H, W, C) to the same shape
     * @throws IllegalArgumentException if {@code pixels} is below 1; from the map, if it is not below H and W
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
                return (h, w, shape) -> new Position(h - down, w - right);
            });
        };
    }

    /**
     * Rotates each image about its centre by an angle uniform from {@code -degrees} to {@code degrees}, with bilinear
     * interpolation.
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

    /** Counter-clockwise on the screen, where h grows downwards. StrictMath gives the same bytes on every machine. */
    static Motion rotation(double degrees) {
        double cos = StrictMath.cos(Math.toRadians(degrees));
        double sin = StrictMath.sin(Math.toRadians(degrees));
        return (h, w, shape) -> {
            double middleH = (shape.axis(1) - 1) / 2.0;
            double middleW = (shape.axis(2) - 1) / 2.0;
            double down = h - middleH;
            double right = w - middleW;
            return new Position(middleH + cos * down + sin * right, middleW + cos * right - sin * down);
        };
    }

    /** A position in an image, in pixels; whole numbers are the centres of pixels. */
    record Position(double h, double w) {}

    /** The position in the input image that gives output pixel (h, w) its value. */
    @FunctionalInterface
    interface Motion {
        Position source(int h, int w, Shape shape);
    }

    @FunctionalInterface
    interface Motions {
        Motion next();
    }

    static Tensor moved(Tensor images, float fill, Motions motions) {
        Shape shape = images.shape();
        checkImages(shape);
        Tensor moved = Tensor.zeros(shape);   // (N, H, W, C)
        int offset = 0;
        for (int n = 0; n < shape.axis(0); n++) {
            Motion motion = motions.next();
            for (int h = 0; h < shape.axis(1); h++) {
                for (int w = 0; w < shape.axis(2); w++) {
                    interpolate(images, n, motion.source(h, w, shape), fill, moved.array(), offset);
                    offset += shape.columns();
                }
            }
        }
        return moved;
    }

    private static void interpolate(Tensor images, int n, Position position, float fill, float[] output, int offset) {
        int h = (int) Math.floor(position.h);
        int w = (int) Math.floor(position.w);
        double down = position.h - h;
        double right = position.w - w;
        for (int c = 0; c < images.columns(); c++) {
            double value = value(images, n, h, w, c, fill);
            if (down != 0 || right != 0) {
                value = (1 - down) * ((1 - right) * value + right * value(images, n, h, w + 1, c, fill))
                        + down * ((1 - right) * value(images, n, h + 1, w, c, fill)
                        + right * value(images, n, h + 1, w + 1, c, fill));
            }
            output[offset + c] = (float) value;
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
