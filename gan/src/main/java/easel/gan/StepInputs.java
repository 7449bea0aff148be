package easel.gan;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;

/**
 * The real batches, latent points and random streams of one training step.
 *
 * <p>A step has {@link GanSettings#discriminatorSteps} D steps, each with one real batch. The index i of a D step, and
 * of its batch, starts at 0. Random numbers depend only on the seed, their purpose, the number of the step and the
 * index, so the order of the calls does not matter. Streams of different purposes are independent. Use each purpose in
 * one method only: two methods may give the same random numbers for the same purpose.
 */
public final class StepInputs {
    private final long step;
    private final LongFunction<Tensor> real;
    private final GanSettings settings;
    private final Shape example;
    private final RandomStream random;
    private final Map<PointsKey, Tensor> points;

    /** Identifies a tensor of latent points, which each step fills again. */
    record PointsKey(String purpose, int n, int i) {
        // Replaces the generated method, which makes the JDK keep a reference to this class; see Padding.Sides.
        @Override
        public boolean equals(Object other) {
            return other instanceof PointsKey key && key.purpose.equals(purpose) && key.n == n && key.i == i;
        }

        @Override
        public int hashCode() {
            return Objects.hash(purpose, n, i);
        }
    }

    /** {@code random} is the stream of the run's seed. {@code points} are tensors of earlier steps, for reuse. */
    StepInputs(long step, LongFunction<Tensor> real, GanSettings settings, Shape example, RandomStream random,
            Map<PointsKey, Tensor> points) {
        this.step = step;
        this.real = real;
        this.settings = settings;
        this.example = example;
        this.random = random;
        this.points = points;
    }

    /** The inputs of another step. */
    StepInputs at(long other) {
        return new StepInputs(other, real, settings, example, random, points);
    }

    /**
     * The number of completed steps.
     *
     * @return 0 in the first step
     */
    public long step() {
        return step;
    }

    /**
     * The real examples of one of the D steps, joined with their labels if there are classes. Each call reads the batch
     * again.
     *
     * @param i the index of the D step
     * @return (N, …, C + K) for K classes
     * @throws IllegalArgumentException if there is no such D step, or the batch does not have the shape of the
     *     generator's output, joined with a label of each example
     */
    public Tensor real(int i) {
        long number = number(i);
        return ClassLabels.requireReal(real.apply(number), "real batch " + number, example, settings.classes());
    }

    /**
     * Latent points for an update of this step, joined with uniformly drawn labels if there are classes.
     *
     * @param purpose any text, such as {@code latent points of the generator}
     * @param n number of points, at least 1
     * @return (n, latent + K) for K classes. The next step overwrites this tensor; copy it to keep it
     */
    public Tensor latent(String purpose, int n) {
        return fill(new PointsKey(purpose, n, 0), random(purpose));
    }

    /**
     * Latent points for one of the D steps, joined with uniformly drawn labels if there are classes.
     *
     * @param purpose any text, such as {@code latent points of the discriminator}
     * @param n number of points, at least 1
     * @param i the index of the D step
     * @return (n, latent + K) for K classes. The next step overwrites this tensor; copy it to keep it
     * @throws IllegalArgumentException if there is no such D step
     */
    public Tensor latent(String purpose, int n, int i) {
        return fill(new PointsKey(purpose, n, i), random(purpose, i));
    }

    private Tensor fill(PointsKey key, RandomStream stream) {
        Tensor z = points.computeIfAbsent(key, k -> Tensor.zeros(Shape.of(k.n, settings.latent().size())));
        RandomStream labels = stream.stream("class labels");
        settings.latent().fill(z, stream);
        return ClassLabels.joinUniform(z, settings.classes(), labels);
    }

    /**
     * A random stream for an update of this step, such as for its dropout and label noise.
     *
     * @param purpose any text, such as {@code layers in the generator's step}
     * @return a stream at its start
     */
    public RandomStream random(String purpose) {
        return random.stream(purpose).at(step);
    }

    /**
     * A random stream for one of the D steps.
     *
     * @param purpose any text, such as {@code layers in the discriminator's step}
     * @param i the index of the D step
     * @return a stream at its start
     * @throws IllegalArgumentException if there is no such D step
     */
    public RandomStream random(String purpose, int i) {
        return random.stream(purpose).at(number(i));
    }

    /** The number of a D step and of its batch, counted over the whole run. */
    private long number(int i) {
        if (i < 0 || i >= settings.discriminatorSteps()) {
            throw new IllegalArgumentException("there is no D step with index " + i + ": expected an index from 0 to "
                    + (settings.discriminatorSteps() - 1) + "; use another index, or change"
                    + " GanSettings.withDiscriminatorSteps");
        }
        return step * settings.discriminatorSteps() + i;
    }
}
