package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import application.ConditionalDiscriminator;
import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the section of layers/README.md on networks that are not a chain. */
class ConditionalDiscriminatorTest {
    private static final Path SOURCE = Path.of("src/test/java/application/ConditionalDiscriminator.java");

    private static final Path TEST = Path.of("src/test/java/easel/layers/ConditionalDiscriminatorTest.java");

    @TempDir
    private Path folder;

    private final RandomStream random = RandomStream.of(1);
    private final ConditionalDiscriminator discriminator = ConditionalDiscriminator.of(3, random);
    private final Tensor x = normal(Shape.of(6, 28, 28, 1), 2);
    private final Tensor labels = labels(0, 1, 2, 0, 1, 2);

    private static Tensor labels(int... classes) {
        Tensor labels = Tensor.zeros(Shape.of(classes.length, 3));
        for (int n = 0; n < classes.length; n++) {
            labels.array()[3 * n + classes[n]] = 1;
        }
        return labels;
    }

    @Test
    void readmeShowsTheSource() throws IOException {
        assertTrue(Files.readString(Path.of("README.md")).contains("```java\n" + Files.readString(SOURCE) + "```\n"));
    }

    /** The images are the same for both targets, so only the labels can distinguish them. */
    @Test
    void itLearnsFromBothInputs() {
        Tensor targets = Tensor.of(Shape.of(6, 1), 1, 0, 1, 0, 1, 0);
        Tensor same = Tensor.full(x.shape(), 0.5);
        Tensor classes = labels(0, 1, 0, 1, 0, 1);
        float before = step(same, classes, targets);
        for (int i = 0; i < 100; i++) {
            step(same, classes, targets);
        }
        float after = step(same, classes, targets);
        assertTrue(after < 0.2f * before, before + " before, " + after + " after");
    }

    /** One step of gradient descent. Returns the loss before it. */
    private float step(Tensor images, Tensor classes, Tensor targets) {
        Tape tape = Tape.training(random);
        Tensor logits = discriminator.forward(images, classes, tape);
        Tensor loss = Losses.binaryCrossEntropyWithLogits(logits, targets, tape);
        Gradients gradients = tape.gradients(loss, discriminator.parameters());
        for (Parameter parameter : discriminator.parameters()) {
            float[] gradient = gradients.of(parameter).array();
            parameter.update(values -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] -= 0.3f * gradient[i];
                }
            });
        }
        return loss.item();
    }

    @Test
    void itsPartsAreSavedAndLoaded() throws IOException {
        Path path = folder.resolve("discriminator.safetensors");
        Safetensors.write(discriminator.state(), path);
        ConditionalDiscriminator loaded = ConditionalDiscriminator.from(Safetensors.read(path));
        Tape tape = Tape.forInference();
        assertSameBits(discriminator.forward(x, labels, tape), loaded.forward(x, labels, tape), "logits");
    }

    @Test
    void theNetworkOfContainersHasTheShapesInItsComments() throws IOException {
        String section = Files.readString(Path.of("README.md")).split("## Networks that are not a chain\n")[1];
        String code = section.split("```java\n")[1].split("```")[0];
        assertTrue(unindented(Files.readString(TEST)).contains(unindented(code)), code);
        Sequential network = Sequential.of(Shape.of(28, 28, 1),
                Conv2D.of(1, 16, 3, random).withPadding(Padding.SAME), SiLU.of(),              // (N, 28, 28, 16)
                Residual.of(Conv2D.of(16, 16, 3, random).withPadding(Padding.SAME)),           // (N, 28, 28, 16)
                Concatenate.of(Identity.of(), Conv2D.of(16, 8, 1, random)));                   // (N, 28, 28, 24)
        assertEquals("[(28, 28, 16), (28, 28, 16), (28, 28, 16), (28, 28, 24)]", network.shapes().toString());
        assertEquals(Shape.of(6, 28, 28, 24), network.infer(x).shape());
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
