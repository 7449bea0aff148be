package easel.examples;

import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.gan.GanProgram;
import easel.gan.LatentSpace;
import easel.layers.BatchNorm;
import easel.layers.ClassProjection;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.MinibatchStdDev;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.SpectralNorm;
import easel.layers.Tanh;
import easel.layers.UpSampling2D;
import java.util.ArrayList;
import java.util.List;

/** The networks of {@link Recipe}, for gray images of 28×28 pixels in [-1, 1]. */
final class RecipeNetworks {
    static final Shape IMAGE = Shape.of(28, 28, 1);
    /** Largest shift of {@link RandomTranslation}, in pixels. */
    private static final int SHIFT = 2;

    private RecipeNetworks() {}

    /** How G enlarges 7×7 to 28×28 pixels, in two steps. */
    enum Enlargement {
        /** The generator of {@link GanProgram#DCGAN}: 5×5 transposed convolutions. */
        DCGAN,
        /** Two 4×4 transposed convolutions. */
        TRANSPOSED,
        /**
         * Two times repeated pixels and a 3×3 convolution, then a 3×3 convolution. Each output pixel reads equally many
         * inputs, so there is no checkerboard: Odena, Dumoulin and Olah, Deconvolution and Checkerboard Artifacts,
         * 2016.
         */
        UPSAMPLED
    }

    /**
     * G: a dense layer, then the enlargement.
     *
     * @param enlargement from 7×7 to 28×28 pixels
     * @param width channels of the 7×7 pixels; half as many for 14×14, and a quarter before the last convolution
     * @param classes the number of classes, whose label is joined to the latent point; 0 for none
     */
    record Generator(Enlargement enlargement, int width, int classes) {
        static final Generator DCGAN = new Generator(Enlargement.DCGAN, 256, 0);
        private static final int LATENT = 64;

        Generator withWidth(int width) {
            return new Generator(enlargement, width, classes);
        }

        /** The distribution of the input. */
        LatentSpace latent() {
            return enlargement == Enlargement.DCGAN ? GanProgram.DCGAN.latent() : LatentSpace.normal(LATENT);
        }

        /** A network from (N, latent + classes) to (N, 28, 28, 1). */
        Sequential create(RandomStream random) {
            if (enlargement == Enlargement.DCGAN) {
                return GanProgram.DCGAN.generator(random);
            }
            List<Layer> layers = new ArrayList<>();
            layers.add(Dense.of(LATENT + classes, 7 * 7 * width, random).withBias(false));
            layers.add(Reshape.to(7, 7, width));
            normalize(layers, width);                                                     // (N, 7, 7, width)
            enlarge(layers, width, width / 2, random);                                    // (N, 14, 14, width/2)
            if (enlargement == Enlargement.TRANSPOSED) {
                layers.add(doubling(width / 2, 1, random));                               // (N, 28, 28, 1)
            } else {
                enlarge(layers, width / 2, width / 4, random);                            // (N, 28, 28, width/4)
                layers.add(same(width / 4, 1, 3, random));                                // (N, 28, 28, 1)
            }
            layers.add(Tanh.of());
            return Sequential.of(Shape.of(LATENT + classes), layers.toArray(Layer[]::new));
        }

        private void enlarge(List<Layer> layers, int in, int out, RandomStream random) {
            if (enlargement == Enlargement.UPSAMPLED) {
                layers.add(UpSampling2D.by(2));
                layers.add(same(in, out, 3, random).withBias(false));
            } else {
                layers.add(doubling(in, out, random).withBias(false));
            }
            normalize(layers, out);
        }

        private static void normalize(List<Layer> layers, int channels) {
            layers.add(BatchNorm.of(channels).withMomentum(0.9));
            layers.add(LeakyReLU.withSlope(0.2));
        }

        private static Conv2DTranspose doubling(int channels, int filters, RandomStream random) {
            return Conv2DTranspose.of(channels, filters, 4, random).withStride(2).withPadding(Padding.SAME);
        }
    }

    /** The normalization of D. */
    enum Normalization {
        /** The discriminator of {@link GanProgram#DCGAN}, with 3×3 convolutions and BatchNorm. */
        DCGAN,
        BATCH,
        SPECTRAL,
        NONE
    }

    /**
     * D: three convolutions of stride 2 and a dense layer; with classes, a {@link ClassProjection} of them.
     *
     * @param width channels of the first convolution; the others have twice and four times as many
     * @param normalization after the second and third convolution, or of the weights of all layers
     * @param translation the probability of {@link RandomTranslation}; 0 for none
     * @param minibatchDeviation whether {@link MinibatchStdDev} is before the last layer
     * @param classes the number of classes; 0 for none
     */
    record Discriminator(int width, Normalization normalization, double translation, boolean minibatchDeviation,
            int classes) {
        static final Discriminator DCGAN = new Discriminator(32, Normalization.DCGAN, 0, false, 0);

        Discriminator withWidth(int width) {
            return new Discriminator(width, normalization, translation, minibatchDeviation, classes);
        }

        Discriminator withNormalization(Normalization normalization) {
            return new Discriminator(width, normalization, translation, minibatchDeviation, classes);
        }

        Discriminator withTranslation(double probability) {
            return new Discriminator(width, normalization, probability, minibatchDeviation, classes);
        }

        Discriminator withMinibatchDeviation() {
            return new Discriminator(width, normalization, translation, true, classes);
        }

        /** A network from (N, 28, 28, 1 + classes) to logits (N, 1). */
        Sequential create(RandomStream random) {
            if (normalization == Normalization.DCGAN) {
                return GanProgram.DCGAN.discriminator(random);
            }
            List<Layer> layers = new ArrayList<>();
            if (translation > 0) {
                layers.add(new RandomTranslation(SHIFT, translation));
            }
            block(layers, 1, width, random);                                              // (N, 14, 14, width)
            block(layers, width, 2 * width, random);                                      // (N, 7, 7, 2·width)
            block(layers, 2 * width, 4 * width, random);                                  // (N, 4, 4, 4·width)
            int channels = 4 * width;
            if (minibatchDeviation) {
                layers.add(MinibatchStdDev.of());                                         // (N, 4, 4, 4·width + 1)
                channels++;
            }
            layers.add(Flatten.of());
            Dense logits = Dense.of(4 * 4 * channels, 1 + classes, random);               // (N, 1 + classes)
            layers.add(normalization == Normalization.SPECTRAL ? SpectralNorm.of(logits, random) : logits);
            Sequential body = Sequential.of(IMAGE, layers.toArray(Layer[]::new));
            return classes == 0 ? body : Sequential.of(IMAGE.withColumns(1 + classes),
                    ClassProjection.of(body, classes));                                   // (N, 1)
        }

        private void block(List<Layer> layers, int in, int out, RandomStream random) {
            Conv2D convolution = same(in, out, 4, random).withStride(2);
            layers.add(normalization == Normalization.SPECTRAL ? SpectralNorm.of(convolution, random) : convolution);
            if (normalization == Normalization.BATCH && in > 1) {
                layers.add(BatchNorm.of(out));
            }
            layers.add(LeakyReLU.withSlope(0.2));
        }
    }

    private static Conv2D same(int channels, int filters, int kernel, RandomStream random) {
        return Conv2D.of(channels, filters, kernel, random).withPadding(Padding.SAME);
    }
}
