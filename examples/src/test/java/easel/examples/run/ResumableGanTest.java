package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.GradientPenalty;
import easel.gan.LatentSpace;
import easel.gan.Regularization;
import easel.layers.Dense;
import easel.layers.Sequential;
import easel.optim.Sgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The measurements of a GAN with a gradient penalty, and a watchdog with a classifier. */
class ResumableGanTest {
    private static final ResumableTrainer.BatchReader READER = new ResumableTrainer.BatchReader() {
        @Override
        public <B> B read(Supplier<B> batch) {
            return batch.get();
        }
    };

    @TempDir
    Path folder;

    private final LongFunction<Tensor> real = number -> {
        Tensor batch = Tensor.zeros(Shape.of(4, 3));
        RandomStream.of(5).at(number).fillNormal(batch.array(), 0, 1);
        return batch;
    };

    private static GanTrainer trainer(GanSchedule schedule, Regularization regularization) {
        RandomStream random = RandomStream.of(1);
        return new GanTrainer(Sequential.of(Shape.of(2), Dense.of(2, 3, random)),
                Sequential.of(Shape.of(3), Dense.of(3, 1, random)), Sgd.withLearningRate(0.1),
                Sgd.withLearningRate(0.1),
                GanSettings.of(schedule, LatentSpace.normal(2), 4).withRegularization(regularization));
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void aRunWithAPenaltyHasItsColumnAndCurve(GanSchedule schedule) {
        GradientPenalty lazy = GradientPenalty.r1(5).withInterval(2);
        ResumableGan gan = new ResumableGan(trainer(schedule, Regularization.none().withPenalty(lazy)), real);
        assertEquals(ResumableGan.COLUMNS.header() + ",d_penalty", gan.columns().header());
        assertEquals(List.of("d_loss", "g_loss", "d_penalty"),
                gan.columns().curves().stream().map(Columns.Curve::column).toList());
        List<Double> penalties = new ArrayList<>();
        gan.listen(step -> penalties.add(gan.columns().value("d_penalty", step)));
        gan.train(3, READER);
        assertTrue(penalties.get(0) > 0 && penalties.get(2) > 0, penalties.toString());
        assertEquals(0, penalties.get(1), "a step between two penalties");
    }

    @Test
    void aRunWithoutAPenaltyHasTheColumnsOfBefore() {
        Regularization noise = Regularization.none().withNoise(0.1, 0).withWeightClip(1);
        ResumableGan gan = new ResumableGan(trainer(GanSchedule.PAIRED, noise), real);
        assertSame(ResumableGan.COLUMNS, gan.columns());
        gan.listen(step -> assertEquals(gan.columns().names().size(), step.values().size()));
        gan.train(2, READER);
    }

    /** The file of an older version, with a last line that was cut off. */
    @Test
    void aFileWithoutTheColumnIsContinuedWithEmptyFields() throws IOException {
        Path file = folder.resolve("losses.csv");
        try (LossLog log = new LossLog(file, ResumableGan.COLUMNS)) {
            log.add(Steps.step(1));
            log.add(Steps.step(2));
        }
        List<String> old = Files.readAllLines(file);
        Files.writeString(file, String.join("\n", old) + "\n3,0.37");
        ResumableGan gan = new ResumableGan(trainer(GanSchedule.PAIRED,
                Regularization.none().withPenalty(GradientPenalty.r1(5))), real);
        List<Measurements> kept = new ArrayList<>();
        for (int i = 0; i < 2; i++) {                            // a resumed run may be resumed again
            kept.clear();
            LossLog.resume(file, gan.columns(), 3, kept::add).close();
            assertEquals(List.of(old.get(0) + ",d_penalty", old.get(1) + ",", old.get(2) + ","),
                    Files.readAllLines(file));
            assertEquals(List.of(1L, 2L), kept.stream().map(Measurements::step).toList());
            assertTrue(Double.isNaN(gan.columns().value("d_penalty", kept.get(1))));
        }
        LossPlot plot = new LossPlot(gan.columns(), 3);
        kept.forEach(plot::add);
        assertFalse(plot.isEmpty());
    }

    @Test
    void theWatchdogClassifiesSixtyFourSamples() {
        List<String> reports = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        ResumableGan gan = new ResumableGan(trainer(GanSchedule.PAIRED, Regularization.none()), real)
                .withClassifier(10, samples -> {
                    counts.add(samples.rows());
                    return new int[samples.rows()];
                });
        gan.watch(reports::add);
        gan.train(400, READER);
        assertEquals(List.of(64, 64), counts);
        assertTrue(reports.get(0).startsWith("step 200: 64 samples of G fall into 1 of 10 classes (0: 64): G makes few"),
                reports.toString());
        assertEquals(1, reports.stream().filter(report -> report.contains("classes")).count(), reports.toString());
    }

    @Test
    void moreClassesNeedMoreSamples() {
        List<Integer> counts = new ArrayList<>();
        ResumableGan gan = new ResumableGan(trainer(GanSchedule.PAIRED, Regularization.none()), real)
                .withClassifier(100, samples -> {
                    counts.add(samples.rows());
                    return new int[samples.rows()];
                });
        gan.watch(report -> { });
        gan.train(200, READER);
        assertEquals(List.of(300), counts);
    }
}
