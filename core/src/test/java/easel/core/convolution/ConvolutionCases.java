package easel.core.convolution;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/** Sizes of convolutions for tests. */
final class ConvolutionCases {
    private static final int[][] IMAGES = {{1, 1}, {5, 7}, {8, 3}, {11, 9}};
    private static final int[][] KERNELS = {{1, 1}, {2, 3}, {3, 3}, {5, 2}, {4, 7}};
    private static final int[][] STRIDES = {{1, 1}, {2, 2}, {3, 1}, {5, 4}};
    private static final List<Padding> PADDINGS =
            List.of(Padding.SAME, Padding.VALID, Padding.of(1, 0, 2, 1), Padding.of(3, 4, 0, 5));

    /** Sizes that differ in how {@link Patches} cuts a batch into groups of output rows. */
    static final List<Case> ROW_GROUPS = List.of(
            of(5, 28, 28, 2, 3, Window.square(3, 1), Padding.SAME),          // four groups per image, 1 row in the last
            of(3, 17, 16, 3, 2, new Window(2, 5, 1, 1), Padding.SAME),           // two groups per image
            of(2, 16, 16, 1, 2, Window.square(5, 1), Padding.SAME),              // exactly one image per group
            of(40, 7, 7, 2, 4, Window.square(3, 2), Padding.SAME),               // 16 images per group, 8 in the last
            of(3, 5, 3, 2, 2, Window.square(3, 1), Padding.SAME),                // one group for all
            of(2, 3, 300, 1, 2, Window.square(3, 1), Padding.of(0, 1, 2, 0)),    // a row longer than a group
            of(300, 1, 1, 3, 2, Window.square(1, 1), Padding.VALID),             // 256 images per group
            of(11, 9, 13, 2, 3, new Window(4, 3, 2, 1), Padding.of(0, 3, 2, 1)));

    /** Sizes for which all three operations use tiles. */
    static final List<Case> TILED = List.of(
            of(2, 14, 13, 33, 40, Window.square(5, 1), Padding.SAME),                  // DFT, one tile
            of(1, 29, 33, 64, 64, Window.square(5, 1), Padding.SAME),                  // DFT, several tiles
            of(1, 14, 28, 33, 40, new Window(5, 10, 1, 2), Padding.of(2, 2, 5, 4)),    // an odd number of points
            of(1, 20, 17, 80, 80, Window.square(5, 1), Padding.VALID),
            of(1, 25, 20, 64, 80, new Window(4, 3, 1, 1), Padding.of(3, 0, 1, 4)),
            of(1, 33, 32, 64, 80, Window.square(5, 2), Padding.SAME),
            of(1, 20, 39, 65, 48, new Window(4, 6, 1, 2), Padding.of(2, 1, 0, 3)),
            of(1, 33, 34, 36, 50, Window.square(6, 2), Padding.of(2, 2, 2, 2)),
            of(3, 16, 24, 50, 65, Window.square(4, 2), Padding.SAME),                  // five points
            of(70, 7, 7, 64, 64, Window.square(5, 1), Padding.SAME));                  // tiles in several groups

    /** Kernels as large as the image, without padding. */
    static final List<Case> WHOLE_IMAGE = List.of(
            of(3, 4, 4, 40, 1, Window.square(4, 1), Padding.VALID),
            of(5, 4, 4, 3, 50, Window.square(4, 1), Padding.VALID),
            of(2, 4, 4, 64, 33, Window.square(4, 2), Padding.VALID),
            of(7, 3, 5, 17, 20, new Window(3, 5, 2, 1), Padding.VALID),
            of(300, 1, 1, 20, 5, Window.square(1, 1), Padding.VALID));

    /** Channels and filters from few to more than a panel, with random other sizes; special sizes; {@link #TILED}. */
    static final List<Case> CHANNELS = channels();

    /**
     * Dilated kernels: each stride with each dilation, so that the two have every greatest common divisor, for few
     * channels, few filters, and many of both.
     */
    static final List<Case> DILATED = dilated();

    private static List<Case> dilated() {
        int[][] sizes = {{2, 3}, {17, 3}, {3, 17}, {17, 20}, {40, 40}};
        RandomStream random = RandomStream.of(8);
        List<Case> cases = new ArrayList<>();
        for (int stride = 1; stride <= 4; stride++) {
            for (int dilation = 1; dilation <= 6; dilation++) {
                for (int[] size : sizes) {
                    Window window = new Window(1 + random.nextInt(4), 1 + random.nextInt(4), stride,
                            1 + random.nextInt(3), dilation, 2 + random.nextInt(3));
                    Padding padding = random.nextInt(3) > 0 ? Padding.SAME : Padding.of(random.nextInt(4),
                            random.nextInt(7), random.nextInt(9), random.nextInt(4));
                    cases.add(of(1 + random.nextInt(3), window.coveredHeight() + random.nextInt(6),
                            window.coveredWidth() + random.nextInt(9), size[0], size[1], window, padding));
                }
            }
        }
        cases.add(of(1, 9, 8, 1, 2, Window.square(1, 2).withDilation(Integer.MAX_VALUE, 3), Padding.of(1, 0, 0, 2)));
        cases.add(of(1, 9, 8, 33, 34, Window.square(1, 2).withDilation(3, Integer.MAX_VALUE), Padding.of(1, 0, 0, 2)));
        return cases;
    }

    private static List<Case> channels() {
        int[] sizes = {1, 2, 7, 8, 9, 16, 17, 33, 64};
        RandomStream random = RandomStream.of(7);
        List<Case> cases = new ArrayList<>();
        for (int channels : sizes) {
            for (int filters : sizes) {
                Window window = new Window(1 + random.nextInt(5), 1 + random.nextInt(5), 1 + random.nextInt(3),
                        1 + random.nextInt(3));
                Padding padding = random.nextInt(3) > 0 ? Padding.SAME : Padding.of(random.nextInt(4),
                        random.nextInt(7), random.nextInt(4), random.nextInt(7));
                cases.add(of(1 + random.nextInt(3), window.height() + random.nextInt(6),
                        window.width() + random.nextInt(9), channels, filters, window, padding));
            }
        }
        cases.add(of(40, 4, 4, 16, 16, Window.square(3, 1), Padding.SAME));              // pixels in several blocks
        cases.add(of(1, 20, 23, 17, 34, Window.square(5, 1), Padding.SAME));
        cases.add(of(2, 9, 9, 80, 40, Window.square(4, 2), Padding.SAME));
        cases.add(of(3, 6, 6, 20, 130, Window.square(2, 3), Padding.of(5, 0, 1, 4)));    // stride above the kernel size
        cases.addAll(WHOLE_IMAGE);
        cases.addAll(TILED);
        return cases;
    }

    private ConvolutionCases() {}

    /** The sizes of one convolution: N, OC and the geometry. */
    record Case(int n, int filters, Geometry g) {
        Shape x() {
            return g.image().batch(n);
        }

        Shape weight() {
            return Shape.of(g.window().height(), g.window().width(), g.channels(), filters);
        }

        Shape y() {
            return g.output(filters).batch(n);
        }
    }

    static Case of(int n, int height, int width, int channels, int filters, Window window, Padding padding) {
        return new Case(n, filters, Geometry.of(Shape.of(height, width, channels), window, padding));
    }

    /** {@link #ROW_GROUPS}, {@link #CHANNELS} and {@link #DILATED}. */
    static List<Case> all() {
        List<Case> all = new ArrayList<>(ROW_GROUPS);
        all.addAll(CHANNELS);
        all.addAll(DILATED);
        return all;
    }

    /** All combinations of IMAGES, KERNELS, STRIDES and PADDINGS whose window fits into the padded image. */
    static List<Case> combinations() {
        List<Case> cases = new ArrayList<>();
        for (int[] image : IMAGES) {
            for (int[] kernel : KERNELS) {
                for (int[] stride : STRIDES) {
                    for (Padding padding : PADDINGS) {
                        Window window = new Window(kernel[0], kernel[1], stride[0], stride[1]);
                        Padding.Sides sides = padding.around(image[0], image[1], window);
                        if (image[0] + sides.top() + sides.bottom() >= kernel[0]
                                && image[1] + sides.left() + sides.right() >= kernel[1]) {
                            cases.add(of(2, image[0], image[1], 2, 3, window, padding));
                        }
                    }
                }
            }
        }
        return cases;
    }

    /** Uniform numbers from -1 to 1. */
    static Tensor uniform(Shape shape, long seed) {
        Tensor tensor = Tensor.zeros(shape);
        RandomStream.of(seed).fillUniform(tensor.array(), -1, 1);
        return tensor;
    }
}
