package easel.benchmarks;

import easel.core.Allocator;
import easel.core.Tensor;
import easel.core.convolution.Convolution;
import easel.core.convolution.Geometry;

/** Ways to compute a convolution and its gradients; shapes as in {@link Convolution}. */
public enum Convolver {
    /** Easel. */
    EASEL(Convolution::forward, Convolution::inputGradient, Convolution::weightGradient),
    /** im2col: multiplies the patches of one image at a time by the weights, with Easel's matrix product. */
    IM2COL(Im2col::forward, Im2col::inputGradient, Im2col::weightGradient),
    /** The definition as nested loops, on one thread. */
    NAIVE(NaiveConvolution::forward, NaiveConvolution::inputGradient, NaiveConvolution::weightGradient);

    /** A forward pass or one of the two gradients, as a function of two tensors. */
    @FunctionalInterface
    interface Product {
        Tensor of(Tensor a, Tensor b, Geometry g, Allocator buffers);
    }

    /** Takes x and the weights. */
    final Product forward;
    /** Takes dy and the weights. */
    final Product inputGradient;
    /** Takes x and dy. */
    final Product weightGradient;

    Convolver(Product forward, Product inputGradient, Product weightGradient) {
        this.forward = forward;
        this.inputGradient = inputGradient;
        this.weightGradient = weightGradient;
    }
}
