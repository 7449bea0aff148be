package easel.benchmarks;

import easel.core.Buffers;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.ConvNetworks;
import easel.gan.GanProgram;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.layers.Layer;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.util.function.DoubleSupplier;

/**
 * The training steps that are timed in all libraries. The GANs have the networks of {@link GanProgram}. In a GAN's
 * step, G generates fakes in training mode. D is then updated once on a real and a fake batch (vanilla: once on each).
 * Finally G is updated through D, for new latent vectors. The real batch is fixed. The classifier's step is one update.
 */
public enum Program {
    /** Dense layers, batch 32. */
    VANILLA(GanProgram.VANILLA, GanSchedule.SEPARATE),
    /** One hidden layer in each network, batch 128. */
    SMALL(GanProgram.SMALL, GanSchedule.PAIRED),
    /** DCGAN, batch 128. */
    DCGAN(GanProgram.DCGAN, GanSchedule.PAIRED),
    /** Convolutions on MNIST, batch 128. */
    CONV(GanProgram.CONV, GanSchedule.PAIRED),
    /** Convolutions on Fashion-MNIST, batch 16. */
    FASHION(GanProgram.FASHION, GanSchedule.PAIRED),
    /** A classifier similar to LeNet, no GAN, batch 128. */
    CLASSIFIER(null, null),
    /** DCGAN for colour images of 64×64 pixels, batch 64, half of the tutorial's. */
    DCGAN64(GanProgram.DCGAN64, GanSchedule.PAIRED, 64);

    private static final Shape IMAGE = Shape.of(28, 28, 1);

    private final GanProgram published;      // null for the classifier
    private final GanSchedule schedule;      // the same in all libraries; null for the classifier
    private final int batch;

    Program(GanProgram published, GanSchedule schedule) {
        this(published, schedule, published == null ? 128 : published.batch());
    }

    Program(GanProgram published, GanSchedule schedule, int batch) {
        this.published = published;
        this.schedule = schedule;
        this.batch = batch;
    }

    /**
     * The number of images in a step.
     *
     * @return the default batch size of the program, for {@link #DCGAN64} half of it
     */
    public int batch() {
        return batch;
    }

    /**
     * Builds the networks and draws the real batch.
     *
     * @return a function that takes one step and returns a loss
     */
    public DoubleSupplier start() {
        return published == null ? classifier() : gan();
    }

    private DoubleSupplier gan() {
        RandomStream random = RandomStream.of(1);
        Layer generator = published.generator(random);
        Layer discriminator = published.discriminator(random);
        Tensor real = uniform(published.image().batch(batch));
        GanTrainer trainer = new GanTrainer(generator, discriminator, adam(), adam(),
                GanSettings.of(schedule, published.latent(), batch));
        return () -> trainer.step(draw -> real).generatorLoss();
    }

    private DoubleSupplier classifier() {
        RandomStream random = RandomStream.of(1);
        Sequential net = ConvNetworks.classifier(IMAGE, 10, random);
        Tensor images = uniform(IMAGE.batch(batch));
        Tensor labels = Tensor.zeros(Shape.of(batch));
        for (int n = 0; n < batch; n++) {
            labels.array()[n] = n % 10;
        }
        Adam adam = adam();
        Buffers buffers = new Buffers();
        return () -> {
            try (Tape tape = Tape.training(random, buffers)) {
                Tensor loss = Losses.softmaxCrossEntropy(net.forward(images, tape), labels, tape);
                adam.step(tape.gradients(loss, net.parameters()));
                return loss.item();
            }
        };
    }

    private static Adam adam() {
        return Adam.withLearningRate(2e-4f).withBeta1(0.5f);
    }

    private static Tensor uniform(Shape shape) {
        Tensor images = Tensor.zeros(shape);
        RandomStream.of(2).fillUniform(images.array(), -1, 1);
        return images;
    }
}
