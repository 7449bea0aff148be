package easel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.optim.Adam;
import easel.optim.Sgd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints: a resumed run gives the bits of an uninterrupted one. */
class ResumeTest {
    private static final Examples EXAMPLES = Given.quadrants(44);

    /** 44 examples without 11 for validation: 33 in 5 steps for each of 3 epochs. */
    private static Training training(Sequential network) {
        return Given.classifier(network).withEpochs(3).withValidationSplit(0.25)
                .withEarlyStopping(EarlyStopping.afterEpochs(2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 5, 6, 7, 10, 14, 15})
    void aRunResumedAfterAnyStepEqualsAnUninterruptedRun(long step, @TempDir Path folder) throws IOException {
        Sequential network = Given.network(4);
        Training uninterrupted = training(network);
        History expected = uninterrupted.train(EXAMPLES);

        Training first = training(Given.network(4));
        first.train(EXAMPLES, step);
        Path file = folder.resolve("checkpoint.safetensors");
        Safetensors.write(first.state(), file);
        Sequential other = Given.network(4);
        Training second = training(other);
        second.restore(Safetensors.read(file));
        assertEquals(step, second.stepsDone());
        History resumed = second.train(EXAMPLES);

        assertEquals(expected, resumed);
        assertEquals(Given.bits(network), Given.bits(other));
        assertEquals(uninterrupted.state().strings(), second.state().strings());
        assertEquals(Given.bits(uninterrupted.state()), Given.bits(second.state()));
    }

    @Test
    void aStateSavedInACallbackCanBeRestored() {
        Sequential network = Given.network(4);
        Training uninterrupted = training(network);
        List<State> states = new ArrayList<>();
        uninterrupted.listen(new TrainingListener() {
            @Override
            public void onStep(TrainingStep step) {
                states.add(uninterrupted.state());
            }

            @Override
            public void onEpoch(TrainingEpoch epoch) {
                states.add(uninterrupted.state());
            }
        });
        History expected = uninterrupted.train(EXAMPLES);
        assertEquals(15 + 3, states.size());

        for (State state : states) {
            Sequential other = Given.network(4);
            Training resumed = training(other);
            resumed.restore(state);
            assertEquals(expected, resumed.train(EXAMPLES));
            assertEquals(Given.bits(network), Given.bits(other));
        }
    }

    @Test
    void aRunThatEndedWithinAnEpochCanBeExtended() {
        Sequential network = Given.network(4);
        Training whole = training(network).withSteps(12);
        History expected = whole.train(EXAMPLES);
        assertEquals(List.of(5L, 10L, 12L), expected.epochs().stream().map(TrainingEpoch::step).toList());

        Sequential other = Given.network(4);
        Training part = Given.classifier(other).withSteps(8).withValidationSplit(0.25)
                .withEarlyStopping(EarlyStopping.afterEpochs(2).withBestWeights(false));
        assertEquals(List.of(5L, 8L), part.train(EXAMPLES).epochs().stream().map(TrainingEpoch::step).toList());
        Sequential third = Given.network(4);
        Training longer = Given.classifier(third).withSteps(12).withValidationSplit(0.25)
                .withEarlyStopping(EarlyStopping.afterEpochs(2).withBestWeights(false));
        longer.restore(part.state());
        assertEquals(expected, longer.train(EXAMPLES));
    }

    @Test
    void everyDifferenceIsNamedAndNothingChanges() {
        Training saved = training(Given.network(4));
        saved.train(EXAMPLES, 7);
        Sequential network = Given.network(4);
        Training other = Training.of(network, Sgd.withLearningRate(0.1),
                Objective.classification().withMetric(Metric.meanAbsoluteError())).withBatch(4);
        Object before = Given.bits(other.state());

        String message = assertThrows(IllegalArgumentException.class, () -> other.restore(saved.state())).getMessage();

        for (String name : List.of("settings.objective", "settings.batch", "settings.random", "settings.validation",
                "settings.early_stopping", "optimizer: ", "split 0.25", "Adam")) {
            assertTrue(message.contains(name), name + " in " + message);
        }
        assertEquals(before, Given.bits(other.state()));
        assertEquals(0, other.stepsDone());
    }

    @Test
    void anotherNetworkIsNotRestored() {
        Training saved = training(Given.network(4));
        saved.train(EXAMPLES, 7);
        Training other = training(Given.plainNetwork(4));
        String message = assertThrows(IllegalArgumentException.class, () -> other.restore(saved.state())).getMessage();
        assertTrue(message.contains("network.architecture") && message.contains("network: "), message);
    }

    @Test
    void aStateOfAnotherKindIsNotRestored() {
        State state = State.builder().string("checkpoint", "easel GAN 1").build();
        String message = assertThrows(IllegalArgumentException.class,
                () -> training(Given.network(4)).restore(state)).getMessage();
        assertTrue(message.contains("easel GAN 1") && message.contains("easel training 1"), message);
    }

    @Test
    void aRunContinuesOnTheSameNumberOfExamplesOnly() {
        Training saved = training(Given.network(4));
        saved.train(EXAMPLES, 7);
        Training resumed = training(Given.network(4));
        resumed.restore(saved.state());
        String message = assertThrows(IllegalArgumentException.class,
                () -> resumed.train(Given.quadrants(50))).getMessage();
        assertEquals("the run has trained on 44 examples; continue with the same ones, not with 50", message);
    }

    @Test
    void theNetworkOfACheckpointIsAModel() {
        Sequential network = Given.network(4);
        Training training = Training.of(network, Adam.withLearningRate(0.01), Objective.classification());
        training.train(Given.quadrants(64));
        assertFalse(training.state().within("network").string("architecture").isEmpty());
        assertEquals(Given.bits(network), Given.bits(Models.network(training.state().within("network"))));
        assertEquals(Map.of(), training.state().within("progress.best").tensors());
    }
}
