package easel.examples;

import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.gan.GanProgram;
import easel.layers.BatchNorm;
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

    /** How G enlarges 7×7 to 28×28 pixels. */
    enum Generator {
        /** The generator of {@link GanProgram#DCGAN}: 5×5 transposed convolutions, 256, 128 and 64 channels. */
        DCGAN(GanProgram.DCGAN.latent().size()) {
            @Override
            Sequential create(RandomStream random) {
                return GanProgram.DCGAN.generator(random);
            }
        },
        /** Two 4×4 transposed convolutions, 128 and 64 channels. */
        TRANSPOSED(64) {
            @Override
            Sequential create(RandomStream random) {
                return Sequential.of(Shape.of(latent),
                        Dense.of(latent, 7 * 7 * 128, random).withBias(false), Reshape.to(7, 7, 128),
                        BatchNorm.of(128), LeakyReLU.withSlope(0.2),                      // (N, 7, 7, 128)
                        Conv2DTranspose.of(128, 64, 4, random).withStride(2).withPadding(Padding.SAME).withBias(false),
                        BatchNorm.of(64), LeakyReLU.withSlope(0.2),                       // (N, 14, 14, 64)
                        Conv2DTranspose.of(64, 1, 4, random).withStride(2).withPadding(Padding.SAME),
                        Tanh.of());                                                       // (N, 28, 28, 1)
            }
        },
        /**
         * Two enlargements, each with a 3×3 convolution, and a last 3×3 convolution, 128, 64 and 32 channels. Each
         * output pixel reads equally many inputs, so there is no checkerboard: Odena, Dumoulin and Olah, Deconvolution
         * and Checkerboard Artifacts, 2016.
         */
        UPSAMPLED(64) {
            @Override
            Sequential create(RandomStream random) {
                return Sequential.of(Shape.of(latent),
                        Dense.of(latent, 7 * 7 * 128, random).withBias(false), Reshape.to(7, 7, 128),
                        BatchNorm.of(128), LeakyReLU.withSlope(0.2),                      // (N, 7, 7, 128)
                        UpSampling2D.by(2), same(128, 64, 3, random).withBias(false),
                        BatchNorm.of(64), LeakyReLU.withSlope(0.2),                       // (N, 14, 14, 64)
                        UpSampling2D.by(2), same(64, 32, 3, random).withBias(false),
                        BatchNorm.of(32), LeakyReLU.withSlope(0.2),                       // (N, 28, 28, 32)
                        same(32, 1, 3, random), Tanh.of());                               // (N, 28, 28, 1)
            }
        };

        /** The size of a latent point. */
        final int latent;

        Generator(int latent) {
            this.latent = latent;
        }

        /** A network from (N, latent) to (N, 28, 28, 1). */
        abstract Sequential create(RandomStream random);
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
     * D: three convolutions of stride 2.
     *
     * @param width channels of the first convolution; the others have twice and four times as many
     * @param normalization after the second and third convolution, or of the weights of all layers
     * @param translation the probability of {@link RandomTranslation}; 0 for none
     * @param minibatchDeviation whether {@link MinibatchStdDev} is before the last layer
     */
    record Discriminator(int width, Normalization normalization, double translation, boolean minibatchDeviation) {
        static final Discriminator DCGAN = new Discriminator(32, Normalization.DCGAN, 0, false);

        Discriminator withWidth(int width) {
            return new Discriminator(width, normalization, translation, minibatchDeviation);
        }

        Discriminator withNormalization(Normalization normalization) {
            return new Discriminator(width, normalization, translation, minibatchDeviation);
        }

        Discriminator withTranslation(double probability) {
            return new Discriminator(width, normalization, probability, minibatchDeviation);
        }

        Discriminator withMinibatchDeviation(boolean minibatchDeviation) {
            return new Discriminator(width, normalization, translation, minibatchDeviation);
        }

        /** A network from (N, 28, 28, 1) to logits (N, 1). */
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
            Dense logit = Dense.of(4 * 4 * channels, 1, random);                          // (N, 1)
            layers.add(normalization == Normalization.SPECTRAL ? SpectralNorm.of(logit, random) : logit);
            return Sequential.of(IMAGE, layers.toArray(Layer[]::new));
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
