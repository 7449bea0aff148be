package easel.gan;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import easel.layers.AveragePool2D;
import easel.layers.BatchNorm;
import easel.layers.ClassProjection;
import easel.layers.Concatenate;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.ELU;
import easel.layers.Embedding;
import easel.layers.Flatten;
import easel.layers.GELU;
import easel.layers.GlobalAveragePool;
import easel.layers.Identity;
import easel.layers.Layer;
import easel.layers.LayerNorm;
import easel.layers.LeakyReLU;
import easel.layers.MaxPool2D;
import easel.layers.Maxout;
import easel.layers.MinibatchStdDev;
import easel.layers.ReLU;
import easel.layers.Reshape;
import easel.layers.Residual;
import easel.layers.Sequential;
import easel.layers.SiLU;
import easel.layers.Sigmoid;
import easel.layers.Softmax;
import easel.layers.Softplus;
import easel.layers.SpectralNorm;
import easel.layers.Tanh;
import easel.layers.UpSampling2D;
import easel.layers.ZeroPadding2D;
import easel.testkit.PackageClasses;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Tests which last layers of a discriminator the trainers refuse. */
class LogitsTest {
    private static final RandomStream RANDOM = RandomStream.of(1);
    private static final Shape IMAGE = Shape.of(4, 4, 2);

    /** One layer of each type, for images of 4×4 pixels and 2 channels. */
    private static final Map<String, Layer> LAYERS = Map.ofEntries(
            entry("AveragePool2D", AveragePool2D.of(2)),
            entry("BatchNorm", BatchNorm.of(2)),
            entry("ClassProjection", ClassProjection.of(Sequential.of(Shape.of(4, 4, 1), Flatten.of(),
                    Dense.of(16, 2, RANDOM)), 1)),
            entry("Concatenate", Concatenate.of(Identity.of(), Conv2D.of(2, 8, 1, RANDOM))),
            entry("Conv2D", Conv2D.of(2, 2, 3, RANDOM)),
            entry("Conv2DTranspose", Conv2DTranspose.of(2, 2, 3, RANDOM)),
            entry("Dense", Sequential.of(IMAGE, Flatten.of(), Dense.of(32, 5, RANDOM))),
            entry("Dropout", Dropout.withRate(0.4f)),
            entry("ELU", ELU.of()),
            entry("Embedding", Sequential.of(IMAGE, Flatten.of(), Dense.of(32, 1, RANDOM), Softmax.of(),   // class 1
                    Embedding.of(2, 5, RANDOM))),
            entry("Flatten", Flatten.of()),
            entry("GELU", GELU.of()),
            entry("GlobalAveragePool", GlobalAveragePool.of()),
            entry("Identity", Identity.of()),
            entry("LayerNorm", LayerNorm.of(2)),
            entry("LeakyReLU", LeakyReLU.withSlope(0.2f)),
            entry("Maxout", Maxout.of(2)),
            entry("MaxPool2D", MaxPool2D.of(2)),
            entry("MinibatchStdDev", MinibatchStdDev.of()),
            entry("ReLU", ReLU.of()),
            entry("Reshape", Reshape.to(2, 16)),
            entry("Residual", Residual.of(Conv2D.of(2, 2, 1, RANDOM))),
            entry("Sequential", Sequential.of(IMAGE, Tanh.of(), Conv2D.of(2, 8, 1, RANDOM))),
            entry("Sigmoid", Sigmoid.of()),
            entry("SiLU", SiLU.of()),
            entry("Softmax", Softmax.of()),
            entry("Softplus", Softplus.of()),
            entry("SpectralNorm", SpectralNorm.of(Conv2D.of(2, 2, 3, RANDOM), RANDOM)),
            entry("Tanh", Tanh.of()),
            entry("UpSampling2D", UpSampling2D.by(2)),
            entry("ZeroPadding2D", ZeroPadding2D.of(1, 1, 1, 1)));

    static final List<String> TYPES = LAYERS.keySet().stream().sorted().toList();

    @Test
    void everyLayerOfTheLibraryHasACase() throws Exception {
        assertEquals(TYPES, PackageClasses.of(Layer.class).stream()
                .filter(type -> Layer.class.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers())
                        && !type.isInterface())
                .map(Class::getSimpleName).sorted().toList());
    }

    @ParameterizedTest
    @FieldSource("TYPES")
    void aLastLayerIsRefusedIfItsOutputIsNeverNegative(String type) {
        Layer layer = LAYERS.get(type);
        assertAccepted(hasNegativeOutput(layer), layer);
        assertAccepted(hasNegativeOutput(layer), Sequential.of(IMAGE, Tanh.of(), layer));
        assertAccepted(hasNegativeOutput(layer), Sequential.of(IMAGE, new Undescribed(Tanh.of()), layer));
    }

    @ParameterizedTest
    @FieldSource("TYPES")
    void aLayerAfterASigmoidIsRefusedIfItsOutputIsNeverNegative(String type) {
        Layer network = Sequential.of(IMAGE, Sigmoid.of(), LAYERS.get(type));
        assertAccepted(hasNegativeOutput(network), network);
        assertAccepted(hasNegativeOutput(network), new Described(Sequential.of(IMAGE, network)));
    }

    private static boolean hasNegativeOutput(Layer layer) {
        Tensor y = layer.forward(Given.normal(3, 16, 4, 4, 2), Tape.training(RandomStream.of(2)));
        return IntStream.range(0, y.size()).anyMatch(i -> y.array()[i] < 0);
    }

    private static void assertAccepted(boolean accepted, Layer layer) {
        if (accepted) {
            assertDoesNotThrow(() -> Logits.requireBothSigns(layer));
        } else {
            assertThrows(IllegalArgumentException.class, () -> Logits.requireBothSigns(layer));
        }
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void bothTrainersRefuseADiscriminatorThatEndsInASigmoid(GanSchedule schedule) {
        Sequential inner = Sequential.of(Shape.of(6), Dense.of(6, 1, RANDOM), Sigmoid.of());
        Sequential nested = Sequential.of(Shape.of(4), Dense.of(4, 6, RANDOM), inner, Reshape.to(1));
        for (Layer discriminator : List.of(nested, new Described(nested),
                Sequential.of(Shape.of(4), new Undescribed(Given.discriminator()), Sigmoid.of()),
                Sequential.of(Shape.of(4), Given.discriminator(), new Described(Sigmoid.of())))) {
            assertRefused("Sigmoid", discriminator, schedule);
        }
        for (Map.Entry<String, Layer> last : Map.of("Softmax", Softmax.of(), "ReLU", ReLU.of(),
                "Softplus", Softplus.of()).entrySet()) {
            assertRefused(last.getKey(), Sequential.of(Shape.of(4), Given.discriminator(), last.getValue()), schedule);
        }
    }

    private static void assertRefused(String last, Layer discriminator, GanSchedule schedule) {
        String message = "the discriminator ends in " + last + ", so its output is never negative; expected a logit,"
                + " which is positive for one class and negative for the other. Remove the " + last
                + ": the loss applies the sigmoid itself.";
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> Given.trainer(Given.generator(), discriminator, Given.settings(schedule))).getMessage());
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> new DiscriminatorTrainer(
                discriminator, Given.optimizer(), AdversarialLoss.minimax(LabelPolicy.standard()), 0)).getMessage());
    }

    @Test
    void aDiscriminatorWithoutADescriptionOrWithAnActivationBeforeItsLastWeightsIsAccepted() {
        for (Layer discriminator : List.of(
                new Undescribed(Sequential.of(Shape.of(4), Given.discriminator(), Sigmoid.of())),
                Sequential.of(Shape.of(4), Sigmoid.of(), Dense.of(4, 1, RANDOM)),
                Sequential.of(Shape.of(4), Given.discriminator(), Flatten.of(), Tanh.of()))) {
            GanTrainer trainer = Given.trainer(Given.generator(), discriminator, Given.settings(GanSchedule.JOINED));
            assertEquals(1, trainer.step(Given.real()).step());
        }
    }

    /** Wraps a layer and does not describe itself. */
    private static class Undescribed implements Layer {
        final Layer layer;

        Undescribed(Layer layer) {
            this.layer = layer;
        }

        @Override
        public Tensor forward(Tensor x, Tape tape) {
            return layer.forward(x, tape);
        }

        @Override
        public Shape outputShape(Shape input) {
            return layer.outputShape(input);
        }

        @Override
        public Map<String, Tensor> tensors() {
            return layer.tensors();
        }
    }

    /** Wraps a layer and describes itself as that layer. */
    private static final class Described extends Undescribed {
        Described(Layer layer) {
            super(layer);
        }

        @Override
        public Description describe() {
            return layer.describe();
        }
    }
}
