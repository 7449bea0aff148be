package easel.gan;

import static easel.layers.Losses.softmaxCrossEntropy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Gradients;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.LeakyReLU;
import easel.layers.MaxPool2D;
import easel.layers.ReLU;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.optim.Sgd;
import org.junit.jupiter.api.Test;

/**
 * Compares small training runs with libtorch in float64. libtorch in float32 deviates from that reference by up to
 * 1.2e-7 for losses, 1.8e-7 for gradients of the first step, and 1.2e-7 and 2.2e-7 for parameters after the first and
 * last step.
 */
class TrajectoryTest {
    private static final double LOSSES = 5e-7;
    private static final double FIRST_GRADIENTS = 5e-7;
    private static final double FIRST_STEP = 5e-7;
    private static final double LAST_STEP = 2e-6;

    private final RandomStream random = RandomStream.of(0);

    @Test
    void theVanillaGanFollowsTheReference() {
        Trajectory golden = new Trajectory("trajectory-01-vanilla-gan.safetensors");
        assertEquals("alternating", golden.string("schedule"));
        assertEquals("dense units=16 bias=true | leakyrelu slope=0.2 | batchnorm momentum=0.8 eps=0.001"
                + " | dense units=12 bias=true | tanh", golden.string("generator"));
        assertEquals("dense units=16 bias=true | leakyrelu slope=0.2 | dense units=1 bias=true",
                golden.string("discriminator"));
        assertEquals("inference", golden.string("generator_mode_in_discriminator_step"));
        assertEquals("training", golden.string("discriminator_mode_in_generator_step"));
        assertEquals("real 1, fake 0, generator 1", golden.string("labels"));
        Sequential generator = Sequential.of(Shape.of(8),
                Dense.of(8, 16, random),
                LeakyReLU.withSlope(0.2f),
                BatchNorm.of(16).withMomentum(0.8f).withEpsilon(0.001f),
                Dense.of(16, 12, random),
                Tanh.of());
        Sequential discriminator = Sequential.of(Shape.of(12),
                Dense.of(12, 16, random),
                LeakyReLU.withSlope(0.2f),
                Dense.of(16, 1, random));
        RecordingOptimizer generatorOptimizer = new RecordingOptimizer(golden.adam());
        RecordingOptimizer discriminatorOptimizer = new RecordingOptimizer(golden.adam());
        GanSteps steps = new GanSteps(generator, discriminator, generatorOptimizer, discriminatorOptimizer,
                GanSettings.of(GanSchedule.SEPARATE, LatentSpace.normal(8), 6).withInferenceFakes(true));
        Losses losses = new Losses(10);
        golden.start("generator", generator);
        golden.start("discriminator", discriminator);
        for (int step = 0; step < golden.steps(); step++) {
            DiscriminatorMetrics metrics = steps.updateDiscriminatorSeparately(golden.at("real", step),
                    golden.at("z_discriminator", step), random);
            losses.put(step, metrics, steps.updateGenerator(golden.at("z_generator", step), random));
            if (step == 0) {
                golden.assertGradients("grad1_real.discriminator", discriminator, discriminatorOptimizer.seen.get(0),
                        FIRST_GRADIENTS);
                golden.assertGradients("grad1_fake.discriminator", discriminator, discriminatorOptimizer.seen.get(1),
                        FIRST_GRADIENTS);
                golden.assertGradients("grad1.generator", generator, generatorOptimizer.seen.get(0), FIRST_GRADIENTS);
                golden.assertState("step1.generator", generator, FIRST_STEP);
                golden.assertState("step1.discriminator", discriminator, FIRST_STEP);
            }
        }
        losses.assertClose(golden);
        golden.assertState("final.generator", generator, LAST_STEP);
        golden.assertState("final.discriminator", discriminator, LAST_STEP);
    }

    @Test
    void theDcganFollowsTheReference() {
        Trajectory golden = new Trajectory("trajectory-02-dcgan.safetensors");
        assertEquals("simultaneous", golden.string("schedule"));
        assertEquals("dense units=24 bias=false | batchnorm momentum=0.99 eps=0.001 | leakyrelu slope=0.3"
                + " | reshape shape=2x2x6"
                + " | conv2d_transpose filters=4 kernel=5x5 stride=2 padding=same bias=false"
                + " | batchnorm momentum=0.99 eps=0.001 | leakyrelu slope=0.3"
                + " | conv2d_transpose filters=1 kernel=5x5 stride=2 padding=same bias=false | tanh",
                golden.string("generator"));
        assertEquals("conv2d filters=4 kernel=3x3 stride=2 padding=same bias=true | leakyrelu slope=0.01"
                + " | conv2d filters=6 kernel=3x3 stride=2 padding=same bias=false"
                + " | batchnorm momentum=0.9 eps=0.001 | leakyrelu slope=0.01 | flatten | dense units=1 bias=true",
                golden.string("discriminator"));
        assertEquals("0.5*loss_discriminator_real + 0.5*loss_discriminator_fake", golden.string("loss_discriminator"));
        Sequential generator = Sequential.of(Shape.of(10),
                Dense.of(10, 24, random).withBias(false),
                BatchNorm.of(24).withMomentum(0.99f).withEpsilon(0.001f),
                LeakyReLU.withSlope(0.3f),
                Reshape.to(2, 2, 6),
                Conv2DTranspose.of(6, 4, 5, random).withStride(2).withPadding(Padding.SAME).withBias(false),
                BatchNorm.of(4).withMomentum(0.99f).withEpsilon(0.001f),
                LeakyReLU.withSlope(0.3f),
                Conv2DTranspose.of(4, 1, 5, random).withStride(2).withPadding(Padding.SAME).withBias(false),
                Tanh.of());
        Sequential discriminator = Sequential.of(Shape.of(8, 8, 1),
                Conv2D.of(1, 4, 3, random).withStride(2).withPadding(Padding.SAME),
                LeakyReLU.withSlope(0.01f),
                Conv2D.of(4, 6, 3, random).withStride(2).withPadding(Padding.SAME).withBias(false),
                BatchNorm.of(6).withMomentum(0.9f).withEpsilon(0.001f),
                LeakyReLU.withSlope(0.01f),
                Flatten.of(),
                Dense.of(24, 1, random));
        RecordingOptimizer generatorOptimizer = new RecordingOptimizer(golden.adam());
        RecordingOptimizer discriminatorOptimizer = new RecordingOptimizer(golden.adam());
        GanSteps steps = new GanSteps(generator, discriminator, generatorOptimizer, discriminatorOptimizer,
                GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(10), 5));
        Losses losses = new Losses(8);
        golden.start("generator", generator);
        golden.start("discriminator", discriminator);
        for (int step = 0; step < golden.steps(); step++) {
            GanSteps.Metrics metrics = steps.updateBoth(golden.at("real", step), golden.at("z", step), random);
            losses.put(step, metrics.discriminator(), metrics.generatorLoss());
            if (step == 0) {
                golden.assertGradients("grad1.discriminator", discriminator, discriminatorOptimizer.seen.get(0),
                        FIRST_GRADIENTS);
                golden.assertGradients("grad1.generator", generator, generatorOptimizer.seen.get(0), FIRST_GRADIENTS);
                golden.assertState("step1.generator", generator, FIRST_STEP);
                golden.assertState("step1.discriminator", discriminator, FIRST_STEP);
            }
        }
        losses.assertClose(golden);
        golden.assertState("final.generator", generator, LAST_STEP);
        golden.assertState("final.discriminator", discriminator, LAST_STEP);
    }

    @Test
    void theClassifierFollowsTheReference() {
        Trajectory golden = new Trajectory("trajectory-03-classifier.safetensors");
        assertEquals("conv2d filters=4 kernel=3x3 stride=1 padding=same bias=true | relu | maxpool2d pool=2x2 stride=2"
                + " | flatten | dense units=3 bias=true", golden.string("classifier"));
        assertEquals("sgd", golden.string("optimizer"));
        assertEquals("false", golden.string("nesterov"));
        Sequential classifier = Sequential.of(Shape.of(8, 8, 1),
                Conv2D.of(1, 4, 3, random).withPadding(Padding.SAME),
                ReLU.of(),
                MaxPool2D.of(2),
                Flatten.of(),
                Dense.of(64, 3, random));
        Sgd optimizer = Sgd.withLearningRate(golden.number("learning_rate")).withMomentum(golden.number("momentum"));
        float[] losses = new float[10];
        golden.start("classifier", classifier);
        for (int step = 0; step < golden.steps(); step++) {
            try (Tape tape = Tape.training(random)) {
                Tensor logits = classifier.forward(golden.at("x", step), tape);
                Tensor loss = softmaxCrossEntropy(logits, golden.at("target", step), tape);
                losses[step] = loss.item();
                Gradients gradients = tape.gradients(loss, classifier.parameters());
                if (step == 0) {
                    golden.assertGradients("grad1.classifier", classifier, gradients, FIRST_GRADIENTS);
                }
                optimizer.step(gradients);
            }
            if (step == 0) {
                golden.assertState("step1.classifier", classifier, FIRST_STEP);
            }
        }
        golden.assertClose("loss", losses, LOSSES);
        golden.assertState("final.classifier", classifier, LAST_STEP);
    }

    /** The three losses of every step. */
    private static final class Losses {
        private final float[] real;
        private final float[] fake;
        private final float[] generator;

        Losses(int steps) {
            this.real = new float[steps];
            this.fake = new float[steps];
            this.generator = new float[steps];
        }

        void put(int step, DiscriminatorMetrics metrics, double generatorLoss) {
            real[step] = (float) metrics.real().loss();
            fake[step] = (float) metrics.fake().loss();
            generator[step] = (float) generatorLoss;
        }

        void assertClose(Trajectory golden) {
            golden.assertClose("loss_discriminator_real", real, LOSSES);
            golden.assertClose("loss_discriminator_fake", fake, LOSSES);
            golden.assertClose("loss_generator", generator, LOSSES);
        }
    }
}
