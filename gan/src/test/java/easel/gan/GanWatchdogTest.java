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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GanWatchdogTest {
    private final List<String> reports = new ArrayList<>();
    private final GanWatchdog watchdog = GanWatchdog.of(reports::add).withPatience(3);
    private long step;

    private void losses(double discriminator, double generator) {
        watchdog.onStep(new GanStep(++step, discriminator, discriminator, generator, 1, 0.5, 0.9, 0.1));
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
            patient.onStep(new GanStep(i, loss, loss, 5, 1, 0.5, 0.9, 0.1));
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
