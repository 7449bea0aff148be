package easel.gan;

import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.MaxPool2D;
import easel.layers.ReLU;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import easel.layers.UpSampling2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutional networks from well-known tutorials. Discriminators and the classifier return logits. Generators start
 * from a quarter of the image's height and width and double both twice; that of the DCGAN for 64×64 pixels starts from
 * a sixteenth and doubles four times. The numbers of parameters below are for 28×28 gray images, or for 64×64 colour
 * images.
 */
public final class ConvNetworks {
    private ConvNetworks() {}

    /**
     * The generator of the convolutional GAN on MNIST: a dense layer to (H/4, W/4, 128) and two transposed convolutions
     * with 128 filters of 4×4 and stride 2, each of these layers with LeakyReLU 0.2; then a 7×7 convolution and
     * sigmoid. Pixels are in [0, 1]. For 100 latent dimensions it has 1,164,289 parameters.
     *
     * @param latent size of a latent point
     * @param image (H, W, C), H and W multiples of 4
     * @param random the random stream for the initial weights
     * @return a network from (N, latent) to (N, H, W, C)
     * @throws IllegalArgumentException if the image does not have three axes or its sizes are not multiples of 4
     */
    public static Sequential convGenerator(int latent, Shape image, RandomStream random) {
        Shape quarter = start(image, 2, 128);
        return Sequential.of(Shape.of(latent),
                Dense.of(latent, quarter.size(), random), LeakyReLU.withSlope(0.2f), Reshape.to(quarter.toArray()),
                doubling(128, 128, 4, random), LeakyReLU.withSlope(0.2f),                    // (H/2, W/2, 128)
                doubling(128, 128, 4, random), LeakyReLU.withSlope(0.2f),                    // (H, W, 128)
                same(128, image.columns(), 7, random), Sigmoid.of());                        // (H, W, C)
    }

    /**
     * The discriminator of the convolutional GAN on MNIST: two convolutions with 64 filters of 3×3 and stride 2, each
     * with LeakyReLU 0.2 and Dropout 0.4; then a dense layer with one logit. It has 40,705 parameters.
     *
     * @param image (H, W, C)
     * @param random the random stream for the initial weights
     * @return a network from (N, H, W, C) to (N, 1)
     * @throws IllegalArgumentException if the image does not have three axes
     */
    public static Sequential convDiscriminator(Shape image, RandomStream random) {
        requireImage(image);
        return withDense(image, 1, random,
                halving(image.columns(), 64, random), LeakyReLU.withSlope(0.2f), Dropout.withRate(0.4f),
                halving(64, 64, random), LeakyReLU.withSlope(0.2f), Dropout.withRate(0.4f),
                Flatten.of());
    }

    /**
     * The generator of the DCGAN on MNIST: a dense layer to (H/4, W/4, 256) and two 5×5 transposed convolutions, of 128
     * filters with stride 1 and of 64 filters with stride 2, each of these three layers with BatchNorm and LeakyReLU
     * 0.3; then a 5×5 transposed convolution with stride 2, and tanh. Dense layer and convolutions have no bias. Pixels
     * are in [-1, 1]. For 100 latent dimensions it has 2,330,944 parameters and running statistics.
     *
     * @param latent size of a latent point
     * @param image (H, W, C), H and W multiples of 4
     * @param random the random stream for the initial weights
     * @return a network from (N, latent) to (N, H, W, C)
     * @throws IllegalArgumentException if the image does not have three axes or its sizes are not multiples of 4
     */
    public static Sequential dcganGenerator(int latent, Shape image, RandomStream random) {
        Shape quarter = start(image, 2, 256);
        return Sequential.of(Shape.of(latent),
                Dense.of(latent, quarter.size(), random).withBias(false), BatchNorm.of(quarter.size()),
                LeakyReLU.withSlope(0.3f), Reshape.to(quarter.toArray()),
                Conv2DTranspose.of(256, 128, 5, random).withPadding(Padding.SAME).withBias(false), BatchNorm.of(128),
                LeakyReLU.withSlope(0.3f),                                                   // (H/4, W/4, 128)
                doubling(128, 64, 5, random).withBias(false), BatchNorm.of(64),
                LeakyReLU.withSlope(0.3f),                                                   // (H/2, W/2, 64)
                doubling(64, image.columns(), 5, random).withBias(false), Tanh.of());          // (H, W, C)
    }

    /**
     * The discriminator of the DCGAN on MNIST: 3×3 convolutions with 32, 64 and 128 filters and stride 2, each with
     * LeakyReLU 0.01, the last two with BatchNorm before the LeakyReLU; then a dense layer with one logit. It has
     * 95,489 parameters and running statistics.
     *
     * @param image (H, W, C)
     * @param random the random stream for the initial weights
     * @return a network from (N, H, W, C) to (N, 1)
     * @throws IllegalArgumentException if the image does not have three axes
     */
    public static Sequential dcganDiscriminator(Shape image, RandomStream random) {
        requireImage(image);
        return withDense(image, 1, random,
                halving(image.columns(), 32, random), LeakyReLU.withSlope(0.01f),
                halving(32, 64, random), BatchNorm.of(64), LeakyReLU.withSlope(0.01f),
                halving(64, 128, random), BatchNorm.of(128), LeakyReLU.withSlope(0.01f),
                Flatten.of());
    }

    /**
     * The generator of the DCGAN for 64×64 colour images: a transposed convolution from (1, 1, latent) to 512 filters
     * of (H/16, W/16), and four 4×4 transposed convolutions with stride 2 and padding 1, of 256, 128 and 64 filters and
     * of one filter for each channel. BatchNorm and ReLU follow each of them but the last, tanh the last. No
     * convolution has a bias. Pixels are in [-1, 1].
     *
     * <p>As in PyTorch's tutorial, weights start from N(0, 0.02²), γ of BatchNorm from N(1, 0.02²); its ε is 1e-5 and
     * its momentum 0.9, which PyTorch calls 0.1. For 100 latent dimensions the network has 3,576,704 parameters and
     * 1,920 running statistics. Radford, Metz and Chintala, Unsupervised Representation Learning with Deep
     * Convolutional Generative Adversarial Networks, 2016, figure 1, with half as many filters.
     *
     * @param latent size of a latent point
     * @param image (H, W, C), H and W multiples of 16
     * @param random the random stream for the initial weights
     * @return a network from (N, latent) to (N, H, W, C)
     * @throws IllegalArgumentException if the image does not have three axes or its sizes are not multiples of 16
     */
    public static Sequential dcgan64Generator(int latent, Shape image, RandomStream random) {
        return Dcgan64Networks.generator(latent, start(image, 4, 512), image.columns(), random);
    }

    /**
     * The discriminator of the DCGAN for 64×64 colour images: 4×4 convolutions with 64, 128, 256 and 512 filters,
     * stride 2 and padding 1, each with LeakyReLU 0.2, the last three with BatchNorm before the LeakyReLU; then a
     * convolution with one filter, of the size of its input, whose output is the logit. No convolution has a bias.
     * Initial values, BatchNorm and sources are those of {@link #dcgan64Generator}. It has 2,765,568 parameters and
     * 1,792 running statistics.
     *
     * @param image (H, W, C); padding is same, which is 1 on each side if H and W are multiples of 16
     * @param random the random stream for the initial weights
     * @return a network from (N, H, W, C) to (N, 1)
     * @throws IllegalArgumentException if the image does not have three axes
     */
    public static Sequential dcgan64Discriminator(Shape image, RandomStream random) {
        requireImage(image);
        return Dcgan64Networks.discriminator(image, random);
    }

    /**
     * The generator of the GAN on Fashion-MNIST: a dense layer to (H/4, W/4, 128); two 5×5 convolutions with 128
     * filters, each after an upsampling by 2; two 4×4 convolutions with 128 filters; LeakyReLU 0.2 after each of these
     * five layers; then a 4×4 convolution and sigmoid. Pixels are in [0, 1]. For 128 latent dimensions it has 2,155,137
     * parameters.
     *
     * @param latent size of a latent point
     * @param image (H, W, C), H and W multiples of 4
     * @param random the random stream for the initial weights
     * @return a network from (N, latent) to (N, H, W, C)
     * @throws IllegalArgumentException if the image does not have three axes or its sizes are not multiples of 4
     */
    public static Sequential fashionGenerator(int latent, Shape image, RandomStream random) {
        Shape quarter = start(image, 2, 128);
        return Sequential.of(Shape.of(latent),
                Dense.of(latent, quarter.size(), random), LeakyReLU.withSlope(0.2f), Reshape.to(quarter.toArray()),
                UpSampling2D.by(2), same(128, 128, 5, random), LeakyReLU.withSlope(0.2f),    // (H/2, W/2, 128)
                UpSampling2D.by(2), same(128, 128, 5, random), LeakyReLU.withSlope(0.2f),    // (H, W, 128)
                same(128, 128, 4, random), LeakyReLU.withSlope(0.2f),
                same(128, 128, 4, random), LeakyReLU.withSlope(0.2f),
                same(128, image.columns(), 4, random), Sigmoid.of());                        // (H, W, C)
    }

    /**
     * The discriminator of the GAN on Fashion-MNIST: 5×5 convolutions with 32, 64, 128 and 256 filters, without
     * padding, each with LeakyReLU 0.2 and Dropout 0.4; a second Dropout 0.4 after the last; then a dense layer with
     * one logit. It has 1,113,345 parameters.
     *
     * @param image (H, W, C), H and W at least 17
     * @param random the random stream for the initial weights
     * @return a network from (N, H, W, C) to (N, 1)
     * @throws IllegalArgumentException if the image does not have three axes or is too small
     */
    public static Sequential fashionDiscriminator(Shape image, RandomStream random) {
        requireImage(image);
        List<Layer> layers = new ArrayList<>();
        int in = image.columns();
        for (int out : new int[] {32, 64, 128, 256}) {
            layers.add(Conv2D.of(in, out, 5, random));
            layers.add(LeakyReLU.withSlope(0.2f));
            layers.add(Dropout.withRate(0.4f));
            in = out;
        }
        layers.add(Flatten.of());
        layers.add(Dropout.withRate(0.4f));
        return withDense(image, 1, random, layers.toArray(new Layer[0]));
    }

    /**
     * A classifier similar to LeNet-5, with more filters and with ReLU: 5×5 convolutions with 32 and 64 filters, each
     * with ReLU and 2×2 max pooling; a dense layer of 256 units with ReLU; then a dense layer with one logit for each
     * class. For 10 classes it has 857,738 parameters. LeCun and others, Gradient-Based Learning Applied to Document
     * Recognition, 1998.
     *
     * @param image (H, W, C), H and W at least 4
     * @param classes at least 1
     * @param random the random stream for the initial weights
     * @return a network from (N, H, W, C) to (N, classes)
     * @throws IllegalArgumentException if the image does not have three axes or is too small, or classes is below 1
     */
    public static Sequential classifier(Shape image, int classes, RandomStream random) {
        requireImage(image);
        Sequential hidden = withDense(image, 256, random,
                same(image.columns(), 32, 5, random), ReLU.of(), MaxPool2D.of(2),
                same(32, 64, 5, random), ReLU.of(), MaxPool2D.of(2),
                Flatten.of());
        List<Layer> layers = new ArrayList<>(hidden.layers());
        layers.add(ReLU.of());
        return withDense(image, classes, random, layers.toArray(new Layer[0]));
    }

    private static Conv2D same(int channels, int filters, int kernel, RandomStream random) {
        return Conv2D.of(channels, filters, kernel, random).withPadding(Padding.SAME);
    }

    private static Conv2D halving(int channels, int filters, RandomStream random) {
        return same(channels, filters, 3, random).withStride(2);
    }

    private static Conv2DTranspose doubling(int channels, int filters, int kernel, RandomStream random) {
        return Conv2DTranspose.of(channels, filters, kernel, random).withStride(2).withPadding(Padding.SAME);
    }

    /** The layers, followed by a dense layer of matching input size. */
    private static Sequential withDense(Shape image, int out, RandomStream random, Layer... layers) {
        List<Layer> all = new ArrayList<>(List.of(layers));
        all.add(Dense.of(Sequential.of(image, layers).output().size(), out, random));
        return Sequential.of(image, all.toArray(new Layer[0]));
    }

    private static void requireImage(Shape image) {
        if (image.rank() != 3) {
            throw new IllegalArgumentException("an image has three axes, (H, W, C); found " + image);
        }
    }

    /** The shape from which a generator doubles height and width: (H/2ⁿ, W/2ⁿ, channels), n the number of doublings. */
    private static Shape start(Shape image, int doublings, int channels) {
        requireImage(image);
        int h = image.axis(0);
        int w = image.axis(1);
        int factor = 1 << doublings;
        if (h % factor != 0 || w % factor != 0) {
            throw new IllegalArgumentException("cannot generate images of " + h + "×" + w + ": height and width are"
                    + " doubled " + (doublings == 2 ? "twice" : doublings + " times") + " and must be multiples of "
                    + factor + ". The nearest sizes are " + below(h, factor) + "×" + below(w, factor) + " and "
                    + above(h, factor) + "×" + above(w, factor));
        }
        return Shape.of(h / factor, w / factor, channels);
    }

    private static int below(int size, int factor) {
        return Math.max(factor, size / factor * factor);
    }

    private static int above(int size, int factor) {
        return (size + factor - 1) / factor * factor;
    }
}
