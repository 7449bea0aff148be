package easel.examples.study;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Scaling;
import easel.measures.EightBit;
import easel.measures.Evaluator;
import easel.measures.FrechetDistance;
import easel.measures.Moments;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;

/**
 * The FCD of few fakes: their Fréchet distance from real images, with the features of the evaluator of MNIST or
 * Fashion-MNIST. Few images make it too large, so it only compares steps. A thread of low priority computes it, for at
 * most one part in {@value #SHARE} of the time, so that the training continues.
 */
final class ImageQuality implements AutoCloseable {
    static final int FAKES = 500;
    private static final int SHARE = 25;

    private final RealData data;
    private final boolean digits;
    private final Tensor noise;
    private final LongSupplier clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread created = new Thread(task, "easel study FCD");
        created.setDaemon(true);
        created.setPriority(Thread.MIN_PRIORITY);
        return created;
    });
    private Evaluator evaluator;          // null before the first measurement, as the next field
    private Moments real;
    private volatile boolean busy;
    private volatile long nextTime;

    /** Measures trainings with these first settings and data, with a number of fakes and twice as many real images. */
    ImageQuality(StudySettings settings, RealData data, int fakes, LongSupplier clock) {
        this.data = data;
        this.digits = settings.subject() == Subject.mnist;
        this.noise = settings.latent().sample(fakes, RandomStream.of(settings.seed()).stream("study: measured noise"));
        this.clock = clock;
        this.nextTime = clock.getAsLong();
    }

    /** Starts a measurement of the present step if enough time has passed since the last one. */
    void measure(Training training, DoubleConsumer result) {
        if (busy || clock.getAsLong() - nextTime < 0) {
            return;
        }
        busy = true;
        Tensor fakes = training.networks().generator().infer(noise);
        thread.execute(() -> {
            try {
                long start = clock.getAsLong();
                result.accept(distance(fakes));
                long end = clock.getAsLong();
                nextTime = end + SHARE * (end - start);
            } finally {
                busy = false;
            }
        });
    }

    private double distance(Tensor fakes) {
        if (real == null) {
            evaluator = digits ? Evaluator.mnist() : Evaluator.fashionMnist();
            real = moments(data.shown(2 * noise.rows()));
        }
        return FrechetDistance.between(real, moments(fakes));
    }

    private Moments moments(Tensor images) {
        return Moments.of(evaluator.features(EightBit.round(images, Scaling.MINUS_ONE_TO_ONE)));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
