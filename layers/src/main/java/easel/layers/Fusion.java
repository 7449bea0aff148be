package easel.layers;

import easel.core.Shape;
import java.util.ArrayList;
import java.util.List;

/** The layers of a {@link Sequential} as they run: some pairs are fused or change their order. */
final class Fusion {
    private Fusion() {}

    /**
     * Prepares layers to run one after another.
     *
     * @param input the shape of one example before the first layer
     * @param layers in the order they were given
     * @param shapes the shape of one example after each of them
     * @return layers whose forwards, one after another, give the same output
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
                steps.add(next);             // max(relu(x)) = relu(max(x)), and there are fewer maxima to rectify
                steps.add(layer);
                i++;
            } else {
                steps.add(layer);
            }
        }
        return List.copyOf(steps);
    }
}
