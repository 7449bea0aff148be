package easel.spark;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.ops.Products;
import easel.core.random.RandomStream;
import easel.layers.Models;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What decides the bits of a shard's gradients: the version of Easel, and the rounding of products. Plain Java and the
 * Vector API round in the same way for any width; BLAS does not. JDK and width are only reported.
 *
 * @param version of Easel
 * @param blas whether matrix products are computed by BLAS
 * @param product a hash code of a product of two matrices
 * @param description version, kernel, width and JDK, for messages
 */
record Machine(String version, boolean blas, int product, String description) implements Serializable {
    private static final int SIDE = 300;

    /** This process. */
    static Machine here() {
        Gemm gemm = Gemm.chosen();
        RandomStream random = RandomStream.of(1);
        Tensor a = Tensor.zeros(Shape.of(SIDE, SIDE));
        Tensor b = Tensor.zeros(Shape.of(SIDE, SIDE));
        random.fillNormal(a.array(), 0, 1);
        random.fillNormal(b.array(), 0, 1);
        return new Machine(Models.LIBRARY_VERSION, gemm.kind() == Gemm.Kind.JBLAS,
                Arrays.hashCode(Products.matmul(a, b, Tape.forInference()).array()),
                "Easel " + Models.LIBRARY_VERSION + ", " + gemm.describe() + ", Java " + Runtime.version());
    }

    /** Whether the same shard has the same bits on both. */
    boolean givesTheBitsOf(Machine other) {
        return version.equals(other.version) && blas == other.blas && product == other.product;
    }
}
