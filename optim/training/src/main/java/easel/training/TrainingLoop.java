package easel.training;

import easel.core.Buffers;
import easel.core.DivergedException;
import easel.core.Gradients;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.State;
import easel.layers.FiniteGradients;
import easel.layers.Layer;
import easel.layers.SingleValues;
import easel.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The steps and epochs of a {@link Training}, and its position. */
final class TrainingLoop {
    private static final System.Logger LOG = System.getLogger(TrainingLoop.class.getName());

    final List<TrainingListener> listeners = new CopyOnWriteArrayList<>();
    private final Layer network;
    private final Optimizer optimizer;
    private final Objective objective;
    private final Settings settings;
    private final Buffers buffers = new Buffers();
    private Progress progress = Progress.START;
    /** The last epoch, if the run has ended within it. */
    private Optional<TrainingEpoch> incomplete = Optional.empty();
    private volatile boolean stopping;

    TrainingLoop(Layer network, Optimizer optimizer, Objective objective, Settings settings) {
        this.network = network;
        this.optimizer = optimizer;
        this.objective = objective;
        this.settings = settings;
    }

    void stop() {
        stopping = true;
    }

    Progress progress() {
        return progress;
    }

    /** Continues from another position. */
    void moveTo(Progress progress) {
        this.progress = progress;
        this.incomplete = Optional.empty();
    }

    void train(Examples examples, long limit) {
        Data data = Data.of(examples, settings);
        check(examples, data);
        EpochOrder order = new EpochOrder(data.training().size(), settings.batch, settings.stream("batches"));
        progress = progress.on(examples.size(), data.training().size());
        endEpoch(data);
        for (long i = 0; i < limit && !stopping && !isFinished(); i++) {
            step(data.training(), order.indices(progress.steps()));
            endEpoch(data);
        }
        stopping = false;
        if (isFinished()) {
            progress.best().ifPresent(best -> best.copyTo(network.tensors()));
        }
    }

    /** Warns of a batch of one example, which may be the last batch of an epoch. */
    private void warn(Tensor inputs, int examples) {
        int smallest = examples % settings.batch == 0 ? settings.batch : examples % settings.batch;
        SingleValues.warning(network, inputs.shape().example(), smallest)
                .ifPresent(text -> LOG.log(System.Logger.Level.WARNING, "the network: " + text));
    }

    /** Checks examples and settings before the first step, so that their errors do not occur within an epoch. */
    private void check(Examples examples, Data data) {
        if (progress.examples() > 0 && progress.examples() != examples.size()) {
            throw new IllegalArgumentException("the run has trained on " + progress.examples()
                    + " examples; continue with the same ones, not with " + examples.size());
        }
        objective.check(network, data.training());
        Evaluation training = firstBatch(data.training());
        Optional<Evaluation> validation = data.validation().map(held -> {
            objective.check(network, held);
            return firstBatch(held);
        });
        settings.earlyStopping.ifPresent(
                stopping -> new TrainingEpoch(1, 1, training, validation).value(stopping.monitored()));
    }

    private Evaluation firstBatch(Examples examples) {
        return objective.means(network, examples, Math.min(settings.batch, examples.size()), settings.batch);
    }

    private void step(Examples examples, int[] indices) {
        Evaluation batch;
        try {
            Tensor inputs = examples.inputs(indices);
            if (progress.steps() == 0) {
                warn(inputs, examples.size());
            }
            batch = update(inputs, examples.targets(indices));
        } catch (DivergedException e) {
            throw new DivergedException("step " + (progress.steps() + 1) + ": " + e.getMessage());
        }
        progress = progress.plus(batch);
        incomplete = Optional.empty();
        TrainingStep step = new TrainingStep(progress.steps(), (progress.steps() - 1) / stepsPerEpoch() + 1, batch);
        listeners.forEach(listener -> listener.onStep(step));
    }

    /** Updates the parameters. Returns loss and metrics before the update. */
    private Evaluation update(Tensor inputs, Tensor targets) {
        try (Tape tape = Tape.training(settings.stream("layers").at(progress.steps()), buffers)) {
            Tensor outputs = network.forward(inputs, tape);
            Tensor loss = objective.loss(outputs, targets, tape);
            Gradients gradients = FiniteGradients.of(loss, network, tape, "network");
            Evaluation batch = objective.measure(loss, outputs, targets);
            optimizer.step(gradients);
            return batch;
        }
    }

    /**
     * Evaluates the network if the last step was the last one of its epoch or of the run. A state
     * that a listener saved after this step, before the evaluation, continues here.
     */
    private void endEpoch(Data data) {
        long steps = progress.steps();
        boolean complete = steps / stepsPerEpoch() > progress.epochs().size();
        if (!complete && (steps < length() || steps % stepsPerEpoch() == 0 || incomplete.isPresent())) {
            return;
        }
        TrainingEpoch epoch = new TrainingEpoch(progress.epochs().size() + 1, steps, progress.sum(),
                data.validation().map(held -> objective.means(network, held, held.size(), settings.batch)));
        if (complete) {
            progress = progress.plus(epoch);
            if (keepsWeights() && bestEpoch() == epoch.epoch()) {
                progress = progress.withBest(copyOf(network));
            }
        } else {
            incomplete = Optional.of(epoch);
        }
        listeners.forEach(listener -> listener.onEpoch(epoch));
    }

    private boolean keepsWeights() {
        return settings.earlyStopping.map(EarlyStopping::bestWeights).orElse(false);
    }

    private static State copyOf(Layer network) {
        State.Builder copy = State.builder();
        network.tensors().forEach(copy::tensor);
        return copy.build();
    }

    boolean isFinished() {
        return progress.examples() > 0 && (progress.steps() >= length()
                || settings.earlyStopping.map(stopping -> stopping.ends(progress.epochs())).orElse(false));
    }

    private long bestEpoch() {
        return settings.earlyStopping.map(stopping -> stopping.bestEpoch(progress.epochs())).orElse(0L);
    }

    private long length() {
        return settings.length(stepsPerEpoch());
    }

    private int stepsPerEpoch() {
        return EpochOrder.batches(progress.trained(), settings.batch);
    }

    History history() {
        List<TrainingEpoch> epochs = new ArrayList<>(progress.epochs());
        incomplete.ifPresent(epochs::add);
        return new History(epochs, bestEpoch());
    }
}
