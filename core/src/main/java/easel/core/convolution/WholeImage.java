package easel.core.convolution;

import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;

/**
 * Convolutions whose window covers the image exactly, without padding, as in the last layer of a discriminator and, by
 * the input gradient, in the first layer of a generator. There is one output pixel, and its patch is the image. So the
 * three functions are matrix products of the arrays as they are:
 *
 * <pre>
 * y = x·w     dx = dy·wᵀ     dw = xᵀ·dy          x (N, H·W·C), w (H·W·C, OC), y (N, OC)
 * </pre>
 */
final class WholeImage {
    private WholeImage() {}

    /** Whether the window of a geometry covers each pixel of the image and no padding. */
    static boolean fits(Geometry g) {
        return g.window().height() == g.height() && g.window().width() == g.width() && !g.window().isDilated()
                && g.sides().equals(new Padding.Sides(0, 0, 0, 0));
    }

    /** Fills and returns y = x·w. */
    static Tensor forward(Tensor x, Tensor weight, Tensor y) {
        Gemm.chosen().multiply(images(x), kernel(weight), images(y));
        return y;
    }

    /** Fills and returns dx = dy·wᵀ. */
    static Tensor inputGradient(Tensor dy, Tensor weight, Tensor dx) {
        Gemm.chosen().multiply(images(dy), kernel(weight).transpose(), images(dx));
        return dx;
    }

    /** Fills and returns dw = xᵀ·dy. */
    static Tensor weightGradient(Tensor x, Tensor dy, Tensor dw) {
        Gemm.chosen().multiply(images(x).transpose(), images(dy), kernel(dw));
        return dw;
    }

    /** One row for each image. */
    private static MatrixView images(Tensor images) {
        int n = images.shape().axis(0);
        return MatrixView.of(images.array(), n, images.size() / n);
    }

    private static MatrixView kernel(Tensor weight) {
        return MatrixView.of(weight.array(), weight.rows(), weight.columns());
    }
}
