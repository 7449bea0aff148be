package easel.benchmarks;

import easel.core.Shape;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;

/**
 * The convolutions of the programs at their batch sizes, in the order of the forward pass. G is the generator, D the
 * discriminator.
 */
public enum ConvolutionLayer {
    /** 7×7×256 to 7×7×128, 5×5, transposed. */
    DCGAN_G1(128, transposed(256, 7, 7, 128, 5, 1)),
    /** 7×7×128 to 14×14×64, 5×5 of stride 2, transposed. */
    DCGAN_G2(128, transposed(128, 7, 14, 64, 5, 2)),
    /** 14×14×64 to 28×28×1, 5×5 of stride 2, transposed. */
    DCGAN_G3(128, transposed(64, 14, 28, 1, 5, 2)),
    /** 28×28×1 to 14×14×32, 3×3 of stride 2. */
    DCGAN_D1(128, same(28, 1, 32, 3, 2)),
    /** 14×14×32 to 7×7×64, 3×3 of stride 2. */
    DCGAN_D2(128, same(14, 32, 64, 3, 2)),
    /** 7×7×64 to 4×4×128, 3×3 of stride 2. */
    DCGAN_D3(128, same(7, 64, 128, 3, 2)),
    /** 7×7×128 to 14×14×128, 4×4 of stride 2, transposed. */
    CONV_G1(128, transposed(128, 7, 14, 128, 4, 2)),
    /** 14×14×128 to 28×28×128, 4×4 of stride 2, transposed. */
    CONV_G2(128, transposed(128, 14, 28, 128, 4, 2)),
    /** 28×28×128 to 28×28×1, 7×7. */
    CONV_G3(128, same(28, 128, 1, 7, 1)),
    /** 28×28×1 to 14×14×64, 3×3 of stride 2. */
    CONV_D1(128, same(28, 1, 64, 3, 2)),
    /** 14×14×64 to 7×7×64, 3×3 of stride 2. */
    CONV_D2(128, same(14, 64, 64, 3, 2)),
    /** 14×14×128 to 14×14×128, 5×5. */
    FASHION_G1(16, same(14, 128, 128, 5, 1)),
    /** 28×28×128 to 28×28×128, 5×5. */
    FASHION_G2(16, same(28, 128, 128, 5, 1)),
    /** 28×28×128 to 28×28×128, 4×4; the fourth layer has the same sizes. */
    FASHION_G3(16, same(28, 128, 128, 4, 1)),
    /** 28×28×128 to 28×28×1, 4×4. */
    FASHION_G5(16, same(28, 128, 1, 4, 1)),
    /** 28×28×1 to 24×24×32, 5×5. */
    FASHION_D1(16, valid(28, 1, 32, 5)),
    /** 24×24×32 to 20×20×64, 5×5. */
    FASHION_D2(16, valid(24, 32, 64, 5)),
    /** 20×20×64 to 16×16×128, 5×5. */
    FASHION_D3(16, valid(20, 64, 128, 5)),
    /** 16×16×128 to 12×12×256, 5×5. */
    FASHION_D4(16, valid(16, 128, 256, 5)),
    /** 28×28×1 to 28×28×32, 5×5. */
    CLASSIFIER_1(128, same(28, 1, 32, 5, 1)),
    /** 14×14×32 to 14×14×64, 5×5. */
    CLASSIFIER_2(128, same(14, 32, 64, 5, 1)),
    /** 1×1×100 to 4×4×512, 4×4, transposed. */
    DCGAN64_G1(64, new Sizes(square(4, 512, 4, 1, Padding.VALID), 100, true)),
    /** 4×4×512 to 8×8×256, 4×4 of stride 2, transposed. */
    DCGAN64_G2(64, transposed(512, 4, 8, 256, 4, 2)),
    /** 8×8×256 to 16×16×128, 4×4 of stride 2, transposed. */
    DCGAN64_G3(64, transposed(256, 8, 16, 128, 4, 2)),
    /** 16×16×128 to 32×32×64, 4×4 of stride 2, transposed. */
    DCGAN64_G4(64, transposed(128, 16, 32, 64, 4, 2)),
    /** 32×32×64 to 64×64×3, 4×4 of stride 2, transposed. */
    DCGAN64_G5(64, transposed(64, 32, 64, 3, 4, 2)),
    /** 64×64×3 to 32×32×64, 4×4 of stride 2. */
    DCGAN64_D1(64, same(64, 3, 64, 4, 2)),
    /** 32×32×64 to 16×16×128, 4×4 of stride 2. */
    DCGAN64_D2(64, same(32, 64, 128, 4, 2)),
    /** 16×16×128 to 8×8×256, 4×4 of stride 2. */
    DCGAN64_D3(64, same(16, 128, 256, 4, 2)),
    /** 8×8×256 to 4×4×512, 4×4 of stride 2. */
    DCGAN64_D4(64, same(8, 256, 512, 4, 2)),
    /** 4×4×512 to 1×1×1, 4×4. */
    DCGAN64_D5(64, valid(4, 512, 1, 4));

    /** Images in a batch. */
    final int batch;
    /** Whether the layer is a transposed convolution, which is the input gradient of an ordinary convolution. */
    final boolean transposed;
    /** Sizes of the convolution; for a transposed layer, of the convolution from the layer's output to its input. */
    final Geometry geometry;
    /** Output channels OC of that convolution; for a transposed layer, these are the layer's input channels. */
    final int filters;

    ConvolutionLayer(int batch, Sizes sizes) {
        this.batch = batch;
        this.transposed = sizes.transposed;
        this.geometry = sizes.geometry;
        this.filters = sizes.filters;
    }

    private record Sizes(Geometry geometry, int filters, boolean transposed) {}

    private static Sizes same(int size, int channels, int filters, int kernel, int stride) {
        return new Sizes(square(size, channels, kernel, stride, Padding.SAME), filters, false);
    }

    private static Sizes valid(int size, int channels, int filters, int kernel) {
        return new Sizes(square(size, channels, kernel, 1, Padding.VALID), filters, false);
    }

    /** The input gradient of a convolution from {@code out} to {@code in} channels. */
    private static Sizes transposed(int in, int size, int outSize, int out, int kernel, int stride) {
        Sizes sizes = new Sizes(square(outSize, out, kernel, stride, Padding.SAME), in, true);
        assert sizes.geometry.outHeight() == size : sizes;
        return sizes;
    }

    private static Geometry square(int size, int channels, int kernel, int stride, Padding padding) {
        return Geometry.of(Shape.of(size, size, channels), Window.square(kernel, stride), padding);
    }

    /** Input shape (N, H, W, C) of the convolution. */
    Shape x() {
        return geometry.image().batch(batch);
    }

    /** Output shape (N, OH, OW, OC) of the convolution. */
    Shape y() {
        return geometry.output(filters).batch(batch);
    }

    /** Shape of the weights, (KH, KW, C, OC). */
    Shape weight() {
        return Shape.of(geometry.window().height(), geometry.window().width(), geometry.channels(), filters);
    }

    /** Billions of operations of the forward pass or a gradient, without multiplications by padding zeros. */
    double gigaflops() {
        long rows = inside(geometry.outHeight(), geometry.window().height(), geometry.window().strideHeight(),
                geometry.sides().top(), geometry.height());
        long columns = inside(geometry.outWidth(), geometry.window().width(), geometry.window().strideWidth(),
                geometry.sides().left(), geometry.width());
        return 2e-9 * batch * rows * columns * geometry.channels() * filters;
    }

    /** Number of pairs (output position, window position) along one axis whose input pixel is inside the image. */
    private static long inside(int positions, int window, int stride, int before, int size) {
        long count = 0;
        for (int position = 0; position < positions; position++) {
            for (int u = 0; u < window; u++) {
                int pixel = position * stride + u - before;
                count += pixel >= 0 && pixel < size ? 1 : 0;
            }
        }
        return count;
    }
}
