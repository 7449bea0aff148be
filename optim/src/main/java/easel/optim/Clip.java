package easel.optim;

import easel.core.Gradients;
import easel.core.Tensor;

/**
 * Gradient clipping, applied after {@code tape.gradients} and before {@code optimizer.step}. Gradients that contain NaN
 * or infinity are refused, because clipping would hide the failed backward pass.
 */
public final class Clip {
    private Clip() {}

    /**
     * Clips each element to [-limit, limit]. The direction of the gradient may change.
     *
     * @param gradients finite gradients. Not modified
     * @param limit finite and above 0
     * @return fresh gradients, or the same object if no element exceeds the limit
     * @throws IllegalArgumentException if the limit is not finite and above 0, or a gradient is not finite
     */
    public static Gradients byValue(Gradients gradients, double limit) {
        float bound = Check.positive("limit", limit);
        checkFinite(gradients);
        return gradients.sources().stream().allMatch(source -> within(gradients.of(source).array(), bound))
                ? gradients
                : gradients.map((source, gradient) -> clipped(gradient, bound));
    }

    private static boolean within(float[] g, float limit) {
        for (float x : g) {
            if (Math.abs(x) > limit) {
                return false;
            }
        }
        return true;
    }

    private static Tensor clipped(Tensor gradient, float limit) {
        Tensor clipped = gradient.copy();
        float[] g = clipped.array();
        for (int i = 0; i < g.length; i++) {
            g[i] = Math.max(-limit, Math.min(limit, g[i]));
        }
        return clipped;
    }

    /**
     * Multiplies all gradients by {@code maxNorm / norm} if their {@link Gradients#globalNorm} exceeds {@code maxNorm}.
     * The direction stays the same.
     *
     * <p>Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML 2013,
     * arXiv 1211.5063, Algorithm 1.
     *
     * @param gradients finite gradients. Not modified
     * @param maxNorm finite and above 0
     * @return fresh gradients of norm maxNorm, up to rounding, or the same object if their norm does not exceed it
     * @throws IllegalArgumentException if maxNorm is not finite and above 0, or a gradient is not finite
     */
    public static Gradients byGlobalNorm(Gradients gradients, double maxNorm) {
        float bound = Check.positive("maxNorm", maxNorm);
        checkFinite(gradients);
        double norm = gradients.globalNorm();
        return norm <= bound ? gradients : gradients.scaled((float) (bound / norm));
    }

    private static void checkFinite(Gradients gradients) {
        int position = 0;
        for (Tensor source : gradients.sources()) {
            if (!gradients.of(source).isFinite()) {
                throw new IllegalArgumentException("gradient " + position + " of " + gradients.sources().size()
                        + ", with respect to a tensor of shape " + source.shape() + ", contains NaN or infinity and"
                        + " cannot be clipped. Skip this update, or find the operation that produced this value, or"
                        + " lower the learning rate");
            }
            position++;
        }
    }
}
