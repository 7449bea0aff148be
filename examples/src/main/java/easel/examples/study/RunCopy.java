package easel.examples.study;

import easel.core.Tensor;
import easel.core.state.Description;
import easel.core.state.State;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.layers.Models;
import easel.optim.Optimizer;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Takes the next step of a program's run with copies of its networks and optimizers, which a checkpoint has. The run
 * does not change.
 *
 * @param state a checkpoint
 * @param settings of the training
 * @param batches maps the number of a batch to real examples
 * @param note says which real examples these are, in one sentence
 */
record RunCopy(State state, GanSettings settings, LongFunction<Tensor> batches, String note) {
    /** Refuses a training that this class cannot continue; the message says why. */
    static RunCopy of(State state, LongFunction<Tensor> batches, String note) {
        RunCopy copy = new RunCopy(state, RunSettings.of(state), batches, note);
        copy.optimizer("generator_optimizer");
        copy.optimizer("discriminator_optimizer");
        return copy;
    }

    private Optimizer optimizer(String name) {
        String text = state.string(name + ".settings");
        Description settings = OptimizerText.parse(text, state.number(name + ".learning_rate"));
        return OptimizerText.create(settings).orElseThrow(() -> new IllegalArgumentException("the optimizer \"" + text
                + "\" is an application's own"));
    }

    private ObservedTrainer trainer(StudyNetworks networks, Optional<StepRecorder> recorder) {
        ObservedTrainer trainer = new ObservedTrainer(networks, new ObservedTrainer.Optimizers(
                optimizer("generator_optimizer"), optimizer("discriminator_optimizer"), false), settings, batches,
                recorder);
        trainer.adopt(state);
        return trainer;
    }

    /** The trained generator and not its average. */
    private StudyNetworks networks() {
        return new StudyNetworks(Models.network(state.within("generator")),
                Models.network(state.within("discriminator")));
    }

    /** Records the next step. Throws a DivergedException if it has no finite result. */
    StepTrace takeApart() {
        StepRecorder recorder = new StepRecorder(settings);
        return StepTrace.of(trainer(networks(), Optional.of(recorder)), recorder);
    }

    /** The measurements of the next step, with norms. Throws a DivergedException if it has no finite result. */
    Point measure() {
        StudyNetworks networks = networks();
        ObservedTrainer trainer = trainer(networks, Optional.empty());
        LayerNorms norms = new LayerNorms(networks);
        trainer.observe(norms);
        GanStep step = trainer.step();
        return Point.of(step, Double.NaN, norms);
    }
}
