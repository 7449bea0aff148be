package easel.examples.run;

import easel.core.state.State;
import easel.examples.run.Columns.Curve;
import easel.training.Evaluation;
import easel.training.Examples;
import easel.training.Training;
import easel.training.TrainingEpoch;
import easel.training.TrainingListener;
import easel.training.TrainingStep;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The training of a classifier and its examples, for a {@link Run}. Its validation examples are the test examples. They
 * are evaluated after each epoch, so the lines of other steps have no test values. The best checkpoint is
 * selected by the loss on the training examples, because the test examples must not select a model.
 */
public final class ResumableTraining implements ResumableTrainer {
    private static final Columns COLUMNS = new Columns(List.of("loss", "accuracy", "test_loss", "test_accuracy"),
            List.of(new Curve("training", "loss"), new Curve("test", "test_loss")),
            Optional.of(new Columns.Best("loss", true)));

    private final Training training;
    private final Examples examples;
    private final int stepsPerEpoch;
    private volatile boolean stopping;

    /**
     * Combines a training and its examples.
     *
     * @param training of a classifier, with validation examples and with the length of the run. Modified
     * @param examples the training examples
     */
    public ResumableTraining(Training training, Examples examples) {
        this.training = training;
        this.examples = examples;
        this.stepsPerEpoch = training.stepsPerEpoch(examples);
    }

    @Override
    public Columns columns() {
        return COLUMNS;
    }

    @Override
    public void listen(Consumer<Measurements> listener) {
        training.listen(new TrainingListener() {
            private Evaluation last;

            @Override
            public void onStep(TrainingStep step) {
                last = step.batch();
                if (step.step() % stepsPerEpoch != 0) {
                    listener.accept(measurements(step.step(), last, Double.NaN, Double.NaN));
                }
            }

            @Override
            public void onEpoch(TrainingEpoch epoch) {
                if (epoch.step() % stepsPerEpoch == 0) {
                    Evaluation test = epoch.validation().orElseThrow();
                    listener.accept(measurements(epoch.step(), last, test.loss(), test.value("accuracy")));
                }
            }
        });
    }

    private static Measurements measurements(long step, Evaluation batch, double testLoss, double testAccuracy) {
        return new Measurements(step, List.of(batch.loss(), batch.value("accuracy"), testLoss, testAccuracy));
    }

    @Override
    public boolean train(long count, BatchReader reader) {
        training.train(Examples.of(examples.size(), indices -> reader.read(() -> examples.inputs(indices)),
                examples::targets), count);
        boolean stopped = stopping;
        stopping = false;
        return !stopped && !training.isFinished();
    }

    @Override
    public void stop() {
        stopping = true;
        training.stop();
    }

    @Override
    public long stepsDone() {
        return training.stepsDone();
    }

    @Override
    public State state() {
        return training.state();
    }

    @Override
    public void restore(State checkpoint) {
        training.restore(checkpoint);
    }
}
