package easel.core.convolution;

import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.PackedMatrix;

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

    /** y = x·w with the weight as it is. */
    static PreparedKernel forwardOnce(Tensor weight) {
        return once(weight, kernel(weight));
    }

    /** dx = dy·wᵀ with the weight as it is. */
    static PreparedKernel inputGradientOnce(Tensor weight) {
        return once(weight, kernel(weight).transpose());
    }

    /** y = x·w with a packed weight, whose values must not change. */
    static PreparedKernel forwardKept(Tensor weight) {
        return kept(weight, kernel(weight));
    }

    /** dx = dy·wᵀ with a packed weight, whose values must not change. */
    static PreparedKernel inputGradientKept(Tensor weight) {
        return kept(weight, kernel(weight).transpose());
    }

    private static PreparedKernel once(Tensor weight, MatrixView kernel) {
        return new PreparedKernel(weight.size(), (operand, result) ->
                Gemm.chosen().multiply(images(operand), kernel, images(result)));
    }

    private static PreparedKernel kept(Tensor weight, MatrixView kernel) {
        PackedMatrix packed = Gemm.chosen().pack(kernel);
        return new PreparedKernel(weight.size() + packed.floats(), (operand, result) ->
                Gemm.chosen().multiply(images(operand), packed, images(result)));
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
