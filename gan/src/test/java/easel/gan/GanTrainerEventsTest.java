package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests callbacks, samples and stopping. */
class GanTrainerEventsTest {
    @Test
    void callbacksAreCalledAtTheirIntervals() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.JOINED)).sampleEvery(2, 3).stepsPerEpoch(3);
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        trainer.listen(recorder(first)).listen(recorder(second));
        trainer.train(4, Given.real());
        trainer.train(2, Given.real());
        List<String> expected = List.of("step 1", "step 2", "sample 2 (3, 4)", "step 3", "epoch 1 at 3", "step 4",
                "sample 4 (3, 4)", "step 5", "step 6", "sample 6 (3, 4)", "epoch 2 at 6");
        assertEquals(expected, first);
        assertEquals(expected, second);
        assertEquals(6, trainer.stepsDone());
    }

    @Test
    void beforeAStepNothingHasChangedAndNoBatchHasBeenRead() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.PAIRED).withDiscriminatorSteps(2));
        List<String> events = new ArrayList<>();
        trainer.listen(new GanListener() {
            @Override
            public void beforeStep(long step) {
                events.add("before " + step + " after " + trainer.stepsDone());
            }
        }).listen(recorder(events));
        trainer.train(2, number -> {
            events.add("batch " + number);
            return Given.real().apply(number);
        });
        assertEquals(List.of("before 1 after 0", "batch 0", "batch 1", "step 1",
                "before 2 after 1", "batch 2", "batch 3", "step 2"), events);
    }

    private static GanListener recorder(List<String> events) {
        return new GanListener() {
            @Override
            public void onStep(GanStep step) {
                events.add("step " + step.step());
            }

            @Override
            public void onSample(long step, Tensor samples) {
                events.add("sample " + step + " " + samples.shape());
            }

            @Override
            public void onEpoch(long epoch, long step) {
                events.add("epoch " + epoch + " at " + step);
            }
        };
    }

    @Test
    void samplesComeFromTheSameLatentPointsWithTheGeneratorInInferenceMode() {
        Layer generator = Given.generator();
        GanTrainer trainer = Given.trainer(generator, Given.discriminator(), Given.settings(GanSchedule.SEPARATE))
                .sampleEvery(1, 5);
        List<Tensor> expected = new ArrayList<>();
        List<Tensor> samples = new ArrayList<>();
        Tensor points = Given.LATENT.sample(5, RandomStream.of(0).stream("samples").at(0));
        trainer.listen(new GanListener() {
            @Override
            public void onSample(long step, Tensor sample) {
                samples.add(sample);
                expected.add(generator.infer(points));
            }
        });
        trainer.train(3, Given.real());
        assertEquals(3, samples.size());
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(expected.get(i).array(), samples.get(i).array());
        }
        assertArrayEquals(samples.get(2).array(), trainer.samples(5).array());
    }

    @Test
    void eachListenerMayKeepAndChangeItsSamples() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.SEPARATE)).sampleEvery(1, 2);
        List<Tensor> first = new ArrayList<>();
        List<Tensor> second = new ArrayList<>();
        trainer.listen(new GanListener() {
            @Override
            public void onSample(long step, Tensor samples) {
                first.add(samples);
                samples.array()[0] = 99;
            }
        });
        trainer.listen(new GanListener() {
            @Override
            public void onSample(long step, Tensor samples) {
                second.add(samples);
            }
        });
        trainer.train(2, Given.real());
        assertEquals(99, first.get(0).array()[0]);
        assertNotEquals(99, second.get(0).array()[0]);
        assertEquals(first.get(0).array()[1], second.get(0).array()[1]);
    }

    /** When assertions are enabled, as in every test, closing a tape fills its buffers with NaN. */
    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void reportedValuesStayValidAfterTheBuffersAreReused(GanSchedule schedule) {
        WatchedLayer discriminator = new WatchedLayer(Given.discriminator());
        GanTrainer trainer = Given.trainer(Given.generator(), discriminator, Given.settings(schedule));
        List<GanStep> steps = Given.record(trainer);
        List<Tensor> samples = new ArrayList<>();
        trainer.sampleEvery(1, 2).listen(new GanListener() {
            @Override
            public void onSample(long step, Tensor sample) {
                samples.add(sample);
            }
        });
        trainer.train(3, Given.real());
        for (Tensor logits : discriminator.outputs) {
            assertTrue(Float.isNaN(logits.array()[0]), "the buffers were not cleared, so this test checks nothing");
        }
        for (GanStep step : steps) {
            assertTrue(Double.isFinite(step.realLoss() + step.fakeLoss() + step.generatorLoss()), step.toString());
            assertTrue(Double.isFinite(step.realProbability() + step.fakeProbability()), step.toString());
            assertTrue(Double.isFinite(step.discriminatorAccuracy()), step.toString());
        }
        samples.forEach(sample -> assertTrue(sample.isFinite(), sample.toString()));
    }

    @Test
    void discriminatorLossAndAccuracyAreMeansOfRealAndFake() {
        GanStep step = new GanStep(1, 0.5, 0.75, 2, 1, 0.5, 0.9, 0.2, 3);
        assertEquals(0.625, step.discriminatorLoss());
        assertEquals(0.75, step.discriminatorAccuracy());
    }

    @Test
    void aStepReturnsTheMeasurementsThatListenersReceive() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.SEPARATE));
        List<GanStep> recorded = Given.record(trainer);
        assertEquals(List.of(trainer.step(Given.real()), trainer.step(Given.real())), recorded);
        assertEquals(List.of(1L, 2L), recorded.stream().map(GanStep::step).toList());
    }

    @Test
    void aListenerStopsTheTrainingAfterItsStep() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.SIMULTANEOUS));
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                if (step.step() == 3) {
                    trainer.stop();
                }
            }
        });
        trainer.train(10, Given.real());
        assertEquals(3, trainer.stepsDone());
        trainer.train(2, Given.real());
        assertEquals(5, trainer.stepsDone());
    }

    @Test
    void anotherThreadStopsTheTrainingAfterTheCurrentStep() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.SEPARATE));
        List<GanStep> steps = Given.record(trainer);
        trainer.train(10, number -> {
            if (number == 2) {
                CompletableFuture.runAsync(trainer::stop).join();
            }
            return Given.real().apply(number);
        });
        assertEquals(3, trainer.stepsDone());
        assertEquals(3, steps.size());
    }
}
