package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Dense;
import easel.layers.Initializer;
import easel.layers.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GanWatchdogTest {
    private final List<String> reports = new ArrayList<>();
    private final GanWatchdog watchdog = GanWatchdog.of(reports::add).withPatience(3);
    private long step;

    private void losses(double discriminator, double generator) {
        watchdog.onStep(new GanStep(++step, discriminator, discriminator, generator, 1, 0.5, 0.9, 0.1, 0));
    }

    private void assertReports(String... starts) {
        assertEquals(starts.length, reports.size(), reports.toString());
        for (int i = 0; i < starts.length; i++) {
            String report = reports.get(i);
            assertTrue(report.startsWith(starts[i]), report);
            assertTrue(report.contains(" Remedies: ") && report.split("; ").length >= 3, report);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.009, -0.009, 0})
    void aLossNearZeroIsReportedAfterThePatienceOnce(double loss) {
        losses(loss, 5);
        losses(loss, 5);
        losses(0.02, 5);
        losses(loss, 5);
        losses(loss, 5);
        assertReports();
        losses(loss, 5);
        losses(loss, 5);
        assertReports("step 6: D's loss has been within 0.01 of 0 in nearly all of the last 3 steps, with an accuracy of 75 %: D has");
        losses(1, 5);
        losses(loss, 5);
        losses(loss, 5);
        losses(loss, 5);
        assertEquals(2, reports.size(), "again after it has disappeared");
    }

    @Test
    void aFewOtherLossesDoNotHideADeadDiscriminator() {
        GanWatchdog patient = GanWatchdog.of(reports::add).withPatience(40);
        for (int i = 1; i <= 200; i++) {
            double loss = i % 30 == 0 ? 5 : 0.001;
            patient.onStep(new GanStep(i, loss, loss, 5, 1, 0.5, 0.9, 0.1, 0));
        }
        assertReports("step 51: D's loss has been within 0.01 of 0 in nearly all of the last 40 steps");
    }

    @Test
    void ordinaryLossesAreNotReported() {
        for (int i = 0; i < 20; i++) {
            losses(i % 2 == 0 ? 0.7 : -3, 0.7 * i);
            watchdog.onSample(step, Given.normal(i, 4, 5));
        }
        assertReports();
    }

    @Test
    void lossesThatAreNotFiniteAreReported() {
        losses(Double.NaN, 1);
        assertReports("step 1: the losses are NaN of D and 1.0 of G: the training has diverged.");
        losses(1, 1);
        losses(1, Double.POSITIVE_INFINITY);
        assertReports("step 1: ", "step 3: the losses are 1.0 of D and Infinity of G");
    }

    @Test
    void samplesThatAreNotFiniteAreReported() {
        Tensor samples = Given.normal(1, 4, 5);
        samples.array()[7] = Float.NaN;
        watchdog.onSample(10, samples);
        assertReports("step 10: a sample of G has values that are not finite: the training has diverged.");
    }

    /** One image with values of deviation 1, and small differences from it. */
    @Test
    void nearlyEqualSamplesAreReported() {
        Tensor image = Given.normal(1, 1, 100);
        watchdog.onSample(10, around(image, 0.05, 2));
        assertReports();
        watchdog.onSample(20, around(image, 0.01, 3));
        watchdog.onSample(30, around(image, 0.01, 4));
        assertReports("step 20: 16 samples of G are nearly equal: they differ by 0.9 % of the deviation of all their"
                + " values: G ignores");
    }

    private static Tensor around(Tensor image, double deviation, int seed) {
        Tensor samples = Given.normal(seed, 16, 100);
        for (int i = 0; i < samples.size(); i++) {
            samples.array()[i] = (float) (image.array()[i % 100] + deviation * samples.array()[i]);
        }
        return samples;
    }

    @Test
    void constantSamplesAreACollapse() {
        watchdog.onSample(1, Tensor.full(Shape.of(4, 5), 0.5));
        assertReports("step 1: 4 samples of G are nearly equal: they differ by 0.0 % of the deviation");
    }

    @Test
    void oneSampleIsNoCollapse() {
        watchdog.onSample(1, Given.normal(1, 1, 5));
        assertReports();
    }

    @Test
    void samplesThatDoNotChangeAreReported() {
        Tensor samples = Given.normal(1, 4, 5);
        watchdog.onSample(10, samples);
        watchdog.onSample(20, samples);
        assertReports("step 20: G's samples have not changed since the last ones: G has stopped learning.");
        watchdog.onSample(30, Given.normal(2, 4, 5));
        watchdog.onSample(40, Given.normal(2, 3, 5));
        watchdog.onSample(50, Given.normal(3, 4, 5));
        assertEquals(1, reports.size());
    }

    /** A watchdog whose classifier reads the class from the first value of a sample. */
    private GanWatchdog withClasses(int classes) {
        return watchdog.withClasses(classes, samples -> IntStream.range(0, samples.rows())
                .map(n -> (int) samples.at(n, 0)).toArray());
    }

    /** Samples of these classes, with a second value that differs. */
    private Tensor ofClasses(int... classes) {
        Tensor samples = Given.normal((int) ++step, classes.length, 2);
        for (int n = 0; n < classes.length; n++) {
            samples.array()[2 * n] = classes[n];
        }
        return samples;
    }

    private static int[] repeated(int[]... countsAndClasses) {
        return Stream.of(countsAndClasses).flatMapToInt(pair -> IntStream.generate(() -> pair[1]).limit(pair[0]))
                .toArray();
    }

    @Test
    void samplesOfFewClassesAreReportedOnceUntilThereAreMoreClasses() {
        GanWatchdog classes = withClasses(10);
        int[] few = repeated(new int[] {61, 7}, new int[] {3, 1});
        classes.onSample(10, ofClasses(few));
        classes.onSample(20, ofClasses(few));
        assertReports("step 10: 64 samples of G fall into 2 of 10 classes (7: 61, 1: 3): G makes few kinds of examples"
                + " (mode collapse). Remedies: GanSettings.withPacking; ");
        classes.onSample(30, ofClasses(IntStream.range(0, 64).map(n -> n % 10).toArray()));
        classes.onSample(40, ofClasses(few));
        assertEquals(2, reports.size(), reports.toString());
    }

    /** Six equally frequent classes of ten are more than half of ten, five are not. */
    @Test
    void theEffectiveNumberOfClassesIsComparedWithHalfOfAllClasses() {
        withClasses(10).onSample(1, ofClasses(IntStream.range(0, 60).map(n -> n % 6).toArray()));
        assertReports();
        withClasses(10).onSample(2, ofClasses(IntStream.range(0, 60).map(n -> 9 - n % 5).toArray()));
        assertReports("step 2: 60 samples of G fall into 5 of 10 classes (5: 12, 6: 12, 7: 12, 8: 12, 9: 12): ");
        withClasses(2).onSample(3, ofClasses(new int[20]));
        withClasses(10).onSample(4, ofClasses(IntStream.range(0, 64).map(n -> Math.max(0, n - 55)).toArray()));
        assertReports("step 2", "step 3: 20 samples of G fall into 1 of 2 classes (0: 20): ",
                "step 4: 64 samples of G fall into 9 of 10 classes (0: 56, 1: 1, 2: 1, 3: 1, 4: 1, …): ");
    }

    /** -1 is a sample without a class. 29 samples of one class of ten are too few, 30 are enough. */
    @Test
    void samplesWithoutAClassAreNotCounted() {
        withClasses(10).onSample(1, ofClasses(repeated(new int[] {29, 4}, new int[] {35, -1})));
        withClasses(10).onSample(2, ofClasses(repeated(new int[] {64, -1})));
        withClasses(2).onSample(3, ofClasses(new int[19]));
        assertReports();
        withClasses(10).onSample(4, ofClasses(repeated(new int[] {30, 4}, new int[] {34, -1})));
        assertReports("step 4: 30 of 64 samples of G have a class and fall into 1 of 10 classes (4: 30): ");
    }

    @Test
    void nearlyEqualSamplesAreReportedWithoutTheirClass() {
        GanWatchdog.of(reports::add).withClasses(2, samples -> new int[20]).onSample(1, Tensor.full(Shape.of(20, 5), 1));
        assertReports("step 1: 20 samples of G are nearly equal");
    }

    /** The copy repeats a report, because it starts without any. */
    @Test
    void aCopyWithAnotherPatienceHasTheClassifier() {
        GanWatchdog classes = withClasses(10).withPatience(7);
        assertEquals("GanWatchdog[patience=7, classes=10]", classes.toString());
        classes.onSample(1, ofClasses(new int[30]));
        classes.withPatience(8).onSample(2, ofClasses(new int[30]));
        assertReports("step 1: 30 samples of G fall into 1", "step 2: 30 samples of G fall into 1");
    }

    @Test
    void aWrongClassifierIsRefused() {
        assertEquals("a classifier of 0 classes: must have at least 1",
                assertThrows(IllegalArgumentException.class, () -> withClasses(0)).getMessage());
        assertEquals("the classifier of the watchdog returned 1, 10 for 2 samples; expected 2 classes from 0 to 9, or -1"
                + " for none", assertThrows(IllegalArgumentException.class,
                        () -> withClasses(10).onSample(1, ofClasses(1, 10))).getMessage());
        GanWatchdog six = watchdog.withClasses(3, samples -> new int[6]);
        assertEquals("the classifier of the watchdog returned 0, 0, 0, 0, 0, … for 2 samples; expected 2 classes from 0"
                + " to 2, or -1 for none", assertThrows(IllegalArgumentException.class,
                        () -> six.onSample(1, ofClasses(1, 2))).getMessage());
    }

    /** The documented probability that samples of equally likely classes are of few classes, by enumeration. */
    @Test
    void falseReportsAreRare() {
        assertEquals(6.454e-5, probabilityOfFewClasses(21, 7), 1e-8);
        assertEquals(3.694e-6, probabilityOfFewClasses(30, 10), 1e-9);
        assertTrue(probabilityOfFewClasses(64, 4) < 1e-15);
    }

    /** Sums the multinomial probabilities of all counts of n samples, sorted downwards, with exp(entropy) ≤ K/2. */
    private static double probabilityOfFewClasses(int n, int classes) {
        return sumOverCounts(n, n, classes, classes, 0, 0, n) * Math.exp(logFactorial(n) + logFactorial(classes)
                - n * Math.log(classes));
    }

    /** The sum over the counts of the remaining classes; equal counts are {@code run} in number so far. */
    private static double sumOverCounts(int left, int largest, int remaining, int classes, int run, double terms,
            int n) {
        if (remaining == 0) {
            double entropy = Math.log(n) - terms / n;
            return left == 0 && Math.exp(entropy) <= classes / 2.0 + 1e-12 ? 1 : 0;
        }
        double sum = 0;
        for (int count = Math.min(left, largest); count * remaining >= left; count--) {
            int equal = count == largest ? run + 1 : 1;
            sum += sumOverCounts(left - count, count, remaining - 1, classes, equal,
                    terms + (count == 0 ? 0 : count * Math.log(count)), n) / (Math.exp(logFactorial(count)) * equal);
        }
        return sum;
    }

    private static double logFactorial(int n) {
        return IntStream.rangeClosed(2, n).mapToDouble(Math::log).sum();
    }

    /** G gives one point, and its optimizer changes nothing. */
    @Test
    void itListensToATrainer() {
        RandomStream random = RandomStream.of(1);
        Dense generator = Dense.of(3, 4, Initializer.zeros(), random);
        Sequential discriminator = Sequential.of(Shape.of(4), Dense.of(4, 1, random));
        GanTrainer trainer = new GanTrainer(generator, discriminator, Given.idle(), Given.optimizer(),
                Given.settings(GanSchedule.PAIRED)).sampleEvery(2, 4).listen(watchdog);
        trainer.train(4, Given.real());
        assertReports("step 2: 4 samples of G are nearly equal", "step 4: G's samples have not changed");
    }

    @Test
    void thePatienceIsAtLeastOneStep() {
        assertEquals("GanWatchdog[patience=500]", GanWatchdog.of(reports::add).toString());
        assertEquals("a patience of 0 steps: must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> watchdog.withPatience(0)).getMessage());
    }
}
