package easel.gan;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.random.RandomStream;
import easel.layers.Layer;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final Shape IMAGE = Shape.of(28, 28, 1);
    private static final int MAX_STEPS = 2_000;

    private final RandomStream random = RandomStream.of(1);

    /** Activations use pooled buffers. A step still allocates random streams, shapes, nodes and closures. */
    @Test
    void aStepOfDenseNetworksAllocatesLittle() {
        assertAllocatesLittle(DenseNetworks.smallGenerator(100, IMAGE, random),
                DenseNetworks.smallDiscriminator(IMAGE, random), 256, 20);
    }

    /** Convolutions also allocate task lists and matrix views: at most 1/7 of these small activations, measured. */
    @Test
    void aStepOfConvolutionalNetworksAllocatesLittle() {
        Shape image = Shape.of(16, 16, 1);
        assertAllocatesLittle(ConvNetworks.dcganGenerator(100, image, random),
                ConvNetworks.dcganDiscriminator(image, random), 16, 5);
    }

    private void assertAllocatesLittle(Sequential generator, Sequential discriminator, int batch, int divisor) {
        assumeTrue(Gemm.chosen().kind() != Gemm.Kind.JBLAS, "jblas allocates arrays");
        Tensor real = Tensor.zeros(generator.output().batch(batch));
        long activations = 2 * bytes(generator, Tensor.zeros(Shape.of(batch, 100))) + 3 * bytes(discriminator, real);
        GanTrainer trainer = new GanTrainer(generator, discriminator, Adam.withLearningRate(1e-4f),
                Adam.withLearningRate(1e-4f), GanSettings.of(GanSchedule.PAIRED, LatentSpace.normal(100), batch));
        // The minimum over steps, because compiler threads and parallel tests allocate too. Vector API code allocates
        // until C2 has compiled it, which takes more steps on a busy machine.
        long least = Long.MAX_VALUE;
        for (int step = 0; step < MAX_STEPS && least >= activations / divisor; step++) {
            long before = allocated();
            trainer.train(1, number -> real);
            least = Math.min(least, allocated() - before);
        }
        assertTrue(least < activations / divisor,
                least + " bytes allocated in a step with " + activations + " bytes of activations");
    }

    private long bytes(Layer network, Tensor x) {
        Tape tape = Tape.training(random);
        network.forward(x, tape);
        return tape.nodes().stream().mapToLong(node -> 4L * node.output().size()).sum();
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }
}
