package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.random.RandomStream;
import easel.layers.Sequential;
import easel.optim.Adam;
import easel.testkit.JavaProcess;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs the same training in separate JVMs, because a JVM selects its kernels once. */
@Execution(ExecutionMode.CONCURRENT)
class SameBytesTest {
    private static final String MODULE = "jdk.incubator.vector";

    /** Trains four GANs for a few steps; prints the kernel and digests of the networks. */
    public static void main(String[] arguments) {
        RandomStream random = RandomStream.of(1);
        Shape flat = Shape.of(784);
        String dense = train(3, 100, 32, flat, DenseNetworks.vanillaGenerator(100, flat, random),
                DenseNetworks.vanillaDiscriminator(flat, 0, random));
        Shape image = Shape.of(8, 12, 2);
        String transposed = train(2, 20, 5, image, ConvNetworks.dcganGenerator(20, image, random),
                ConvNetworks.dcganDiscriminator(image, random));
        String upSampled = train(1, 20, 3, image, ConvNetworks.fashionGenerator(20, image, random),
                ConvNetworks.dcganDiscriminator(image, random));
        Shape colour = Shape.of(32, 48, 3);
        String strided = train(1, 20, 2, colour, ConvNetworks.dcgan64Generator(20, colour, random),
                ConvNetworks.dcgan64Discriminator(colour, random));
        System.out.print(Gemm.chosen().kind() + " " + dense + " " + transposed + " " + upSampled + " " + strided);
    }

    private static String train(int steps, int latent, int batch, Shape image, Sequential generator,
            Sequential discriminator) {
        Tensor real = Tensor.zeros(image.batch(batch));
        RandomStream.of(2).fillUniform(real.array(), -1, 1);
        GanTrainer trainer = new GanTrainer(generator, discriminator, Adam.withLearningRate(2e-4f),
                Adam.withLearningRate(2e-4f), GanSettings.of(GanSchedule.SEPARATE, LatentSpace.normal(latent), batch));
        for (int step = 0; step < steps; step++) {
            trainer.step(draw -> real);
        }
        return digest(generator) + " " + digest(discriminator);
    }

    private static long digest(Sequential network) {
        long digest = 0;
        for (Tensor tensor : network.tensors().values()) {
            digest = 31 * digest + Arrays.hashCode(tensor.array());
        }
        return digest;
    }

    private static Process train(String gemm, int threads) throws IOException {
        return JavaProcess.of("-Xmx512m", "--add-modules", MODULE, "-Deasel.gemm=" + gemm, "-Deasel.threads=" + threads,
                SameBytesTest.class.getName()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static String result(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void trainingIsTheSameWithPlainJavaAndTheVectorApiAndWithOneOrTwoThreads() throws IOException {
        Assumptions.assumeTrue(ModuleFinder.ofSystem().find(MODULE).isPresent(), "this JDK has no " + MODULE);
        Process java = train("java", 2);
        Process vector = train("vector", 1);
        Process vectorOnTwo = train("vector", 2);
        String expected = result(java).replace("JAVA ", "");
        String actual = result(vector);
        Assumptions.assumeFalse(actual.startsWith("JAVA "), "the Vector API does not work here");
        assertEquals("VECTOR " + expected, actual);
        assertEquals("VECTOR " + expected, result(vectorOnTwo));
    }
}
