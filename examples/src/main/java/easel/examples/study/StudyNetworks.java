package easel.examples.study;

import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.gan.DenseNetworks;
import easel.layers.BatchNorm;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Tanh;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks of a study, with initial weights from its seed.
 *
 * @param generator from (N, latent) to examples (N, …)
 * @param discriminator from packs of examples to logits (N, 1)
 */
record StudyNetworks(Sequential generator, Sequential discriminator) {
    /** The networks for these settings and the shape of one example. */
    static StudyNetworks of(StudySettings settings, Shape example) {
        RandomStream random = RandomStream.of(settings.seed());
        RandomStream ofG = random.stream("generator");
        RandomStream ofD = random.stream("discriminator");
        int latent = settings.integer(Fields.LATENT);
        Shape input = example.withColumns((long) example.columns() * settings.integer(Fields.PACKING));
        if (!settings.subject().isImage()) {
            return new StudyNetworks(
                    plane(latent, settings.integer(Fields.LAYERS_G), settings.integer(Fields.WIDTH_G), 2, ofG),
                    plane(input.size(), settings.integer(Fields.LAYERS_D), settings.integer(Fields.WIDTH_D), 1, ofD));
        }
        return settings.get(Fields.SIZE).equals("small")
                ? new StudyNetworks(DenseNetworks.smallGenerator(latent, example, ofG),
                        DenseNetworks.smallDiscriminator(input, ofD))
                : new StudyNetworks(convolutionalGenerator(latent, example, ofG),
                        convolutionalDiscriminator(input, ofD));
    }

    private static Sequential plane(int in, int hidden, int width, int out, RandomStream random) {
        List<Layer> layers = new ArrayList<>();
        int size = in;
        for (int i = 0; i < hidden; i++) {
            layers.add(Dense.of(size, width, random));                               // (N, width)
            layers.add(LeakyReLU.withSlope(0.2));
            size = width;
        }
        layers.add(Dense.of(size, out, random));                                     // (N, out)
        return Sequential.of(Shape.of(in), layers.toArray(Layer[]::new));
    }

    /** A generator of 28×28 images: dense to 7×7, and two transposed convolutions that double the size. */
    private static Sequential convolutionalGenerator(int latent, Shape image, RandomStream random) {
        int height = image.axis(0) / 4;
        int width = image.axis(1) / 4;
        int quarter = height * width * 32;
        return Sequential.of(Shape.of(latent),
                Dense.of(latent, quarter, random).withBias(false), BatchNorm.of(quarter).withMomentum(0.9),
                LeakyReLU.withSlope(0.2), Reshape.to(height, width, 32),             // (H/4, W/4, 32)
                Conv2DTranspose.of(32, 16, 4, random).withStride(2).withPadding(Padding.SAME),
                LeakyReLU.withSlope(0.2),                                            // (H/2, W/2, 16)
                Conv2DTranspose.of(16, image.columns(), 4, random).withStride(2).withPadding(Padding.SAME),
                Tanh.of());                                                          // (H, W, C)
    }

    private static Sequential convolutionalDiscriminator(Shape image, RandomStream random) {
        int quarter = (image.axis(0) / 4) * (image.axis(1) / 4) * 32;
        return Sequential.of(image,
                Conv2D.of(image.columns(), 16, 4, random).withStride(2).withPadding(Padding.SAME),
                LeakyReLU.withSlope(0.2),                                            // (H/2, W/2, 16)
                Conv2D.of(16, 32, 4, random).withStride(2).withPadding(Padding.SAME),
                LeakyReLU.withSlope(0.2),                                            // (H/4, W/4, 32)
                Flatten.of(), Dense.of(quarter, 1, random));
    }
}
