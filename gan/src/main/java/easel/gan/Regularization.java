package easel.gan;

import static easel.core.ops.Arithmetic.add;

import easel.core.Float32;
import easel.core.Parameter;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits of D in addition to its loss: gradient penalties, bounded weights, and noise on D's input. {@link #none} has
 * none of them.
 *
 * @param penalties penalties added to D's loss
 * @param weightClip after each step of D, each element of its parameters is bounded to [-weightClip, weightClip]; 0
 *     for no bound. Arjovsky, Chintala and Bottou, Wasserstein Generative Adversarial Networks, 2017, algorithm 1, with
 *     0.01
 * @param noise standard deviation of the normal noise that is added to all examples, real and fake, before D reads
 *     them; 0 for none. Sønderby, Caballero, Theis, Shi and Huszár, Amortised MAP Inference for Image Super-resolution,
 *     2017, section 2.3 (instance noise)
 * @param noiseSteps the number of steps in which the noise decreases linearly to 0; 0 for constant noise
 */
public record Regularization(List<GradientPenalty> penalties, float weightClip, float noise, long noiseSteps) {
    /**
     * Checks the numbers and copies the list.
     *
     * @param penalties penalties added to D's loss
     * @param weightClip bound of D's parameters, or 0
     * @param noise standard deviation of the noise on D's input, or 0
     * @param noiseSteps the number of steps in which the noise decreases to 0, or 0
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public Regularization {
        penalties = List.copyOf(penalties);
        if (!(weightClip >= 0 && weightClip <= Float.MAX_VALUE && noise >= 0 && noise <= Float.MAX_VALUE
                && noiseSteps >= 0)) {
            throw new IllegalArgumentException("weight clip " + weightClip + ", noise " + noise + " and noise steps "
                    + noiseSteps + " must each be at least 0 and finite");
        }
    }

    /**
     * A regularization of these numbers, converted to float.
     *
     * @param penalties penalties added to D's loss
     * @param weightClip bound of D's parameters, or 0
     * @param noise standard deviation of the noise on D's input, or 0
     * @param noiseSteps the number of steps in which the noise decreases to 0, or 0
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public Regularization(List<GradientPenalty> penalties, double weightClip, double noise, long noiseSteps) {
        this(penalties, Float32.of(weightClip), Float32.of(noise), noiseSteps);
    }

    /**
     * No penalty, no bound and no noise.
     *
     * @return the default of {@link GanSettings}
     */
    public static Regularization none() {
        return new Regularization(List.of(), 0, 0, 0);
    }

    /**
     * A copy with one more penalty.
     *
     * @param penalty added to D's loss
     * @return a regularization
     */
    public Regularization withPenalty(GradientPenalty penalty) {
        List<GradientPenalty> all = new ArrayList<>(penalties);
        all.add(penalty);
        return new Regularization(all, weightClip, noise, noiseSteps);
    }

    /**
     * A copy with another bound of D's parameters.
     *
     * @param weightClip the bound, or 0 for none; converted to float
     * @return a regularization
     * @throws IllegalArgumentException if the bound is negative or not finite
     */
    public Regularization withWeightClip(double weightClip) {
        return new Regularization(penalties, weightClip, noise, noiseSteps);
    }

    /**
     * A copy with another noise on D's input.
     *
     * @param deviation the standard deviation in the first step, or 0 for none; converted to float
     * @param steps the number of steps in which it decreases linearly to 0; 0 for constant noise
     * @return a regularization
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public Regularization withNoise(double deviation, long steps) {
        return new Regularization(penalties, weightClip, deviation, steps);
    }

    /**
     * The standard deviation of the noise in one step.
     *
     * @param step the number of completed steps, 0 in the first step
     * @return from {@link #noise} down to 0
     */
    public float noiseAt(long step) {
        return noiseSteps == 0 ? noise : noise * Math.max(0, 1 - (float) step / noiseSteps);
    }

    /** Examples with the noise of a step; x itself if there is none. */
    Tensor noisy(Tensor x, long step, RandomStream random, Tape tape) {
        float deviation = noiseAt(step);
        if (deviation == 0) {
            return x;
        }
        Tensor normal = tape.buffers().allocate(x.shape());
        random.fillNormal(normal.array(), 0, deviation);
        return add(x, normal, tape);
    }

    /** Bounds the parameters of D. */
    void clip(Layer discriminator) {
        if (weightClip > 0) {
            discriminator.parameters().forEach(this::clip);
        }
    }

    private void clip(Parameter parameter) {
        parameter.update(values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.max(-weightClip, Math.min(weightClip, values[i]));
            }
        });
    }
}
