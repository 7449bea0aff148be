package easel.examples.study;

import easel.core.Tensor;
import easel.core.state.State;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.optim.Optimizer;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A trainer whose updates can be observed, and whose steps can be recorded. It continues from the state of another
 * trainer ({@link #adopt}): of the same networks with other settings, or of a program, whose next step it then takes
 * with copies of the networks.
 */
final class ObservedTrainer {
    private static final String STEP = "step";

    private final ObservedOptimizer optimizerOfG;
    private final ObservedOptimizer optimizerOfD;
    private final GanTrainer trainer;
    private final LongFunction<Tensor> batches;

    /**
     * A trainer at step 0.
     *
     * @param networks modified by steps
     * @param optimizers of G and of D; D's may be frozen
     * @param settings of the training
     * @param batches maps the number of a batch to real examples
     * @param recorder of the first step; empty for a training
     */
    ObservedTrainer(StudyNetworks networks, Optimizers optimizers, GanSettings settings, LongFunction<Tensor> batches,
            Optional<StepRecorder> recorder) {
        this.optimizerOfG = new ObservedOptimizer("G", optimizers.ofG, false);
        this.optimizerOfD = new ObservedOptimizer("D", optimizers.ofD, optimizers.frozenD);
        this.batches = recorder.map(r -> r.watch(batches)).orElse(batches);
        this.trainer = new GanTrainer(
                recorder.map(r -> r.watch("G", networks.generator(), optimizerOfG)).orElse(networks.generator()),
                recorder.map(r -> r.watch("D", networks.discriminator(), optimizerOfD))
                        .orElse(networks.discriminator()),
                optimizerOfG, optimizerOfD,
                recorder.map(r -> settings.withLoss(r.watch(settings.loss()))).orElse(settings));
        recorder.ifPresent(this::observe);
    }

    /** New optimizers of both networks. */
    record Optimizers(Optimizer ofG, Optimizer ofD, boolean frozenD) {}

    /** Sets the observer of the updates in the next steps. */
    void observe(UpdateObserver observer) {
        optimizerOfG.observe(observer);
        optimizerOfD.observe(observer);
    }

    /** Takes one step. Throws a DivergedException if a loss or gradient is not finite. */
    GanStep step() {
        return trainer.step(batches);
    }

    long steps() {
        return trainer.stepsDone();
    }

    /** Copies of networks and optimizers, and the number of steps. */
    State state() {
        return trainer.state();
    }

    /**
     * Takes over networks, optimizers and step from the state of a training whose settings may differ. The running
     * means of an optimizer start at zero if the optimizer is of another kind.
     */
    void adopt(State old) {
        State fresh = trainer.state();
        State.Builder merged = State.builder();
        fresh.strings().forEach((name, value) -> merged.string(name, isCount(name, old, fresh)
                ? old.string(name) : value));
        old.strings().forEach((name, value) -> {
            if (!fresh.strings().containsKey(name) && isSameOptimizer(name, old, fresh)) {
                merged.string(name, value);               // the number of updates of one parameter
            }
        });
        old.tensors().forEach((name, tensor) -> {
            if (fresh.tensors().containsKey(name) || isSameOptimizer(name, old, fresh)) {
                merged.tensor(name, tensor);
            }
        });
        trainer.restore(merged.build());
    }

    private static boolean isCount(String name, State old, State fresh) {
        return name.equals(STEP) || name.endsWith("_optimizer.steps") && isSameOptimizer(name, old, fresh);
    }

    /** Whether the name belongs to an optimizer of which both states have the same kind, such as Adam. */
    private static boolean isSameOptimizer(String name, State old, State fresh) {
        int dot = name.indexOf('.');
        if (dot < 0 || !name.substring(0, dot).endsWith("_optimizer")) {
            return false;
        }
        String settings = name.substring(0, dot) + ".settings";
        return kind(old.string(settings)).equals(kind(fresh.string(settings)));
    }

    private static String kind(String settings) {
        return settings.substring(0, settings.indexOf(','));
    }
}
