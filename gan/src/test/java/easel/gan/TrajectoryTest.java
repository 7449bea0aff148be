package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.RandomStream;
import easel.core.Safetensors;
import easel.core.Shape;
import easel.core.State;
import easel.core.Tensor;
import easel.gan.GanSteps.Judgement;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Ten steps of a small vanilla GAN against libtorch in float64. The same computation in libtorch's float32 was up to
 * 8.5e-8 from the losses, 3.6e-8 from the gradients, 5.4e-8 from the first parameters and 2.2e-7 from the last.
 */
class TrajectoryTest {
    private final State golden = golden();
    private final Sequential generator = generator();
    private final Sequential discriminator = discriminator();
    private final RecordingOptimizer generatorOptimizer = new RecordingOptimizer(adam());
    private final RecordingOptimizer discriminatorOptimizer = new RecordingOptimizer(adam());
    private final GanSteps steps = new GanSteps(generator, discriminator, generatorOptimizer, discriminatorOptimizer,
            GanSettings.of(GanSchedule.SEPARATE, LatentSpace.normal(8), 6).fakesFromInference());

    TrajectoryTest() throws IOException {}

    @Test
    void theVanillaGanFollowsTheReference() {
        start("generator", generator);
        start("discriminator", discriminator);
        int count = golden.tensor("loss_generator").size();
        assertEquals(10, count);
        float[] realLoss = new float[count];
        float[] fakeLoss = new float[count];
        float[] generatorLoss = new float[count];
        for (int step = 0; step < count; step++) {
            Judgement judgement = steps.discriminatorSeparately(at("real", step), at("z_discriminator", step),
                    RandomStream.of(0));
            realLoss[step] = (float) judgement.real().loss();
            fakeLoss[step] = (float) judgement.fake().loss();
            generatorLoss[step] = (float) steps.generator(at("z_generator", step), RandomStream.of(0));
            if (step == 0) {
                assertFirstGradients();
                assertState("step1", 5e-7);
            }
        }
        assertClose("loss_discriminator_real", realLoss, 5e-7);
        assertClose("loss_discriminator_fake", fakeLoss, 5e-7);
        assertClose("loss_generator", generatorLoss, 5e-7);
        assertState("final", 2e-6);
    }

    @Test
    void theReferenceIsTheOneThisTestBuilds() {
        assertEquals("alternating", golden.string("schedule"));
        assertEquals("dense units=16 bias=true | leakyrelu slope=0.2 | batchnorm momentum=0.8 eps=0.001"
                + " | dense units=12 bias=true | tanh", golden.string("generator"));
        assertEquals("dense units=16 bias=true | leakyrelu slope=0.2 | dense units=1 bias=true",
                golden.string("discriminator"));
        assertEquals("inference", golden.string("generator_mode_in_discriminator_step"));
        assertEquals("training", golden.string("discriminator_mode_in_generator_step"));
        assertEquals("real 1, fake 0, generator 1", golden.string("labels"));
    }

    private static Sequential generator() {
        RandomStream random = RandomStream.of(0);
        return Sequential.of(Shape.of(8),
                Dense.of(8, 16, random),
                LeakyReLU.withSlope(0.2f),
                BatchNorm.of(16).momentum(0.8f).epsilon(0.001f),
                Dense.of(16, 12, random),
                Tanh.of());
    }

    private static Sequential discriminator() {
        RandomStream random = RandomStream.of(0);
        return Sequential.of(Shape.of(12),
                Dense.of(12, 16, random),
                LeakyReLU.withSlope(0.2f),
                Dense.of(16, 1, random));
    }

    private Adam adam() {
        return Adam.withLearningRate(number("learning_rate"))
                .beta1(number("beta1"))
                .beta2(number("beta2"))
                .epsilon(number("eps"));
    }

    private void start(String name, Layer network) {
        network.tensors().forEach((path, tensor) -> {
            float[] values = golden.tensor("initial." + name + "." + path).array();
            if (tensor instanceof Parameter parameter) {
                parameter.update(array -> System.arraycopy(values, 0, array, 0, array.length));
            } else {
                System.arraycopy(values, 0, tensor.array(), 0, tensor.size());
            }
        });
    }

    private void assertFirstGradients() {
        assertGradients("grad1_real.discriminator.", discriminator, discriminatorOptimizer.seen.get(0));
        assertGradients("grad1_fake.discriminator.", discriminator, discriminatorOptimizer.seen.get(1));
        assertGradients("grad1.generator.", generator, generatorOptimizer.seen.get(0));
    }

    private void assertGradients(String prefix, Layer network, Gradients gradients) {
        network.tensors().forEach((path, tensor) -> {
            if (tensor instanceof Parameter) {
                assertClose(prefix + path, gradients.of(tensor).array(), 3e-7);
            }
        });
    }

    private void assertState(String moment, double tolerance) {
        Map<String, Layer> networks = Map.of("generator", generator, "discriminator", discriminator);
        networks.forEach((name, network) -> network.tensors().forEach((path, tensor) ->
                assertClose(moment + "." + name + "." + path, tensor.array(), tolerance)));
    }

    private void assertClose(String name, float[] actual, double tolerance) {
        double deviation = Given.deviation(actual, golden.tensor(name).array());
        assertTrue(deviation <= tolerance, name + ": deviation " + deviation + " is above " + tolerance);
    }

    /** One step of a tensor whose first axis is the step. */
    private Tensor at(String name, int step) {
        Tensor all = golden.tensor(name);
        Shape shape = all.shape().example();
        return Tensor.wrap(shape, Arrays.copyOfRange(all.array(), step * shape.size(), (step + 1) * shape.size()));
    }

    private float number(String name) {
        return Float.parseFloat(golden.string(name));
    }

    private static State golden() throws IOException {
        String file = "trajectory-01-vanilla-gan.safetensors";
        try (InputStream in = TrajectoryTest.class.getResourceAsStream(file)) {
            return Safetensors.read(in.readAllBytes(), file);
        }
    }
}
