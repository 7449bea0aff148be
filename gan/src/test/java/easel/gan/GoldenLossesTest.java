package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Gradients;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.gan.AdversarialLoss.Separable;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hinge and the least-squares loss compared with libtorch in float64. */
class GoldenLossesTest {
    @ParameterizedTest
    @ValueSource(strings = {"hinge", "least_squares"})
    void lossesAndGradientsAgreeWithLibtorch(String name) throws Exception {
        Separable loss = name.equals("hinge") ? AdversarialLoss.hinge() : AdversarialLoss.leastSquares();

        State discriminator = golden(name + "_discriminator");
        Tensor real = discriminator.tensor("real");
        Tensor fake = discriminator.tensor("fake");
        Tape tape = Tape.training(RandomStream.of(0));
        Tensor sum = loss.discriminator(real, fake, tape);
        Gradients gradients = tape.gradients(sum, List.of(real, fake));
        assertEquals(discriminator.tensor("loss").item(), sum.item(), 1e-6);
        assertEquals(discriminator.tensor("loss_real").item(), loss.real(real, tape).item(), 1e-6);
        assertEquals(discriminator.tensor("loss_fake").item(), loss.fake(fake, tape).item(), 1e-6);
        assertClose(discriminator.tensor("dreal"), gradients.of(real));
        assertClose(discriminator.tensor("dfake"), gradients.of(fake));

        State generator = golden(name + "_generator");
        Tensor generated = generator.tensor("fake");
        Tensor generatorLoss = loss.generator(generated, tape);
        assertEquals(generator.tensor("loss").item(), generatorLoss.item(), 1e-6);
        assertClose(generator.tensor("dfake"), tape.gradients(generatorLoss, List.of(generated)).of(generated));
    }

    private static State golden(String op) throws Exception {
        return Safetensors.read(path(op + "-01-8x1.safetensors"));
    }

    private static Path path(String file) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(GoldenLossesTest.class.getResource(file), file).toURI());
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.array()[i], actual.array()[i], 1e-7, "element " + i);
        }
    }
}
