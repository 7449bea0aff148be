package easel.examples.study;

import easel.core.Shape;
import easel.core.state.Description;
import easel.layers.Conv2D;
import easel.layers.Layer;
import easel.layers.MaxPool2D;
import easel.layers.ReLU;
import easel.layers.Sequential;
import easel.layers.UpSampling2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One layer of a network, or two that a {@link Sequential} may run as one operation. The groups of a network, one after
 * another, have the same results as the network.
 *
 * @param index of the first layer in the network
 * @param network the layers of the group
 */
record LayerGroup(int index, Sequential network) {
    static List<LayerGroup> of(Sequential network) {
        List<LayerGroup> groups = new ArrayList<>();
        Shape input = network.input();
        for (int i = 0; i < network.layers().size(); i += groups.get(groups.size() - 1).size()) {
            List<Layer> rest = network.layers().subList(i, network.layers().size());
            Layer[] layers = rest.subList(0, rest.size() > 1 && isFused(rest.get(0), rest.get(1)) ? 2 : 1)
                    .toArray(Layer[]::new);
            groups.add(new LayerGroup(i, Sequential.of(input, layers)));
            input = network.shapes().get(i + layers.length - 1);
        }
        return List.copyOf(groups);
    }

    private static boolean isFused(Layer layer, Layer next) {
        return layer instanceof UpSampling2D && next instanceof Conv2D
                || layer instanceof ReLU && next instanceof MaxPool2D;
    }

    private int size() {
        return network.layers().size();
    }

    private boolean isOneOperation() {
        return size() == 1 && network.layers().get(0).describe().layers().isEmpty();
    }

    /** The settings of the layer; empty for operations inside a layer of layers, and for two layers. */
    Optional<Description> settings() {
        return isOneOperation() ? Optional.of(network.layers().get(0).describe()) : Optional.empty();
    }

    /** The name of an operation on the page: that of its layer, if the layer is one operation. */
    String shown(String operation) {
        return isOneOperation() ? network.layers().get(0).toString() : operation;
    }
}
