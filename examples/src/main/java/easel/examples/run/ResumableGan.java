package easel.examples.run;

import easel.core.Tensor;
import easel.core.state.State;
import easel.examples.run.Columns.Curve;
import easel.gan.GanListener;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.GanWatchdog;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The trainer of a GAN and its real batches, for a {@link Run}. The best checkpoint is selected by G's loss,
 * which compares G with the D of the same steps. It does not measure the quality of the images, but the training
 * computes no measure that does.
 */
public final class ResumableGan implements ResumableTrainer {
    static final Columns COLUMNS = new Columns(
            List.of("d_loss", "d_loss_real", "d_loss_fake", "g_loss", "d_acc_real", "d_acc_fake", "d_x", "d_g_z"),
            List.of(new Curve("discriminator", "d_loss"), new Curve("generator", "g_loss")), "g_loss");

    /** The watchdog sees this many samples each time, and not those of the program, which has its own interval. */
    private static final int WATCHED_SAMPLES = 16;
    private static final int WATCHED_INTERVAL = 200;

    private final GanTrainer trainer;
    private final LongFunction<Tensor> real;

    /**
     * Combines a trainer and its batches.
     *
     * @param trainer modified by training
     * @param real maps the number of a batch, from 0, to real images
     */
    public ResumableGan(GanTrainer trainer, LongFunction<Tensor> real) {
        this.trainer = trainer;
        this.real = real;
    }

    @Override
    public Columns columns() {
        return COLUMNS;
    }

    @Override
    public void listen(Consumer<Measurements> listener) {
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                listener.accept(measurements(step));
            }
        });
    }

    @Override
    public void watch(Consumer<String> report) {
        GanWatchdog watchdog = GanWatchdog.of(report);
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                watchdog.onStep(step);
                if (step.step() % WATCHED_INTERVAL == 0) {
                    watchdog.onSample(step.step(), trainer.samples(WATCHED_SAMPLES));
                }
            }
        });
    }

    /** In the order of the columns. */
    static Measurements measurements(GanStep step) {
        return new Measurements(step.step(), List.of(step.discriminatorLoss(), step.realLoss(), step.fakeLoss(),
                step.generatorLoss(), step.realAccuracy(), step.fakeAccuracy(), step.realProbability(),
                step.fakeProbability()));
    }

    @Override
    public boolean train(long count, BatchReader reader) {
        return trainer.train(count, number -> reader.read(() -> real.apply(number)));
    }

    @Override
    public void stop() {
        trainer.stop();
    }

    @Override
    public long stepsDone() {
        return trainer.stepsDone();
    }

    @Override
    public State state() {
        return trainer.state();
    }

    @Override
    public void restore(State checkpoint) {
        trainer.restore(checkpoint);
    }
}
