package easel.examples.study;

import easel.core.Backward;
import easel.core.GradientSink;
import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.Watcher;
import easel.core.state.Description;
import easel.examples.profile.WatchedLayer;
import easel.gan.AdversarialLoss;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Records the operations of the last updates in one training step, with copies of their tensors. It watches wrapped
 * networks, a wrapped loss and the optimizers, so the recorded step is a step of the trainer itself.
 */
final class StepRecorder implements UpdateObserver {
    private static final List<String> READS = List.of("real", "fake");

    private final Map<String, Sequential> networks = new LinkedHashMap<>();
    private final List<Operation> operations = new ArrayList<>();
    /** A copy of each tensor of the forward passes. Such a tensor is not written again during the step. */
    private final Map<Tensor, Tensor> copies = new IdentityHashMap<>();
    /** The stage of the backward pass that runs; LOSS_OF_D before the first one, for a gradient penalty. */
    private Stage backward = Stage.LOSS_OF_D;
    private boolean recording;
    private int reads;

    /** The group of operations that one wrapper records. */
    private record Part(Stage stage, String network, Optional<String> side, boolean penalty) {}

    /** A wrapper with the same results, whose operations are recorded. */
    Layer watch(String network, Sequential layers) {
        networks.put(network, layers);
        return new WatchedLayer(layers) {
            @Override
            protected Watcher begin() {
                return watcher(network, layers);
            }
        };
    }

    /** A wrapper with the same results, whose operations are recorded. */
    AdversarialLoss.Separable watch(AdversarialLoss.Separable loss) {
        return new WatchedLoss(loss, this::watcherOfLoss);
    }

    /** Starts the recording before the update of both networks. */
    void begin(Tensor z, Tensor real) {
        recording = true;
        addInput("G", "noise z", "noise", z);
        addInput("D", "real examples", real.shape().rank() == 2 ? "points" : "images", real);
    }

    private void addInput(String network, String name, String kind, Tensor y) {
        operations.add(new Operation(Stage.INPUTS.number(), network, "forward", name, -1, kind, Optional.empty(),
                Optional.empty(), List.of(), text(y), List.of(new NamedTensor("y", copy(y)))));
    }

    /** The operations of the step, stage after stage. */
    List<Operation> operations() {
        List<Operation> sorted = new ArrayList<>(operations);
        sorted.sort(Comparator.comparingInt(Operation::stage));      // stable
        return List.copyOf(sorted);
    }

    private Watcher watcher(String network, Sequential layers) {
        if (network.equals("G")) {
            return watcher(new Part(Stage.GENERATE, network, Optional.empty(), false), layers);
        }
        int read = recording ? reads++ : 0;
        return watcher(switch (read) {
            case 0 -> new Part(Stage.READ_REAL, network, Optional.of(READS.get(0)), false);
            case 1 -> new Part(Stage.READ_FAKE, network, Optional.of(READS.get(1)), false);
            default -> new Part(Stage.LOSS_OF_D, network, Optional.empty(), true);
        }, layers);
    }

    private Watcher watcherOfLoss(WatchedLoss.Term term) {
        return watcher(switch (term) {
            case REAL -> new Part(Stage.LOSS_OF_D, "loss", Optional.of("real"), false);
            case FAKE -> new Part(Stage.LOSS_OF_D, "loss", Optional.of("fake"), false);
            case GENERATOR -> new Part(Stage.LOSS_OF_G, "loss", Optional.of("fake"), false);
        }, null);
    }

    /** A watcher of one forward pass; {@code layers} is null for a loss. */
    private Watcher watcher(Part part, Sequential layers) {
        int[] position = {0};
        return (name, output, derivative, sources) -> {
            int layer = layers == null ? -1 : position[0]++;
            return recording ? record(part, layer, name, output, derivative, sources) : derivative;
        };
    }

    private Backward record(Part part, int layer, String name, Tensor y, Backward derivative, Tensor... sources) {
        Optional<Description> layout = layer < 0 ? Optional.empty()
                : Optional.of(networks.get(part.network()).layers().get(layer).describe());
        String kind = layout.map(Description::type).orElse(name);
        String shown = layout.isPresent() ? networks.get(part.network()).layers().get(layer).toString() : name;
        List<NamedTensor> inputs = new ArrayList<>();
        for (int i = 0; i < sources.length; i++) {
            inputs.add(new NamedTensor(name(sources, i, kind), copy(sources[i])));
        }
        List<NamedTensor> all = new ArrayList<>(inputs);
        all.add(new NamedTensor("y", copy(y)));
        List<String> shapes = shapes(sources);
        operations.add(new Operation(part.stage().number(), part.network(), "forward",
                shown + (part.penalty() ? " (gradient penalty)" : ""), layer, kind, part.side(), layout, shapes,
                text(y), all));
        return (dy, sink) -> {
            Stage stage = backwardStage(part);
            List<NamedTensor> tensors = new ArrayList<>(inputs);
            tensors.add(new NamedTensor("y", copy(y)));
            tensors.add(new NamedTensor("dy", dy.copy()));
            List<String> results = new ArrayList<>();
            derivative.apply(dy, new CopyingSink(sink, (source, gradient) -> {
                int i = List.of(sources).indexOf(source);
                tensors.add(new NamedTensor("d" + inputs.get(i).name(), gradient.copy()));
                results.add("d" + inputs.get(i).name() + " " + gradient.shape());
            }));
            operations.add(new Operation(stage.number(), part.network(), "backward",
                    shown + (stage == Stage.LOSS_OF_D || part.penalty() ? " (gradient penalty)" : ""), layer, kind,
                    part.side(), layout, List.of("dy " + dy.shape()), String.join(", ", results), tensors));
        };
    }

    /** The stage of an operation in a backward pass. The first operations of a backward pass are those of a loss. */
    private Stage backwardStage(Part part) {
        if (part.network().equals("loss")) {
            backward = part.stage() == Stage.LOSS_OF_D ? Stage.GRADIENTS_OF_D : Stage.GRADIENTS_OF_G;
        }
        return backward;
    }

    @Override
    public void update(String network, Gradients gradients, Runnable update) {
        if (!recording) {
            update.run();
            return;
        }
        Sequential layers = networks.get(network);
        update.run();
        for (int i = 0; i < layers.layers().size(); i++) {
            Layer layer = layers.layers().get(i);
            List<Parameter> parameters = layer.parameters();
            if (!parameters.isEmpty()) {
                addUpdate(network, i, layer, parameters, gradients);
            }
        }
    }

    private void addUpdate(String network, int index, Layer layer, List<Parameter> parameters, Gradients gradients) {
        Tensor[] sources = parameters.toArray(Tensor[]::new);
        List<NamedTensor> tensors = new ArrayList<>();
        List<String> shapes = new ArrayList<>();
        boolean changed = false;
        for (int i = 0; i < sources.length; i++) {
            changed |= !Arrays.equals(copy(sources[i]).array(), sources[i].array());
            String name = name(sources, i, layer.describe().type());
            tensors.add(new NamedTensor(name, copy(sources[i])));
            tensors.add(new NamedTensor("d" + name, gradients.of(sources[i]).copy()));
            tensors.add(new NamedTensor(name + " new", sources[i].copy()));
            shapes.add("parameter " + name + " " + sources[i].shape());
            shapes.add("d" + name + " " + sources[i].shape());
        }
        operations.add(new Operation((network.equals("D") ? Stage.UPDATE_OF_D : Stage.UPDATE_OF_G).number(),
                "optimizer", "update", (changed ? "Update of " : "No update of ") + layer, index,
                "optimizer", Optional.empty(), Optional.empty(), shapes, "new parameters", tensors));
    }

    private Tensor copy(Tensor tensor) {
        return copies.computeIfAbsent(tensor, Tensor::copy);
    }

    /** The name of a source in the formulas of the layers. */
    private static String name(Tensor[] sources, int i, String kind) {
        if (sources[i] instanceof Parameter parameter) {
            boolean row = parameter.shape().rank() == 1;
            if (kind.equals("BatchNorm")) {
                return i == sources.length - 1 ? "β" : "γ";
            }
            return row ? "b" : "W";
        }
        return i == 0 ? "x" : "x" + (i + 1);
    }

    private static List<String> shapes(Tensor... sources) {
        List<String> shapes = new ArrayList<>();
        for (Tensor source : sources) {
            shapes.add((source instanceof Parameter ? "parameter " : "") + source.shape());
        }
        return shapes;
    }

    private static String text(Tensor tensor) {
        return String.format(Locale.ROOT, "%s", tensor.shape());
    }

    /** Takes each computed gradient before the backward pass adds it to others. */
    private interface GradientListener {
        void computed(Tensor source, Tensor gradient);
    }

    private record CopyingSink(GradientSink sink, GradientListener listener) implements GradientSink {
        @Override
        public boolean wants(Tensor source) {
            return sink.wants(source);
        }

        @Override
        public void add(Tensor source, Supplier<Tensor> gradient) {
            sink.add(source, () -> {
                Tensor computed = gradient.get();
                listener.computed(source, computed);
                return computed;
            });
        }

        @Override
        public Tensor allocate(Shape shape) {
            return sink.allocate(shape);
        }
    }
}
