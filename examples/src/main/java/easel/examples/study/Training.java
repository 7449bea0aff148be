package easel.examples.study;

import easel.core.state.State;
import easel.datasets.Scaling;
import easel.gan.AdversarialLoss;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.layers.Layer;
import java.util.Optional;

/**
 * The training of one pair of networks with fixed settings. Other settings continue it in another object
 * ({@link #with}), with the same networks and the same state.
 */
final class Training {
    private static final String STEP = "step";

    private final StudySettings settings;
    private final RealData data;
    private final StudyNetworks networks;
    private final ObservedOptimizer optimizerOfG;
    private final ObservedOptimizer optimizerOfD;
    private final GanTrainer trainer;

    private Training(StudySettings settings, RealData data, StudyNetworks networks, Optional<StepRecorder> recorder) {
        this.settings = settings;
        this.data = data;
        this.networks = networks;
        this.optimizerOfG = new ObservedOptimizer("G", settings.optimizer(Fields.RATE_G), false);
        this.optimizerOfD = new ObservedOptimizer("D", settings.optimizer(Fields.RATE_D),
                settings.integer(Fields.STEPS_D) == 0);
        AdversarialLoss.Separable loss = settings.loss();
        Layer g = networks.generator();
        Layer d = networks.discriminator();
        StudySchedule schedule = new StudySchedule((z, real) -> recorder.ifPresent(r -> r.begin(z, real)));
        this.trainer = new GanTrainer(
                recorder.map(r -> r.watch("G", networks.generator())).orElse(g),
                recorder.map(r -> r.watch("D", networks.discriminator())).orElse(d),
                optimizerOfG, optimizerOfD,
                settings.trainer(schedule, recorder.map(r -> r.watch(loss)).orElse(loss)));
        recorder.ifPresent(this::observe);
    }

    /** A training at step 0. */
    static Training start(StudySettings settings, RealData data) {
        return new Training(settings, data, StudyNetworks.of(settings, data.example()), Optional.empty());
    }

    /** A training of new networks that continues from a state. The recorder, if any, sees its steps. */
    static Training of(StudySettings settings, RealData data, State state, Optional<StepRecorder> recorder) {
        Training training = new Training(settings, data, StudyNetworks.of(settings, data.example()), recorder);
        training.adopt(state);
        return training;
    }

    /** The same networks and state with other settings from the next step on. */
    Training with(StudySettings changed) {
        Training next = new Training(changed, data, networks, Optional.empty());
        next.adopt(state());
        return next;
    }

    /** Sets the observer of the updates in the next steps. */
    void observe(UpdateObserver observer) {
        optimizerOfG.observe(observer);
        optimizerOfD.observe(observer);
    }

    /** Takes one step. Throws a DivergedException if a loss or gradient is not finite. */
    GanStep step() {
        return trainer.step(number -> data.batch(number, settings.integer(Fields.BATCH)));
    }

    StudySettings settings() {
        return settings;
    }

    RealData data() {
        return data;
    }

    StudyNetworks networks() {
        return networks;
    }

    /** The present networks, for the page. */
    Game game() {
        return new Game(networks, settings.loss(), settings.integer(Fields.PACKING), 0, Scaling.MINUS_ONE_TO_ONE);
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
    private void adopt(State old) {
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
