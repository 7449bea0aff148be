package easel.datasets;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;

/**
 * Random transformations of training images: flips, shifts and rotations. Each image of a batch is transformed
 * independently. The draws come from a random stream for the step, so the same seed gives the same images in any order
 * of calls and on any thread. Each result is a new tensor.
 */
public final class Augmentation {
    private Augmentation() {}

    /**
     * Flips each image left to right with probability 1/2.
     *
     * @param random {@code random.stream("flip").at(step)} draws the flips of a step. Not modified
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
     * @param fill the value of pixels outside the original image, such as the value of the background
     * @param random {@code random.stream("shift").at(step)} draws the shifts of a step. Not modified
     * @return a map of (N, H, W, C) to the same shape
     * @throws IllegalArgumentException if {@code pixels} is below 1; the returned map throws it if {@code pixels} is
     *         not below H and W
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
     * @param fill the value of pixels outside the original image, such as the value of the background
     * @param random {@code random.stream("rotate").at(step)} draws the angles of a step. Not modified
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

    /** A rotation, counter-clockwise on the screen. StrictMath gives the same bytes on every machine. */
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

    /** Maps an output pixel (h, w) to the position in the input image where its value is read. */
    @FunctionalInterface
    interface Motion {
        Position source(int h, int w, Shape shape);
    }

    /** Draws the motion of the next image. */
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
        double fractionH = position.h - h;
        double fractionW = position.w - w;
        for (int c = 0; c < images.columns(); c++) {
            double value = value(images, n, h, w, c, fill);
            if (fractionH != 0 || fractionW != 0) {
                value = (1 - fractionH) * ((1 - fractionW) * value + fractionW * value(images, n, h, w + 1, c, fill))
                        + fractionH * ((1 - fractionW) * value(images, n, h + 1, w, c, fill)
                        + fractionW * value(images, n, h + 1, w + 1, c, fill));
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
