package easel.layers;

import easel.core.Shape;
import java.util.ArrayList;
import java.util.List;

/** Finds pairs of layers in a {@link Sequential} that run faster as one operation or in the opposite order. */
final class Fusion {
    private Fusion() {}

    /**
     * Fuses each upsampling with the convolution after it if both fit, and moves each ReLU behind the max pooling after
     * it.
     *
     * @param input the shape of one example before the first layer
     * @param layers the layers of the Sequential, first to last
     * @param shapes the shape of one example after each layer
     * @return layers that give the same output when they run one after another
     */
    static List<Layer> steps(Shape input, List<Layer> layers, List<Shape> shapes) {
        List<Layer> steps = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            Layer next = layers.get(Math.min(i + 1, layers.size() - 1));
            if (UpSampledConv2D.fits(layer, next, i == 0 ? input : shapes.get(i - 1))) {
                steps.add(new UpSampledConv2D((UpSampling2D) layer, (Conv2D) next));
                i++;
            } else if (layer instanceof ReLU && next instanceof MaxPool2D) {
                steps.add(next);             // max(relu(x)) = relu(max(x)), on fewer elements
                steps.add(layer);
                i++;
            } else {
                steps.add(layer);
            }
        }
        return List.copyOf(steps);
    }
}
