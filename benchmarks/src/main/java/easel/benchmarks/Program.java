package easel.benchmarks;

import easel.core.Buffers;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.ConvNetworks;
import easel.gan.DenseNetworks;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.Layer;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.util.function.DoubleSupplier;

/**
 * The published programs' networks, as steps to be timed: fakes from G in training mode, a D update on a real and a
 * fake batch (vanilla: two updates), then a G update through D on fresh points; one fixed real batch. The classifier:
 * one update. Other libraries are timed on the same steps.
 */
public enum Program {
    /** Dense layers, batch 32. */
    VANILLA(32),
    /** One hidden layer each, batch 128. */
    SMALL(128),
    /** DCGAN, batch 128. */
    DCGAN(128),
    /** Convolutions on MNIST, batch 128. */
    CONV(128),
    /** Convolutions on Fashion-MNIST, batch 16. */
    FASHION(16),
    /** No GAN: a LeNet-style classifier, batch 128. */
    CLASSIFIER(128);

    private static final Shape IMAGE = Shape.of(28, 28, 1);

    private final int batch;

    Program(int batch) {
        this.batch = batch;
    }

    /**
     * Images in a step.
     *
     * @return the published batch, for fashion an eighth of it
     */
    public int batch() {
        return batch;
    }

    /**
     * Builds the networks and draws the real batch.
     *
     * @return takes one step, and says a loss
     */
    public DoubleSupplier start() {
        RandomStream random = RandomStream.of(1);
        return switch (this) {
            case VANILLA -> gan(GanSchedule.SEPARATE, 100,
                    DenseNetworks.vanillaGenerator(100, Shape.of(784), random),
                    DenseNetworks.vanillaDiscriminator(Shape.of(784), 0, random));
            case SMALL -> gan(GanSchedule.PAIRED, 100,
                    DenseNetworks.smallGenerator(100, IMAGE, random),
                    DenseNetworks.smallDiscriminator(IMAGE, random));
            case DCGAN -> gan(GanSchedule.PAIRED, 100,
                    ConvNetworks.dcganGenerator(100, IMAGE, random),
                    ConvNetworks.dcganDiscriminator(IMAGE, random));
            case CONV -> gan(GanSchedule.PAIRED, 100,
                    ConvNetworks.convGenerator(100, IMAGE, random),
                    ConvNetworks.convDiscriminator(IMAGE, random));
            case FASHION -> gan(GanSchedule.PAIRED, 128,
                    ConvNetworks.fashionGenerator(128, IMAGE, random),
                    ConvNetworks.fashionDiscriminator(IMAGE, random));
            case CLASSIFIER -> classifier(random);
        };
    }

    private DoubleSupplier gan(GanSchedule schedule, int latent, Layer generator, Layer discriminator) {
        Shape image = generator.outputShape(Shape.of(latent));
        Tensor real = uniform(image.batch(batch));
        GanTrainer trainer = new GanTrainer(generator, discriminator, adam(), adam(),
                GanSettings.of(schedule, LatentSpace.normal(latent), batch));
        return () -> trainer.step(draw -> real).generatorLoss();
    }

    private DoubleSupplier classifier(RandomStream random) {
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
