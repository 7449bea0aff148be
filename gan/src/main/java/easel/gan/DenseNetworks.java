package easel.gan;

import easel.core.Shape;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Tanh;
import java.util.ArrayList;
import java.util.List;

/**
 * Dense generators and discriminators from well-known tutorials. The output of a discriminator is a logit; its sigmoid
 * is the probability of "real". Pixels are in [-1, 1].
 */
public final class DenseNetworks {
    private DenseNetworks() {}

    /**
     * The generator of the vanilla GAN on MNIST: dense layers of 256, 512 and 1024 units, each with LeakyReLU 0.2 and
     * BatchNorm of momentum 0.8; then a dense layer and tanh. For 784 pixels and 100 latent dimensions it has 1,493,520
     * parameters and running statistics.
     *
     * @param latent size of a latent point
     * @param image the shape of one image, of any rank
     * @param random the random stream for the initial weights
     * @return a network from (N, latent) to (N, image)
     */
    public static Sequential vanillaGenerator(int latent, Shape image, RandomStream random) {
        List<Layer> layers = new ArrayList<>();
        int in = latent;
        for (int out : new int[] {256, 512, 1024}) {
            layers.add(Dense.of(in, out, random));
            layers.add(LeakyReLU.withSlope(0.2f));
            layers.add(BatchNorm.of(out).withMomentum(0.8f));
            in = out;
        }
        layers.add(Dense.of(in, image.size(), random));
        layers.add(Tanh.of());
        if (image.rank() > 1) {
            layers.add(Reshape.to(image.toArray()));
        }
        return Sequential.of(Shape.of(latent), layers.toArray(new Layer[0]));
    }

    /**
     * The discriminator of the vanilla GAN on MNIST: dense layers of 512 and 256 units, each with LeakyReLU 0.2; then a
     * dense layer with one logit. For 784 pixels it has 533,505 parameters.
     *
     * @param image the shape of one image, of any rank
     * @param dropout rate of the Dropout layer after each LeakyReLU, in [0, 1); 0 means no Dropout layers
     * @param random the random stream for the initial weights
     * @return a network from (N, image) to (N, 1)
     */
    public static Sequential vanillaDiscriminator(Shape image, double dropout, RandomStream random) {
        List<Layer> layers = new ArrayList<>();
        if (image.rank() > 1) {
            layers.add(Flatten.of());
        }
        int in = image.size();
        for (int out : new int[] {512, 256}) {
            layers.add(Dense.of(in, out, random));
            layers.add(LeakyReLU.withSlope(0.2f));
            if (dropout != 0) {
                layers.add(Dropout.withRate(dropout));
            }
            in = out;
        }
        layers.add(Dense.of(in, 1, random));
        return Sequential.of(image, layers.toArray(new Layer[0]));
    }

    /**
     * The generator of the small GAN on MNIST: one hidden layer of 128 units with LeakyReLU 0.01, then a dense layer
     * and tanh. For 100 latent dimensions and 784 pixels it has 114,064 parameters.
     *
     * @param latent size of a latent point
     * @param image the shape of one image
     * @param random the random stream for the initial weights
     * @return a network from (N, latent) to (N, image)
     */
    public static Sequential smallGenerator(int latent, Shape image, RandomStream random) {
        return Sequential.of(Shape.of(latent),
                Dense.of(latent, 128, random),
                LeakyReLU.withSlope(0.01f),
                Dense.of(128, image.size(), random),
                Tanh.of(),
                Reshape.to(image.toArray()));
    }

    /**
     * The discriminator of the small GAN on MNIST: one hidden layer of 128 units with LeakyReLU 0.01, then a dense
     * layer with one logit. For 784 pixels it has 100,609 parameters.
     *
     * @param image the shape of one image
     * @param random the random stream for the initial weights
     * @return a network from (N, image) to (N, 1)
     */
    public static Sequential smallDiscriminator(Shape image, RandomStream random) {
        return Sequential.of(image,
                Flatten.of(),
                Dense.of(image.size(), 128, random),
                LeakyReLU.withSlope(0.01f),
                Dense.of(128, 1, random));
    }
}
