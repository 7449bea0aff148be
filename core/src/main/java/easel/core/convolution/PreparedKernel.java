package easel.core.convolution;

import easel.core.Tensor;

/**
 * An algorithm, and a kernel in the form that the algorithm reads. Immutable, so threads may share it.
 *
 * @param floats floats of the kernel that it refers to
 * @param algorithm computes the result
 */
record PreparedKernel(long floats, Algorithm algorithm) {
    /** Computes a convolution or an input gradient for any number of images. */
    interface Algorithm {
        /**
         * Fills the result.
         *
         * @param operand x for a convolution, dy for an input gradient. Not modified
         * @param result y or dx for the same number of images. Modified
         */
        void fill(Tensor operand, Tensor result);
    }
}
