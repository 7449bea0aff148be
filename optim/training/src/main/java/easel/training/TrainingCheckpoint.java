package easel.training;

import easel.core.Shape;
import easel.core.state.State;
import easel.layers.Layer;
import easel.layers.Models;
import easel.optim.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The contents of a checkpoint: the position of the run, its settings, the network and the optimizer. */
record TrainingCheckpoint(Layer network, Optimizer optimizer, Objective objective, Settings settings) {
    /** Increase the number when names or meanings of the contents change. */
    private static final String FORMAT = "easel training 1";

    State state(Progress progress) {
        return State.builder().string("checkpoint", FORMAT).string("settings.objective", objective.toString()).build()
                .plus(settings.state().under("settings"))
                .plus(progress.state().under("progress"))
                .plus(Models.state(network).under("network"))
                .plus(optimizer.state(network.tensors()).under("optimizer"));
    }

    /** Restores network and optimizer, or throws and changes neither. Returns the position. */
    Progress restore(State checkpoint) {
        checkpoint.requireStrings(Map.of("checkpoint", FORMAT));
        State before = state(Progress.START);
        List<String> faults = new ArrayList<>();
        attempt("network: ", faults, () -> Models.checkValues(checkpoint.within("network")));
        apply(checkpoint, before.strings(), faults);
        attempt("", faults, () -> progress(checkpoint));
        if (!faults.isEmpty()) {
            apply(before, Map.of(), new ArrayList<>());
            throw new IllegalArgumentException("the checkpoint does not fit this training: "
                    + String.join("; ", faults));
        }
        return progress(checkpoint);
    }

    private Progress progress(State checkpoint) {
        Progress progress = Progress.of(checkpoint.within("progress"), objective.names());
        progress.best().ifPresent(best -> {
            best.requireShapes(shapes());
            Models.checkValues(best);
        });
        return progress;
    }

    /** Restores every part that fits. Adds a message to {@code faults} for each part that does not. */
    private void apply(State checkpoint, Map<String, String> current, List<String> faults) {
        Map<String, String> fixed = new LinkedHashMap<>(current);
        fixed.keySet().removeIf(name -> !name.matches("settings\\..*|network\\.(architecture|format|library_version)"));
        attempt("", faults, () -> checkpoint.requireStrings(fixed));
        attempt("network: ", faults, () -> checkpoint.within("network").copyTo(network.tensors()));
        attempt("optimizer: ", faults, () -> optimizer.restore(checkpoint.within("optimizer"), network.tensors()));
    }

    private Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        network.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    private static void attempt(String part, List<String> faults, Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            faults.add(part + e.getMessage());
        }
    }
}
