package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Models;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each published network is saved after a training pass and loaded from the file only. */
class SavedNetworksTest {
    private static final Shape IMAGE = Shape.of(20, 20, 1);

    @TempDir
    private Path folder;

    static List<Sequential> networks() {
        RandomStream random = RandomStream.of(1);
        return List.of(
                DenseNetworks.vanillaGenerator(10, IMAGE, random),
                DenseNetworks.vanillaDiscriminator(IMAGE, 0.3f, random),
                DenseNetworks.smallGenerator(10, IMAGE, random),
                DenseNetworks.smallDiscriminator(IMAGE, random),
                ConvNetworks.convGenerator(10, IMAGE, random),
                ConvNetworks.convDiscriminator(IMAGE, random),
                ConvNetworks.dcganGenerator(10, IMAGE, random),
                ConvNetworks.dcganDiscriminator(IMAGE, random),
                ConvNetworks.fashionGenerator(10, IMAGE, random),
                ConvNetworks.fashionDiscriminator(IMAGE, random),
                ConvNetworks.dcgan64Generator(10, Shape.of(16, 32, 3), random),
                ConvNetworks.dcgan64Discriminator(Shape.of(16, 32, 3), random),
                ConvNetworks.classifier(IMAGE, 10, random));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theLoadedNetworkEqualsTheSavedOneBitForBit(Sequential saved) throws IOException {
        Tensor x = Tensor.zeros(saved.input().batch(2));
        RandomStream.of(2).fillUniform(x.array(), -1, 1);
        saved.forward(x, Tape.training(RandomStream.of(3)));

        Path path = folder.resolve("network.safetensors");
        Models.save(saved, path);
        Sequential loaded = Models.load(path);
        assertEquals(saved.layers().toString(), loaded.layers().toString());
        assertEquals(saved.describe(), loaded.describe());
        assertEquals(saved.tensors().keySet(), loaded.tensors().keySet());
        saved.tensors().forEach((name, tensor) ->
                assertArrayEquals(tensor.array(), loaded.tensors().get(name).array(), name));
        assertArrayEquals(saved.infer(x).array(), loaded.infer(x).array());
    }
}
