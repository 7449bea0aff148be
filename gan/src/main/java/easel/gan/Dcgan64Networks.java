package easel.gan;

import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Flatten;
import easel.layers.Initializer;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.ReLU;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Tanh;
import java.util.ArrayList;
import java.util.List;

/** The layers of {@link ConvNetworks#dcgan64Generator} and {@link ConvNetworks#dcgan64Discriminator}. */
final class Dcgan64Networks {
    private static final int KERNEL = 4;
    private static final float DEVIATION = 0.02f;           // of the initial weights and of γ

    private Dcgan64Networks() {}

    /** Doubles the height and width of {@code first} four times. */
    static Sequential generator(int latent, Shape first, int channels, RandomStream random) {
        int in = first.columns();
        List<Layer> layers = new ArrayList<>(List.of(
                Reshape.to(1, 1, latent),
                Conv2DTranspose.of(latent, in, first.axis(0), first.axis(1), Initializer.normal(DEVIATION), random)
                        .withBias(false),                                                     // (H/16, W/16, 512)
                batchNorm(in, random), ReLU.of()));
        for (int out : new int[] {256, 128, 64}) {                                            // to (H/2, W/2, 64)
            layers.addAll(List.of(doubling(in, out, random), batchNorm(out, random), ReLU.of()));
            in = out;
        }
        layers.addAll(List.of(doubling(in, channels, random), Tanh.of()));                    // (H, W, C)
        return Sequential.of(Shape.of(latent), layers.toArray(new Layer[0]));
    }

    static Sequential discriminator(Shape image, RandomStream random) {
        int in = 64;
        List<Layer> layers = new ArrayList<>(List.of(
                halving(image.columns(), in, random), LeakyReLU.withSlope(0.2f)));            // (H/2, W/2, 64)
        for (int out : new int[] {128, 256, 512}) {                                           // to (H/16, W/16, 512)
            layers.addAll(List.of(halving(in, out, random), batchNorm(out, random), LeakyReLU.withSlope(0.2f)));
            in = out;
        }
        Shape last = Sequential.of(image, layers.toArray(new Layer[0])).output();
        layers.add(Conv2D.of(in, 1, last.axis(0), last.axis(1), Initializer.normal(DEVIATION), random)
                .withBias(false));                                                            // (1, 1, 1)
        layers.add(Flatten.of());
        return Sequential.of(image, layers.toArray(new Layer[0]));
    }

    private static Conv2DTranspose doubling(int channels, int filters, RandomStream random) {
        return Conv2DTranspose.of(channels, filters, KERNEL, KERNEL, Initializer.normal(DEVIATION), random)
                .withStride(2).withPadding(Padding.SAME).withBias(false);
    }

    private static Conv2D halving(int channels, int filters, RandomStream random) {
        return Conv2D.of(channels, filters, KERNEL, KERNEL, Initializer.normal(DEVIATION), random)
                .withStride(2).withPadding(Padding.SAME).withBias(false);
    }

    /** Batch normalization with PyTorch's ε and momentum, and with γ from N(1, 0.02²). */
    private static BatchNorm batchNorm(int features, RandomStream random) {
        BatchNorm norm = BatchNorm.of(features).withEpsilon(1e-5).withMomentum(0.9);
        random.fillNormal(norm.tensors().get("gamma").array(), 1, DEVIATION);
        return norm;
    }
}
