package easel.gan;

import easel.core.Buffers;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Layer;
import easel.optim.Optimizer;
import java.util.function.LongFunction;

/**
 * Trains a discriminator without a generator, on real examples and on fake ones from any source, such as random pixels.
 * Its step is the D step of {@link GanSchedule#SEPARATE}.
 */
public final class DiscriminatorTrainer {
    private final Layer discriminator;
    private final Optimizer optimizer;
    private final AdversarialLoss loss;
    private final RandomStream random;
    private final Buffers buffers = new Buffers();
    private long done;

    /**
     * A trainer at step 0.
     *
     * @param discriminator examples (N, …) to logits (N, 1). Its parameters are modified by training
     * @param optimizer steps the discriminator's parameters
     * @param loss the loss; its part for the generator is not used
     * @param seed seed of dropout and label noise
     */
    public DiscriminatorTrainer(Layer discriminator, Optimizer optimizer, AdversarialLoss loss, long seed) {
        this.discriminator = discriminator;
        this.optimizer = optimizer;
        this.loss = loss;
        this.random = RandomStream.of(seed);
    }

    /**
     * Batches of pixels uniform in [low, high). The same number gives the same batch.
     *
     * @param batch the shape of a batch, (N, …)
     * @param low the least value
     * @param high the upper limit, above low
     * @param seed seed of the pixels
     * @return from the number of a batch, from 0, to pixels
     * @throws IllegalArgumentException if low is not below high
     */
    public static LongFunction<Tensor> randomPixels(Shape batch, float low, float high, long seed) {
        if (!(low < high)) {
            throw new IllegalArgumentException("random pixels from " + low + " to " + high
                    + ": low must be below high");
        }
        RandomStream pixels = RandomStream.of(seed).stream("random pixels");
        return number -> {
            Tensor noise = Tensor.zeros(batch);
            pixels.at(number).fillUniform(noise.array(), low, high);
            return noise;
        };
    }

    /**
     * Updates the discriminator on a real batch, then on a fake batch.
     *
     * @param real from the number of a batch, from 0, to real examples (N, …)
     * @param fake from the number of a batch, from 0, to fake examples (N, …)
     * @return metrics on each batch, before the update on it
     * @throws DivergedException if a loss or gradient is not finite; the parameters stay as before that update
     * @throws IllegalArgumentException if the discriminator does not accept a batch or its output is not one logit
     */
    public DiscriminatorMetrics step(LongFunction<Tensor> real, LongFunction<Tensor> fake) {
        DiscriminatorMetrics metrics;
        try {
            metrics = new DiscriminatorMetrics(update(real.apply(done), true), update(fake.apply(done), false));
        } catch (DivergedException e) {
            throw new DivergedException("step " + (done + 1) + ": " + e.getMessage());
        }
        done++;
        return metrics;
    }

    private DiscriminatorMetrics.Side update(Tensor examples, boolean isReal) {
        GanTrainer.requireLogit(discriminator.outputShape(examples.shape().example()));
        RandomStream layers = random.stream(isReal ? "layers on real examples" : "layers on fake examples").at(done);
        try (Tape tape = Tape.training(layers, buffers)) {
            return GanSteps.updateDiscriminator(discriminator, optimizer, loss, examples, isReal, tape);
        }
    }

    /**
     * The number of steps done, each of two updates.
     *
     * @return 0 at first
     */
    public long stepsDone() {
        return done;
    }
}
