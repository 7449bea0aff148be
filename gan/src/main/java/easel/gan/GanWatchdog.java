package easel.gan;

import easel.core.Tensor;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Recognizes ways in which the training of a GAN fails, and reports each with remedies: a D whose loss stays near 0, a
 * G whose samples no longer change, samples that are nearly equal, samples of few classes if there is a classifier
 * ({@link #withClasses}), and values that are not finite. Samples arrive at the interval of
 * {@link GanTrainer#sampleEvery}; without it only the losses are watched.
 *
 * <p>A failure is reported once, and again only after it has disappeared. The watchdog changes nothing; a report may
 * call {@link GanTrainer#stop}. It is not part of a checkpoint: after a restart it counts from 0.
 */
public final class GanWatchdog implements GanListener {
    /** D's loss is near 0 within this distance. */
    private static final double NEAR_ZERO = 0.01;
    /** A D without a useful gradient still has a high loss in a few steps. One such step cancels this many others. */
    private static final int WEIGHT_OF_OTHERS = 10;
    /** Samples are nearly equal if their differences are below this share of the deviation of all their values. */
    private static final double NEARLY_EQUAL = 0.02;
    /** Samples have not changed if the change is below this share of the deviation of all their values. */
    private static final double UNCHANGED = 1e-6;
    /** Samples are of few classes if the effective number is at most this share of all classes. */
    private static final double FEW_CLASSES = 0.5;
    /** Fewer classified samples are ignored, and fewer than 3 for each class; see {@link #withClasses}. */
    private static final int LEAST_CLASSIFIED = 20;

    private static final String DIVERSITY = "(mode collapse). Remedies: GanSettings.withPacking; a gradient penalty"
            + " (Regularization.withPenalty); AdversarialLoss.featureMatching";
    private static final String DIVERGED = "the training has diverged. Remedies: continue from an earlier checkpoint"
            + " with lower learning rates; Clip.byGlobalNorm; for an unbounded loss such as wasserstein,"
            + " Regularization.withWeightClip or a gradient penalty";

    private enum Failure {
        DEAD_DISCRIMINATOR("D has stopped learning, and its gradient may no longer guide G. Remedies: a lower learning"
                + " rate for D; LabelPolicy.withSmoothing or Regularization.withNoise; a gradient penalty"
                + " (Regularization.withPenalty)"),
        DEAD_GENERATOR("G has stopped learning. Remedies: AdversarialLoss.nonSaturating instead of minimax; a higher"
                + " learning rate for G; a gradient penalty (Regularization.withPenalty), so that D's gradient does not"
                + " vanish"),
        COLLAPSE("G ignores its latent points " + DIVERSITY),
        FEW_CLASSES("G makes few kinds of examples " + DIVERSITY),
        LOSS_NOT_FINITE(DIVERGED),
        SAMPLE_NOT_FINITE(DIVERGED);

        private final String consequence;

        Failure(String consequence) {
            this.consequence = consequence;
        }
    }

    private final Consumer<String> report;
    private final int patience;
    /** 0 without a classifier. */
    private final int classes;
    private final Function<Tensor, int[]> classifier;
    private final Set<Failure> present = EnumSet.noneOf(Failure.class);
    /** At most the patience. */
    private int stepsNearZero;
    private Tensor lastSamples;

    private GanWatchdog(Consumer<String> report, int patience, int classes, Function<Tensor, int[]> classifier) {
        this.report = Objects.requireNonNull(report, "report");
        this.patience = patience;
        this.classes = classes;
        this.classifier = Objects.requireNonNull(classifier, "classifier");
        if (patience < 1) {
            throw new IllegalArgumentException("a patience of " + patience + " steps: must be at least 1");
        }
    }

    /**
     * A watchdog that reports a loss near 0 after 500 steps.
     *
     * @param report receives one line for each failure, on the training thread
     * @return a listener for one trainer
     */
    public static GanWatchdog of(Consumer<String> report) {
        return new GanWatchdog(report, 500, 0, samples -> new int[0]);
    }

    /**
     * A copy with another patience, which has seen nothing yet.
     *
     * @param steps the number of steps with D's loss near 0 before the report, at least 1; each other step cancels ten
     *     of them
     * @return a listener for one trainer
     * @throws IllegalArgumentException if steps is below 1
     */
    public GanWatchdog withPatience(int steps) {
        return new GanWatchdog(report, steps, classes, classifier);
    }

    /**
     * A copy that also reports samples of few classes or modes, which has seen nothing yet. It reports if the effective
     * number of classes, exp(-Σ p·ln p) with p the share of a class, is at most half of {@code classes}.
     *
     * <p>It ignores sets of samples with fewer than max(20, 3·classes) classified samples, because a few samples of
     * equally likely classes are of few classes by chance. With at least this number the probability of such a false
     * report is below 1e-4 for each set (computed exactly for 2 to 16 classes; the largest value is 6.5e-5, for 21
     * samples of 7 classes). For 64 samples of 10 classes it is 2e-15.
     *
     * @param classes the number of classes, which should be about equally frequent in the data, at least 1;
     *     with 1 class there is nothing to report
     * @param classifier maps samples (N, …), which it must not modify, to N classes from 0 to classes - 1, or -1 for a
     *     sample without a class: one that the classifier does not recognize, or a point that is not near a mode
     * @return a listener for one trainer. It throws an IllegalArgumentException if the classifier returns another
     *     number of classes or a class outside the range
     * @throws IllegalArgumentException if classes is below 1
     */
    public GanWatchdog withClasses(int classes, Function<Tensor, int[]> classifier) {
        if (classes < 1) {
            throw new IllegalArgumentException("a classifier of " + classes + " classes: must have at least 1");
        }
        return new GanWatchdog(report, patience, classes, classifier);
    }

    @Override
    public void onStep(GanStep step) {
        double loss = step.discriminatorLoss();
        stepsNearZero = Math.abs(loss) < NEAR_ZERO ? Math.min(patience, stepsNearZero + 1)
                : Math.max(0, stepsNearZero - WEIGHT_OF_OTHERS);
        boolean dead = stepsNearZero == patience || present.contains(Failure.DEAD_DISCRIMINATOR) && stepsNearZero > 0;
        set(Failure.DEAD_DISCRIMINATOR, dead, step.step(), String.format(Locale.ROOT,
                "D's loss has been within %s of 0 in nearly all of the last %d steps, with an accuracy of %.0f %%",
                NEAR_ZERO, patience, 100 * step.discriminatorAccuracy()));
        set(Failure.LOSS_NOT_FINITE, !Double.isFinite(loss) || !Double.isFinite(step.generatorLoss()), step.step(),
                "the losses are " + loss + " of D and " + step.generatorLoss() + " of G");
    }

    @Override
    public void onSample(long step, Tensor samples) {
        boolean finite = samples.isFinite();
        set(Failure.SAMPLE_NOT_FINITE, !finite, step, "a sample of G has values that are not finite");
        if (!finite) {
            return;
        }
        int n = samples.shape().axis(0);
        double deviation = GradientPenalty.deviation(samples);
        double difference = differences(samples) / deviation;
        set(Failure.COLLAPSE, n > 1 && !(difference > NEARLY_EQUAL), step, String.format(Locale.ROOT,
                "%d samples of G are nearly equal: they differ by %.1f %% of the deviation of all their values", n,
                Double.isNaN(difference) ? 0 : 100 * difference));
        if (classes > 0) {
            watchClasses(step, classifier.apply(samples), n);
        }
        set(Failure.DEAD_GENERATOR, lastSamples != null && lastSamples.shape().equals(samples.shape())
                && distance(samples, lastSamples) <= UNCHANGED * deviation, step,
                "G's samples have not changed since the last ones");
        lastSamples = samples;
    }

    private void watchClasses(long step, int[] found, int samples) {
        if (found.length != samples || IntStream.of(found).anyMatch(c -> c < -1 || c >= classes)) {
            throw new IllegalArgumentException("the classifier of the watchdog returned "
                    + IntStream.of(found).limit(5).mapToObj(Integer::toString).collect(Collectors.joining(", "))
                    + (found.length > 5 ? ", …" : "") + " for " + samples + " samples; expected " + samples
                    + " classes from 0 to " + (classes - 1) + ", or -1 for none");
        }
        int[] counts = new int[classes];
        IntStream.of(found).filter(c -> c >= 0).forEach(c -> counts[c]++);
        int n = IntStream.of(counts).sum();
        if (n < Math.max(LEAST_CLASSIFIED, 3 * classes)) {
            return;
        }
        double entropy = IntStream.of(counts).filter(count -> count > 0)
                .mapToDouble(count -> (double) count / n * StrictMath.log((double) n / count)).sum();
        boolean few = StrictMath.exp(entropy) <= FEW_CLASSES * classes + 1e-9;     // and rounding
        // Nearly equal samples are of one class: one report is enough.
        set(Failure.FEW_CLASSES, few && !present.contains(Failure.COLLAPSE), step,
                (n < samples ? n + " of " + samples + " samples of G have a class and" : n + " samples of G")
                + " fall into " + IntStream.of(counts).filter(count -> count > 0).count() + " of " + classes
                + " classes (" + mostFrequent(counts) + ")");
    }

    /** The five most frequent classes with their numbers of samples. */
    private static String mostFrequent(int[] counts) {
        return IntStream.range(0, counts.length).filter(c -> counts[c] > 0).boxed()
                .sorted(Comparator.comparing(c -> -counts[c])).limit(5).map(c -> c + ": " + counts[c])
                .collect(Collectors.joining(", ")) + (IntStream.of(counts).filter(c -> c > 0).count() > 5 ? ", …" : "");
    }

    private void set(Failure failure, boolean found, long step, String observation) {
        if (!found) {
            present.remove(failure);
        } else if (present.add(failure)) {
            report.accept("step " + step + ": " + observation + ": " + failure.consequence + ".");
        }
    }

    /** The root of the mean squared distance of the samples from their mean. */
    private static double differences(Tensor samples) {
        int n = samples.shape().axis(0);
        int size = samples.size() / n;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            double mean = 0;
            for (int sample = 0; sample < n; sample++) {
                mean += samples.array()[sample * size + i];
            }
            mean /= n;      // exact if all samples are equal
            for (int sample = 0; sample < n; sample++) {
                double difference = samples.array()[sample * size + i] - mean;
                squares += difference * difference;
            }
        }
        return Math.sqrt(squares / samples.size());
    }

    /** The root of the mean squared difference. */
    private static double distance(Tensor a, Tensor b) {
        double squares = 0;
        for (int i = 0; i < a.size(); i++) {
            double difference = (double) a.array()[i] - b.array()[i];
            squares += difference * difference;
        }
        return Math.sqrt(squares / a.size());
    }

    @Override
    public String toString() {
        return "GanWatchdog[patience=" + patience + (classes == 0 ? "" : ", classes=" + classes) + "]";
    }
}
