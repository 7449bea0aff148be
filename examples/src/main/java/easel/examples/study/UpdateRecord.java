package easel.examples.study;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Tensor;
import easel.core.state.Description;
import easel.core.state.State;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records the update of one network: an operation for each layer with parameters, with the optimizer's means. */
final class UpdateRecord {
    private final Stage stage;
    private final ObservedOptimizer optimizer;
    private final Sequential network;
    private final Description settings;
    private final State before;
    private final State parameters;

    /** Copies the state before the update. */
    UpdateRecord(Stage stage, ObservedOptimizer optimizer, Sequential network) {
        this.stage = stage;
        this.optimizer = optimizer;
        this.network = network;
        this.settings = optimizer.isFrozen() ? Description.of("frozen")
                : OptimizerText.parse(optimizer.toString(), optimizer.learningRate());
        this.before = optimizer.state(network.tensors());
        State.Builder copies = State.builder();
        network.tensors().forEach(copies::tensor);
        this.parameters = copies.build();
    }

    /** The operations after the update. */
    List<Operation> operations(Gradients gradients) {
        State after = optimizer.state(network.tensors());
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < network.layers().size(); i++) {
            Layer layer = network.layers().get(i);
            if (!layer.parameters().isEmpty()) {
                operations.add(operation(i, layer, gradients, after));
            }
        }
        return operations;
    }

    private Operation operation(int index, Layer layer, Gradients gradients, State after) {
        List<NamedTensor> tensors = new ArrayList<>();
        List<String> shapes = new ArrayList<>();
        boolean changed = false;
        int updates = 0;
        Tensor[] all = layer.parameters().toArray(Tensor[]::new);
        for (int i = 0; i < all.length; i++) {
            Tensor parameter = all[i];
            String full = nameOf(parameter);
            String name = StepRecorder.name(all, i, layer.describe().type());
            Tensor old = parameters.tensor(full);
            changed |= !Arrays.equals(old.array(), parameter.array());
            tensors.add(new NamedTensor(name, old));
            tensors.add(new NamedTensor("d" + name, gradients.of(parameter).copy()));
            if (!optimizer.isFrozen()) {
                addMeans(name, full, after, tensors);
                updates = (int) after.count(full + ".t");
            }
            tensors.add(new NamedTensor(name + " new", parameter.copy()));
            shapes.add("parameter " + name + " " + parameter.shape());
            shapes.add("d" + name + " " + parameter.shape());
        }
        return new Operation(stage.number(), "optimizer", "update", (changed ? "Update of " : "No update of ") + layer,
                index, "optimizer", Optional.empty(), Optional.of(settings.with("t", updates)), shapes,
                "new parameters", tensors);
    }

    private String nameOf(Tensor parameter) {
        return network.tensors().entrySet().stream().filter(entry -> entry.getValue() == parameter)
                .map(Map.Entry::getKey).findFirst().orElseThrow();
    }

    /** Adds the running means of a parameter, such as m(W) and m(W) new; before the first update they are 0. */
    private void addMeans(String name, String full, State after, List<NamedTensor> tensors) {
        after.tensors().forEach((key, mean) -> {
            if (key.startsWith(full + ".") && key.indexOf('.', full.length() + 1) < 0) {
                String shown = key.substring(full.length() + 1) + "(" + name + ")";
                Tensor old = before.tensors().get(key);
                tensors.add(new NamedTensor(shown, old == null ? Tensor.zeros(mean.shape()) : old));
                tensors.add(new NamedTensor(shown + " new", mean));
            }
        });
    }
}
