package easel.examples.run;

import easel.core.Tensor;
import easel.core.state.State;
import easel.datasets.ImageSource;
import easel.examples.run.Columns.Curve;
import easel.gan.GanListener;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.GanWatchdog;
import easel.measures.Evaluator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The trainer of a GAN and its real batches, for a {@link Run}. The best checkpoint is the one with the lowest Fréchet
 * distance; see {@link GanQuality}. Without an evaluator there is no best checkpoint: G's loss only compares G with
 * the D of the same step.
 */
public final class ResumableGan implements ResumableTrainer {
    /** The columns of a run without gradient penalties. */
    static final Columns COLUMNS = new Columns(
            List.of("d_loss", "d_loss_real", "d_loss_fake", "g_loss", "d_acc_real", "d_acc_fake", "d_x", "d_g_z"),
            List.of(new Curve("discriminator", "d_loss"), new Curve("generator", "g_loss")), Optional.empty());
    private static final Columns WITH_PENALTY = new Columns(plus(COLUMNS.names(), "d_penalty"),
            plus(COLUMNS.curves(), new Curve("penalty", "d_penalty")), Optional.empty());

    /** The watchdog sees this many samples each time, and not those of the program, which has its own interval. */
    private static final int WATCHED_SAMPLES = 16;
    /** With a classifier more samples are needed; see {@link GanWatchdog#withClasses}. */
    private static final int CLASSIFIED_SAMPLES = 64;
    private static final int WATCHED_INTERVAL = 200;

    private final GanTrainer trainer;
    private final PeekedBatches real;
    private final UnaryOperator<GanWatchdog> classes;
    private final int watchedSamples;
    private final Optional<GanQuality> quality;

    /**
     * Combines a trainer and its batches.
     *
     * @param trainer modified by training
     * @param real maps the number of a batch, from 0, to real images
     */
    public ResumableGan(GanTrainer trainer, LongFunction<Tensor> real) {
        this(trainer, new PeekedBatches(real), watchdog -> watchdog, WATCHED_SAMPLES, Optional.empty());
    }

    private ResumableGan(GanTrainer trainer, PeekedBatches real, UnaryOperator<GanWatchdog> classes,
            int watchedSamples, Optional<GanQuality> quality) {
        this.trainer = trainer;
        this.real = real;
        this.classes = classes;
        this.watchedSamples = watchedSamples;
        this.quality = quality;
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
                Math.max(CLASSIFIED_SAMPLES, 3 * count), quality);
    }

    /** A copy that evaluates the generated images, and whose watchdog has the classes of the evaluator. */
    @Override
    public Optional<ResumableTrainer> evaluated(Evaluator evaluator, ImageSource data, int interval, int count) {
        return GanQuality.of(trainer, evaluator, data, interval, count).map(measured -> {
            ResumableGan classified = withClassifier(measured.classCount(), measured::classes);
            return new ResumableGan(trainer, real, classified.classes, classified.watchedSamples,
                    Optional.of(measured));
        });
    }

    @Override
    public void begin(TrainingHost host, List<String> program) {
        host.begin(program, trainer, real);
    }

    @Override
    public Optional<GanQuality> quality() {
        return quality;
    }

    @Override
    public Optional<GanTrainer> gan() {
        return Optional.of(trainer);
    }

    @Override
    public Tensor peek(long number) {
        return real.peek(number);
    }

    private static <T> List<T> plus(List<T> list, T last) {
        return Stream.concat(list.stream(), Stream.of(last)).toList();
    }

    private boolean hasPenalty() {
        return !trainer.settings().regularization().penalties().isEmpty();
    }

    @Override
    public Columns columns() {
        Columns columns = hasPenalty() ? WITH_PENALTY : COLUMNS;
        return quality.map(measured -> new Columns(
                Stream.concat(columns.names().stream(), measured.columns().stream()).toList(), columns.curves(),
                Optional.of(new Columns.Best(measured.fcd(), false)))).orElse(columns);
    }

    @Override
    public void listen(Consumer<Measurements> listener) {
        boolean hasPenalty = hasPenalty();
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                Measurements losses = measurements(step, hasPenalty);
                listener.accept(quality.map(measured -> losses.plus(measured.values(step.step()))).orElse(losses));
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
