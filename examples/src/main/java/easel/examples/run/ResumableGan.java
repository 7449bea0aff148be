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
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The trainer of a GAN and its real batches, for a {@link Run}. The best checkpoint is selected by G's loss,
 * which compares G with the D of the same steps. It does not measure the quality of the images, but the training
 * computes no measure that does.
 */
public final class ResumableGan implements ResumableTrainer {
    /** The columns of a run without gradient penalties. */
    static final Columns COLUMNS = new Columns(
            List.of("d_loss", "d_loss_real", "d_loss_fake", "g_loss", "d_acc_real", "d_acc_fake", "d_x", "d_g_z"),
            List.of(new Curve("discriminator", "d_loss"), new Curve("generator", "g_loss")), "g_loss");
    private static final Columns WITH_PENALTY = new Columns(plus(COLUMNS.names(), "d_penalty"),
            plus(COLUMNS.curves(), new Curve("penalty", "d_penalty")), COLUMNS.loss());

    /** The watchdog sees this many samples each time, and not those of the program, which has its own interval. */
    private static final int WATCHED_SAMPLES = 16;
    /** With a classifier more samples are needed; see {@link GanWatchdog#withClasses}. */
    private static final int CLASSIFIED_SAMPLES = 64;
    private static final int WATCHED_INTERVAL = 200;

    private final GanTrainer trainer;
    private final LongFunction<Tensor> real;
    private final UnaryOperator<GanWatchdog> classes;
    private final int watchedSamples;

    /**
     * Combines a trainer and its batches.
     *
     * @param trainer modified by training
     * @param real maps the number of a batch, from 0, to real images
     */
    public ResumableGan(GanTrainer trainer, LongFunction<Tensor> real) {
        this(trainer, real, watchdog -> watchdog, WATCHED_SAMPLES);
    }

    private ResumableGan(GanTrainer trainer, LongFunction<Tensor> real, UnaryOperator<GanWatchdog> classes,
            int watchedSamples) {
        this.trainer = trainer;
        this.real = real;
        this.classes = classes;
        this.watchedSamples = watchedSamples;
    }

    /**
     * A copy whose watchdog also reports samples of few classes; see {@link GanWatchdog#withClasses}.
     *
     * @param count the number of classes
     * @param classifier maps samples of the trainer to their classes, or to -1 for none
     * @return a trainer that shares everything else
     */
    public ResumableGan withClassifier(int count, Function<Tensor, int[]> classifier) {
        return new ResumableGan(trainer, real, watchdog -> watchdog.withClasses(count, classifier),
                Math.max(CLASSIFIED_SAMPLES, 3 * count));
    }

    private static <T> List<T> plus(List<T> list, T last) {
        return Stream.concat(list.stream(), Stream.of(last)).toList();
    }

    private boolean hasPenalty() {
        return !trainer.settings().regularization().penalties().isEmpty();
    }

    @Override
    public Columns columns() {
        return hasPenalty() ? WITH_PENALTY : COLUMNS;
    }

    @Override
    public void listen(Consumer<Measurements> listener) {
        boolean hasPenalty = hasPenalty();
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                listener.accept(measurements(step, hasPenalty));
            }
        });
    }

    @Override
    public void watch(Consumer<String> report) {
        GanWatchdog watchdog = classes.apply(GanWatchdog.of(report));
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                watchdog.onStep(step);
                if (step.step() % WATCHED_INTERVAL == 0) {
                    watchdog.onSample(step.step(), trainer.samples(watchedSamples));
                }
            }
        });
    }

    /** In the order of the columns. */
    static Measurements measurements(GanStep step, boolean hasPenalty) {
        List<Double> values = List.of(step.discriminatorLoss(), step.realLoss(), step.fakeLoss(),
                step.generatorLoss(), step.realAccuracy(), step.fakeAccuracy(), step.realProbability(),
                step.fakeProbability());
        return new Measurements(step.step(), hasPenalty ? plus(values, step.penalty()) : values);
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
