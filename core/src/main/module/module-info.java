/**
 * Tensors, reverse-mode automatic differentiation, convolutions, random streams, saved state and matrix products.
 *
 * <p>Two modules are optional. With {@code jdk.incubator.vector} matrix products use the Vector API; with {@code jblas}
 * they can use BLAS. Java does not load them by default: start it with {@code --add-modules jdk.incubator.vector} or
 * {@code --add-modules jblas}. Without them, plain Java loops compute the products.
 *
 * <p>The module {@code jdk.management} is needed to find out whether the processor has fused multiply-add; the rounding
 * of every product depends on it.
 */
module easel.core {
    requires jdk.management;
    requires static jblas;
    requires static jdk.incubator.vector;
    requires static org.jspecify;

    exports easel.core;
    exports easel.core.convolution;
    exports easel.core.kernels;
    exports easel.core.ops;
    exports easel.core.random;
    exports easel.core.state;
}
