package easel.gan;

import easel.core.Buffers;
import easel.core.DivergedException;
import easel.core.Float32;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.FiniteGradients;
import easel.layers.Layer;
import easel.optim.Optimizer;
import java.util.Objects;
import java.util.function.LongFunction;

/**
 * Trains a discriminator without a generator, on real examples and on fake examples of any source, such as random
 * pixels. Its step is the D step of {@link GanSchedule#SEPARATE}.
 */
public final class DiscriminatorTrainer {
    private final Layer discriminator;
    private final Optimizer optimizer;
    private final AdversarialLoss.Separable loss;
    private final RandomStream random;
    private final Buffers buffers = new Buffers();
    private long done;

    /**
     * A trainer at step 0.
     *
     * @param discriminator network from examples (N, …) to logits (N, 1). Training modifies its parameters
     * @param optimizer updates the discriminator's parameters
     * @param loss the loss; its {@code generator} is not used
     * @param seed seed of dropout and label noise
     * @throws IllegalArgumentException if the discriminator ends in a layer whose output is never negative, such as a
     *     Sigmoid
     */
    public DiscriminatorTrainer(Layer discriminator, Optimizer optimizer, AdversarialLoss.Separable loss,
            long seed) {
        Logits.requireBothSigns(discriminator);
        this.discriminator = discriminator;
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
        this.loss = Objects.requireNonNull(loss, "loss");
        this.random = RandomStream.of(seed);
    }

    /**
     * Batches of pixels uniform in [low, high). The same batch number gives the same batch.
     *
     * @param batch the shape of a batch, (N, …)
     * @param low the smallest value; converted to float
     * @param high the upper limit, above low; converted to float
     * @param seed seed of the pixels
     * @return a function from the number of a batch, from 0, to pixels
     * @throws IllegalArgumentException if low is not below high
     */
    public static LongFunction<Tensor> randomPixels(Shape batch, double low, double high, long seed) {
        float least = Float32.of(low);
        float limit = Float32.of(high);
        if (!(least < limit)) {
            throw new IllegalArgumentException("random pixels from " + Float32.text(low) + " to " + Float32.text(high)
                    + ": low must be below high");
        }
        RandomStream pixels = RandomStream.of(seed).stream("random pixels");
        return number -> {
            Tensor noise = Tensor.zeros(batch);
            pixels.at(number).fillUniform(noise.array(), least, limit);
            return noise;
        };
    }

    /**
     * Updates the discriminator on a real batch, then on a fake batch.
     *
     * @param real maps the number of a batch, from 0, to real examples (N, …)
     * @param fake maps the number of a batch, from 0, to fake examples (N, …)
     * @return metrics on each batch, from before the update on that batch
     * @throws DivergedException if a loss or gradient is not finite; the refused update changes no parameter, but
     *     running statistics of BatchNorm may have changed in its forward pass; see {@link DivergedException}
     * @throws IllegalArgumentException if the discriminator does not accept a batch or its output is not one logit
     */
    public DiscriminatorMetrics step(LongFunction<Tensor> real, LongFunction<Tensor> fake) {
        DiscriminatorMetrics metrics;
        try {
            metrics = new DiscriminatorMetrics(update(real.apply(done), true), update(fake.apply(done), false), 0);
        } catch (DivergedException e) {
            throw new DivergedException("step " + (done + 1) + ": " + e.getMessage());
        }
        done++;
        return metrics;
    }

    private DiscriminatorMetrics.Side update(Tensor examples, boolean isReal) {
        Logits.requireOne(discriminator.outputShape(examples.shape().example()));
        RandomStream layers = random.stream(isReal ? "layers on real examples" : "layers on fake examples").at(done);
        try (Tape tape = Tape.training(layers, buffers)) {
            Tensor logits = discriminator.forward(examples, tape);                    // (N, 1)
            Tensor term = isReal ? loss.real(logits, tape) : loss.fake(logits, tape);
            optimizer.step(
                    FiniteGradients.of(term, discriminator, tape, UpdateGradients.updateName(isReal)));
            return DiscriminatorMetrics.Side.of(term, logits, isReal, loss);
        }
    }

    /**
     * The number of completed steps. Each step has two updates.
     *
     * @return 0 at first
     */
    public long stepsDone() {
        return done;
    }
}
