package easel.examples.study;

import easel.core.Backward;
import easel.core.GradientSink;
import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.Watcher;
import easel.core.state.Description;
import easel.examples.profile.WatchedLayer;
import easel.gan.AdversarialLoss;
import easel.gan.GanSettings;
import easel.gan.LatentSpace;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Records the operations of the last updates in one training step, with copies of their tensors. It watches wrapped
 * networks, a wrapped loss and the optimizers, so the recorded step is a step of the trainer itself.
 */
final class StepRecorder implements UpdateObserver {
    private final StepOrder order;
    private final LatentSpace latent;
    private final AdversarialLoss loss;
    private final boolean ofStudy;
    private final Map<String, Sequential> networks = new LinkedHashMap<>();
    private final Map<String, ObservedOptimizer> optimizers = new LinkedHashMap<>();
    private final List<Operation> operations = new ArrayList<>();
    /** A copy of each tensor of the forward passes since the last update. Such a tensor is not written before it. */
    private final Map<Tensor, Tensor> copies = new IdentityHashMap<>();
    /** The stage of the backward pass that runs; LOSS_OF_D before the first one of an update, for a penalty. */
    private Stage backward = Stage.LOSS_OF_D;
    private boolean hasNoise;
    private boolean hasReal;
    private int updatesOfD;
    private int reads;       // since the last update of D

    /** The group of operations that one wrapper records. */
    private record Part(Stage stage, String network, Optional<String> side, boolean penalty) {}

    /** Records one step of a training with these settings. */
    StepRecorder(GanSettings settings) {
        this.order = StepOrder.of(settings);
        this.latent = settings.latent();
        this.loss = settings.loss();
        this.ofStudy = settings.schedule() instanceof StudySchedule;
    }

    /** A wrapper with the same results, whose operations are recorded. */
    Layer watch(String network, Sequential layers, ObservedOptimizer optimizer) {
        networks.put(network, layers);
        optimizers.put(network, optimizer);
        List<LayerGroup> groups = LayerGroup.of(layers);
        return new WatchedLayer(layers) {
            @Override
            public Tensor forward(Tensor x, Tape tape) {
                if (network.equals("G")) {
                    noise(x);
                }
                Part part = part(network);
                Tensor y = x;
                for (LayerGroup group : groups) {
                    y = group.network().forward(y, tape.watched(watcher(part, group, tape.isTraining())));
                }
                return y;
            }

            @Override
            protected Watcher begin() {
                throw new AssertionError("forward has the watchers");
            }
        };
    }

    /** A wrapper with the same results, whose operations are recorded. */
    AdversarialLoss watch(AdversarialLoss watched) {
        return WatchedLoss.of(watched, this::watcherOfLoss);
    }

    /** The same batches, whose last one is recorded. */
    LongFunction<Tensor> watch(LongFunction<Tensor> batches) {
        return number -> {
            Tensor real = batches.apply(number);
            if (isRecording() && !hasReal) {
                hasReal = true;
                addInput("D", "real examples", !ofStudy ? "batch" : real.shape().rank() == 2 ? "points" : "images",
                        Optional.empty(), real);
            }
            return real;
        };
    }

    /** Whether the D steps before the last one are complete. */
    private boolean isRecording() {
        return updatesOfD >= order.earlier();
    }

    private void noise(Tensor z) {
        if (isRecording() && !hasNoise) {
            hasNoise = true;
            addInput("G", "noise z", "noise", Optional.of(LayerText.ofNoise(latent, z.columns())), z);
        }
    }

    private void addInput(String network, String name, String kind, Optional<Description> settings, Tensor y) {
        operations.add(network.equals("G") ? 0 : operations.size(), new Operation(Stage.INPUTS.number(), network,
                "forward", name, -1, kind, Optional.empty(), settings, List.of(), text(y),
                List.of(new NamedTensor("y", copy(y)))));
    }

    /** The operations of the step, stage after stage. */
    List<Operation> operations() {
        List<Operation> sorted = new ArrayList<>(operations);
        sorted.sort(Comparator.comparingInt(Operation::stage));      // stable
        return List.copyOf(sorted);
    }

    /** The part of a forward pass that begins. */
    private Part part(String network) {
        boolean stepOfG = updatesOfD == order.updates();      // of a schedule that updates D first
        if (network.equals("G")) {
            return new Part(stepOfG ? Stage.LOSS_OF_G : Stage.GENERATE, network, Optional.empty(), false);
        }
        int read = isRecording() ? reads++ : 0;
        if (stepOfG) {
            return new Part(Stage.LOSS_OF_G, network, Optional.of(read == 0 ? "fake" : "real"), false);
        }
        List<String> sides = order.reads(updatesOfD);
        return read >= sides.size() ? new Part(Stage.LOSS_OF_D, network, Optional.empty(), true)
                : new Part(sides.get(read).equals("fake") ? Stage.READ_FAKE : Stage.READ_REAL, network,
                        Optional.of(sides.get(read)), false);
    }

    private Watcher watcherOfLoss(WatchedLoss.Term term) {
        Part part = new Part(term == WatchedLoss.Term.GENERATOR ? Stage.LOSS_OF_G : Stage.LOSS_OF_D, "loss",
                term.side(), false);
        return (name, output, derivative, sources) -> isRecording()
                ? record(part, -1, LossConstants.of(name, loss, term), name, output, derivative, sources) : derivative;
    }

    private Watcher watcher(Part part, LayerGroup group, boolean training) {
        Optional<Description> settings = group.settings().map(layer -> layer.with("training", training));
        return (name, output, derivative, sources) -> !isRecording() ? derivative : record(part, group.index(),
                settings, group.shown(name), output, derivative, sources);
    }

    private Backward record(Part part, int layer, Optional<Description> settings, String name, Tensor y,
            Backward derivative, Tensor... sources) {
        String kind = settings.map(Description::type).orElse(name);
        List<NamedTensor> inputs = new ArrayList<>();
        for (int i = 0; i < sources.length; i++) {
            inputs.add(new NamedTensor(name(sources, i, kind), copy(sources[i])));
        }
        List<NamedTensor> all = new ArrayList<>(inputs);
        all.add(new NamedTensor("y", copy(y)));
        List<String> shapes = shapes(sources);
        operations.add(new Operation(part.stage().number(), part.network(), "forward",
                name + (part.penalty() ? " (gradient penalty)" : ""), layer, kind, part.side(), settings, shapes,
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
                    name + (stage == Stage.LOSS_OF_D || part.penalty() ? " (gradient penalty)" : ""), layer, kind,
                    part.side(), settings, List.of("dy " + dy.shape()), String.join(", ", results), tensors));
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
        boolean ofD = network.equals("D");
        if (isRecording()) {
            UpdateRecord updated = new UpdateRecord(ofD ? Stage.UPDATE_OF_D : Stage.UPDATE_OF_G,
                    optimizers.get(network), networks.get(network));
            update.run();
            operations.addAll(updated.operations(gradients));
        } else {
            update.run();
        }
        copies.clear();
        if (ofD) {
            updatesOfD++;
            reads = 0;
            backward = Stage.LOSS_OF_D;
        }
    }

    private Tensor copy(Tensor tensor) {
        return copies.computeIfAbsent(tensor, Tensor::copy);
    }

    /** The name of a source in the formulas of the layers. */
    static String name(Tensor[] sources, int i, String kind) {
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
