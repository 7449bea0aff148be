package easel.gan;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.layers.Layer;
import easel.layers.Models;
import easel.layers.Sequential;
import java.util.Map;

/**
 * A copy of the generator whose tensors, parameters and running statistics, are the exponential moving average of the
 * trained generator's. After each step of G: average ← β · average + (1 - β) · value, β = 0.5^(images / halfLife),
 * where images is the number of images of the step. Yazıcı and others, The Unusual Effectiveness of Averaging in GAN
 * Training, 2019; the half-life in images is that of the code of Karras and others, Analyzing and Improving the
 * Image Quality of StyleGAN, 2020.
 *
 * <p>The copy is made as a model file makes one: from the description of the layers and their tensors. So an
 * application's own layer that can be saved and loaded can be averaged too.
 */
final class WeightAverage {
    private final Layer generator;
    private final Layer average;
    private final double halfLife;

    /** The average is a copy of the generator at first. */
    WeightAverage(Layer generator, Shape latent, long halfLife) {
        this.generator = generator;
        this.average = copy(generator, latent);
        this.halfLife = halfLife;
    }

    private static Layer copy(Layer generator, Shape latent) {
        try {
            generator.describe();
            // Models builds a Sequential, so the generator is the only layer of one.
            return Models.network(Models.state(Sequential.of(latent, generator))).layers().get(0);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new IllegalArgumentException("the average of the generator's weights is stored in a copy of the"
                    + " generator, which cannot be made: " + e.getMessage() + ". Make the generator's layers savable,"
                    + " or train without GanSettings.withAverageHalfLife", e);
        }
    }

    /** The generator with averaged tensors. */
    Layer average() {
        return average;
    }

    /** Moves the average towards the generator's tensors, after steps of G with this number of images. */
    void update(long images) {
        double beta = StrictMath.pow(0.5, images / halfLife);
        Map<String, Tensor> averages = average.tensors();
        generator.tensors().forEach((name, value) -> update(averages.get(name), value.array(), beta));
    }

    private static void update(Tensor average, float[] values, double beta) {
        if (average instanceof Parameter parameter) {
            parameter.update(averages -> update(averages, values, beta));
        } else {
            update(average.array(), values, beta);
        }
    }

    /** value + β · (average - value), in double: an average equal to the value stays equal. */
    private static void update(float[] averages, float[] values, double beta) {
        for (int i = 0; i < averages.length; i++) {
            averages[i] = (float) (values[i] + beta * ((double) averages[i] - values[i]));
        }
    }
}
