package easel.examples.study;

import easel.core.state.State;
import easel.datasets.Scaling;
import easel.gan.GanStep;
import java.util.Optional;

/**
 * The training of one pair of networks with fixed settings. Other settings continue it in another object
 * ({@link #with}), with the same networks and the same state.
 */
final class Training {
    private final StudySettings settings;
    private final RealData data;
    private final StudyNetworks networks;
    private final ObservedTrainer trainer;

    private Training(StudySettings settings, RealData data, StudyNetworks networks) {
        this.settings = settings;
        this.data = data;
        this.networks = networks;
        this.trainer = trainer(settings, data, networks, Optional.empty());
    }

    private static ObservedTrainer trainer(StudySettings settings, RealData data, StudyNetworks networks,
            Optional<StepRecorder> recorder) {
        return new ObservedTrainer(networks, new ObservedTrainer.Optimizers(settings.optimizer(Fields.RATE_G),
                settings.optimizer(Fields.RATE_D), settings.integer(Fields.STEPS_D) == 0), settings.trainer(),
                number -> data.batch(number, settings.integer(Fields.BATCH)), recorder);
    }

    /** A training at step 0. */
    static Training start(StudySettings settings, RealData data) {
        return new Training(settings, data, StudyNetworks.of(settings, data.example()));
    }

    /** A training of new networks that continues from a state. */
    static Training of(StudySettings settings, RealData data, State state) {
        Training training = start(settings, data);
        training.trainer.adopt(state);
        return training;
    }

    /** Records the next step, taken by copies of the networks. This object does not change. */
    StepTrace takeApart() {
        StepRecorder recorder = new StepRecorder(settings.trainer());
        ObservedTrainer copy = trainer(settings, data, StudyNetworks.of(settings, data.example()),
                Optional.of(recorder));
        copy.adopt(state());
        return StepTrace.of(copy, recorder);
    }

    /** The same networks and state with other settings from the next step on. */
    Training with(StudySettings changed) {
        Training next = new Training(changed, data, networks);
        next.trainer.adopt(state());
        return next;
    }

    /** Sets the observer of the updates in the next steps. */
    void observe(UpdateObserver observer) {
        trainer.observe(observer);
    }

    /** Takes one step. Throws a DivergedException if a loss or gradient is not finite. */
    GanStep step() {
        return trainer.step();
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
        return trainer.steps();
    }

    /** Copies of networks and optimizers, and the number of steps. */
    State state() {
        return trainer.state();
    }
}
