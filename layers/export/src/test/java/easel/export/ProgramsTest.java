package easel.export;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.ConvNetworks;
import easel.gan.DenseNetworks;
import easel.layers.Sequential;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the exported networks of the example programs in ONNX Runtime. */
class ProgramsTest {
    private static final Shape IMAGE = Shape.of(28, 28, 1);

    @TempDir
    Path folder;

    static Stream<Named<Supplier<Sequential>>> networks() {
        RandomStream random = RandomStream.of(1);
        return Stream.of(
                Named.of("vanilla G", () -> DenseNetworks.vanillaGenerator(100, IMAGE, random)),
                Named.of("vanilla D", () -> DenseNetworks.vanillaDiscriminator(IMAGE, 0, random)),
                Named.of("vanilla D with dropout", () -> DenseNetworks.vanillaDiscriminator(IMAGE, 0.4f, random)),
                Named.of("small G", () -> DenseNetworks.smallGenerator(100, IMAGE, random)),
                Named.of("small D", () -> DenseNetworks.smallDiscriminator(IMAGE, random)),
                Named.of("conv G", () -> ConvNetworks.convGenerator(100, IMAGE, random)),
                Named.of("conv D", () -> ConvNetworks.convDiscriminator(IMAGE, random)),
                Named.of("DCGAN G", () -> ConvNetworks.dcganGenerator(100, IMAGE, random)),
                Named.of("DCGAN D", () -> ConvNetworks.dcganDiscriminator(IMAGE, random)),
                Named.of("DCGAN G in color", () -> ConvNetworks.dcganGenerator(100, Shape.of(32, 24, 3), random)),
                Named.of("fashion G", () -> ConvNetworks.fashionGenerator(128, IMAGE, random)),
                Named.of("fashion D", () -> ConvNetworks.fashionDiscriminator(IMAGE, random)),
                Named.of("DCGAN 64 G", () -> ConvNetworks.dcgan64Generator(100, Shape.of(64, 64, 3), random)),
                Named.of("DCGAN 64 D", () -> ConvNetworks.dcgan64Discriminator(Shape.of(64, 64, 3), random)),
                Named.of("classifier", () -> ConvNetworks.classifier(IMAGE, 10, random)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void onnxRuntimeComputesTheSame(Supplier<Sequential> factory) throws Exception {
        Sequential network = factory.get();
        network.tensors().forEach(ProgramsTest::setStatistics);
        Path file = folder.resolve("network.onnx");
        Onnx.write(network, file);
        try (OnnxRuntime runtime = OnnxRuntime.open(file)) {
            runtime.assertComputes(network, 2, "2 examples");
        }
    }

    /**
     * Replaces the initial mean 0 and variance 1: with these the test would miss an export without statistics. Means
     * are on both sides of 0, because after ReLU all outputs of small weights would be 0 with positive means only.
     */
    private static void setStatistics(String name, Tensor tensor) {
        if (!(tensor instanceof Parameter)) {
            float mean = name.endsWith("running_mean") ? 0 : 1;
            RandomStream.of(3).fillUniform(tensor.array(), mean - 0.5f, mean + 0.5f);
        }
    }
}
