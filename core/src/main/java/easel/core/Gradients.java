package easel.core;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The gradients of one loss: for each wanted tensor, the derivative of the loss with respect to it. Tensors are
 * compared by identity, not by value. Gradients can be added (accumulation over batches) and scaled (clipping). They
 * are the argument of an optimizer step. Immutable.
 *
 * <p>Gradients computed by a tape with {@link Buffers} are valid until the tape is closed; {@link #plus} and
 * {@link #scaled} return copies that stay valid.
 */
public final class Gradients {
    private final List<Tensor> sources;
    private final Map<Tensor, Tensor> gradients;
    private Boolean squaresFinite;     // null before the first check

    Gradients(List<Tensor> sources, Map<Tensor, Tensor> gradients) {
        this.sources = List.copyOf(sources);
        this.gradients = gradients;
    }

    /**
     * Gradients that were computed elsewhere, such as sums of those of several processes.
     *
     * @param sources tensors, each once
     * @param gradients their gradients in the same order. Must not be modified later
     * @return gradients for an optimizer
     * @throws IllegalArgumentException if the lists have different lengths, or a gradient another shape than its tensor
     */
    public static Gradients of(List<? extends Tensor> sources, List<Tensor> gradients) {
        if (sources.size() != gradients.size()) {
            throw new IllegalArgumentException(gradients.size() + " gradients for " + sources.size()
                    + " tensors: expected one gradient for each tensor");
        }
        Map<Tensor, Tensor> map = new IdentityHashMap<>();
        for (int i = 0; i < sources.size(); i++) {
            Tensor source = sources.get(i);
            if (!source.shape().equals(gradients.get(i).shape())) {
                throw new IllegalArgumentException("gradient " + i + " has shape " + gradients.get(i).shape()
                        + "; expected " + source.shape() + ", the shape of its tensor");
            }
            if (map.put(source, gradients.get(i)) != null) {
                throw new IllegalArgumentException("tensor " + i + " is in the list twice; give each tensor once");
            }
        }
        return new Gradients(List.copyOf(sources), map);
    }

    /**
     * The tensors with respect to which the loss was differentiated.
     *
     * @return the wanted tensors, each once, in the order they were given
     */
    public List<Tensor> sources() {
        return sources;
    }

    /**
     * The gradient of one tensor.
     *
     * @param source one of {@link #sources()}, the same object
     * @return a tensor of its shape. Must not be modified
     * @throws IllegalArgumentException if the tensor is not one of {@link #sources()}
     */
    public Tensor of(Tensor source) {
        Tensor gradient = gradients.get(source);
        if (gradient == null) {
            throw new IllegalArgumentException("there is no gradient for this tensor of shape " + source.shape()
                    + ": it was not among the " + sources.size() + " wanted tensors");
        }
        return gradient;
    }

    /**
     * The sum of two sets of gradients for the same tensors, for example those of two halves of a batch.
     *
     * @param other gradients of the same sources
     * @return fresh gradients
     * @throws IllegalArgumentException if the sources differ
     */
    public Gradients plus(Gradients other) {
        Set<Tensor> mine = Collections.newSetFromMap(new IdentityHashMap<>());
        mine.addAll(sources);
        if (other.sources.size() != sources.size() || !mine.containsAll(other.sources)) {
            throw new IllegalArgumentException("cannot add gradients for " + other.sources.size()
                    + " tensors to gradients for " + sources.size() + " tensors: both must be for the same tensors");
        }
        return map((source, gradient) -> {
            Tensor sum = gradient.copy();
            addInPlace(sum.array(), other.of(source).array());
            return sum;
        });
    }

    /**
     * All gradients times a number.
     *
     * @param factor the number; converted to float
     * @return fresh gradients
     * @throws IllegalArgumentException if the factor is finite but too large for a float
     */
    public Gradients scaled(double factor) {
        float c = Float32.of(factor);
        return map((source, gradient) -> {
            Tensor scaled = gradient.copy();
            float[] g = scaled.array();
            for (int i = 0; i < g.length; i++) {
                g[i] *= c;
            }
            return scaled;
        });
    }

    /**
     * Applies a function to each gradient.
     *
     * @param change takes a source and its gradient, modifies neither, and returns a fresh tensor
     * @return fresh gradients
     */
    public Gradients map(BiFunction<Tensor, Tensor, Tensor> change) {
        Map<Tensor, Tensor> changed = new IdentityHashMap<>();
        for (Tensor source : sources) {
            changed.put(source, change.apply(source, of(source)));
        }
        return new Gradients(sources, changed);
    }

    /**
     * The Euclidean norm over all elements of all gradients.
     *
     * @return sqrt(Σ g²), accumulated in double
     */
    public double globalNorm() {
        double sum = 0;
        for (Tensor source : sources) {
            for (float g : of(source).array()) {
                sum += (double) g * g;
            }
        }
        return Math.sqrt(sum);
    }

    /**
     * Whether every element of every gradient is finite.
     *
     * @return false if any is infinite or NaN
     */
    public boolean isFinite() {
        return hasFiniteSquares() || sources.stream().allMatch(source -> of(source).isFinite());
    }

    /**
     * Whether the square of every element of every gradient is finite in float: no element is NaN or above 1.8446743e19
     * in magnitude. Optimizers need this, because they keep running means of squares. The result
     * is cached, and {@link #isFinite} uses it, so that a training step reads the gradients once for both checks.
     *
     * @return false if any square is infinite or NaN
     */
    public boolean hasFiniteSquares() {
        if (squaresFinite == null) {
            squaresFinite = sources.stream().allMatch(source -> of(source).hasFiniteSquares());
        }
        return squaresFinite;
    }

    /** sum ← sum + term, element by element. Modified: sum. */
    static void addInPlace(float[] sum, float[] term) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += term[i];
        }
    }

    @Override
    public String toString() {
        return "Gradients of " + sources.size() + " tensors, norm " + (float) globalNorm();
    }
}
