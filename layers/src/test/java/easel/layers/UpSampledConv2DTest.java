package easel.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares the fused layer with the two separate layers on small integers, whose sums are exact in any order. */
class UpSampledConv2DTest {
    private final RandomStream random = RandomStream.of(1);

    private Tensor integers(Shape shape) {
        Tensor tensor = Tensor.zeros(shape);
        fill(tensor);
        return tensor;
    }

    private void fill(Tensor tensor) {
        for (int i = 0; i < tensor.size(); i++) {
            tensor.array()[i] = random.nextInt(7) - 3;
        }
    }

    private record Pass(String tape, Tensor y, List<Tensor> gradients) {}

    private static Pass pass(List<Layer> layers, Tensor x, Tensor dy) {
        Tape tape = Tape.training(RandomStream.of(2));
        Tensor y = x;
        for (Layer layer : layers) {
            y = layer.forward(y, tape);
        }
        List<Tensor> wanted = new ArrayList<>(layers.get(layers.size() - 1).parameters());
        wanted.add(x);
        Gradients gradients = tape.gradients(y, dy, wanted);
        return new Pass(tape.toString(), y, wanted.stream().map(gradients::of).toList());
    }

    private void assertFusedEqualsSeparate(Shape image, UpSampling2D up, Conv2D conv) {
        Sequential net = Sequential.of(image, up, conv);
        conv.tensors().values().forEach(this::fill);
        Tensor x = integers(image.batch(3));
        Tensor dy = integers(net.output().batch(3));
        Pass fused = pass(List.of(net), x, dy);
        Pass separate = pass(List.of(up, conv), x, dy);
        assertEquals(1, fused.tape.lines().count(), fused.tape);
        assertTrue(fused.tape.contains(up + ", " + conv), fused.tape);
        assertArrayEquals(separate.y.array(), fused.y.array(), net.layers().toString());
        for (int i = 0; i < separate.gradients.size(); i++) {
            assertArrayEquals(separate.gradients.get(i).array(), fused.gradients.get(i).array(),
                    net.layers() + ", gradient " + i);
        }
    }

    @Test
    void equalsTheTwoSeparateLayers() {
        for (int kernel : new int[] {1, 2, 3, 4, 5}) {
            for (int height : new int[] {1, 2, 3}) {
                for (int channels : new int[] {2, 17}) {
                    UpSampling2D up = UpSampling2D.by(height, 5 - height);
                    Conv2D conv = Conv2D.of(channels, 19 - channels, kernel, random);
                    assertFusedEqualsSeparate(Shape.of(4, 5, channels), up, conv.withPadding(Padding.SAME));
                    assertFusedEqualsSeparate(Shape.of(5, 3, channels), up, conv);
                    int largest = kernel - 1;
                    assertFusedEqualsSeparate(Shape.of(5, 3, channels), up,
                            conv.withPadding(Padding.of(largest, largest / 2, 0, largest)).withBias(false));
                }
            }
        }
    }

    @Test
    void equalsTheTwoSeparateLayersForAKernelThatIsNotSquare() {
        Conv2D conv = Conv2D.of(16, 18, 2, 5, Initializer.glorotUniform(), random).withPadding(Padding.SAME);
        assertFusedEqualsSeparate(Shape.of(3, 4, 16), UpSampling2D.by(2), conv);
    }

    @Test
    void otherPairsAreNotFused() {
        Shape image = Shape.of(6, 6, 2);
        Conv2D conv = Conv2D.of(2, 3, 3, random);
        assertTrue(UpSampledConv2D.fits(UpSampling2D.by(1, 2), conv, image));
        assertFalse(UpSampledConv2D.fits(UpSampling2D.by(2), conv.withStride(1, 2), image));
        assertFalse(UpSampledConv2D.fits(UpSampling2D.by(2), conv.withPadding(Padding.of(0, 3, 0, 0)), image));
        assertFalse(UpSampledConv2D.fits(UpSampling2D.by(1), conv, image));
        assertFalse(UpSampledConv2D.fits(conv, conv, image));
        assertFalse(UpSampledConv2D.fits(UpSampling2D.by(2), UpSampling2D.by(2), image));
    }
}
