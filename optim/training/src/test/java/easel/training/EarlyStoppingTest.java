package easel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.layers.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Early stopping and the best weights. */
class EarlyStoppingTest {
    private static List<TrainingEpoch> losses(double... losses) {
        return IntStream.range(0, losses.length).mapToObj(i -> new TrainingEpoch(i + 1, i + 1,
                new Evaluation(1, Map.of("loss", losses[i])), Optional.empty())).toList();
    }

    private static final EarlyStopping LOWEST = EarlyStopping.afterEpochs(2).withLowest("loss");

    @Test
    void theRunEndsAfterEpochsWithoutImprovement() {
        assertTrue(!LOWEST.ends(List.of()));
        assertTrue(!LOWEST.ends(losses(3, 2, 2)));
        assertTrue(LOWEST.ends(losses(3, 2, 2, 2.5)));
        assertTrue(!LOWEST.ends(losses(3, 2, 2, 1.9)));
        assertEquals(2, LOWEST.bestEpoch(losses(3, 2, 2, 2.5)));
        assertEquals(4, LOWEST.bestEpoch(losses(3, 2, 2, 1.9)));
    }

    @Test
    void theHighestValueIsTheBestOfAnAccuracy() {
        EarlyStopping highest = LOWEST.withHighest("loss");
        assertEquals(3, highest.bestEpoch(losses(0.1, 0.5, 0.6, 0.6)));
        assertTrue(highest.ends(losses(0.5, 0.4, 0.5)));
        assertEquals(2, highest.bestEpoch(losses(-2, -1)));
    }

    @Test
    void anImprovementMustExceedMinDelta() {
        EarlyStopping half = LOWEST.withMinDelta(0.5);
        assertEquals(1, half.bestEpoch(losses(3, 2.75, 2.5)));
        assertEquals(3, half.bestEpoch(losses(3, 2.75, 2.25)));
        assertTrue(half.ends(losses(3, 2.75, 2.5)));
    }

    @Test
    void anEpochWhoseValueIsNoNumberIsNoImprovement() {
        assertEquals(0, LOWEST.bestEpoch(losses(Double.NaN)));
        assertEquals(2, LOWEST.bestEpoch(losses(Double.NaN, 5, Double.NaN)));
        assertTrue(LOWEST.ends(losses(Double.NaN, Double.NaN)));
    }

    @Test
    void theNetworkGetsTheWeightsOfTheBestEpoch() {
        Sequential network = Given.network(4);
        Training training = Given.classifier(network).withEpochs(60).withValidationSplit(0.25)
                .withEarlyStopping(EarlyStopping.afterEpochs(4).withHighest("validation accuracy"));
        List<Object> afterEpochs = new ArrayList<>();
        training.listen(new TrainingListener() {
            @Override
            public void onEpoch(TrainingEpoch epoch) {
                afterEpochs.add(Given.bits(network));
            }
        });

        History history = training.train(Given.quadrants(44));

        int best = (int) history.bestEpoch();
        assertEquals(best + 4, history.epochs().size(), history::toString);
        assertTrue(training.isFinished());
        assertEquals(afterEpochs.get(best - 1), Given.bits(network));
        assertTrue(!afterEpochs.get(best + 3).equals(Given.bits(network)), "the last weights are others");
        double highest = history.epochs().stream().mapToDouble(epoch -> epoch.value("validation accuracy")).max()
                .orElseThrow();
        assertEquals(highest, history.epochs().get(best - 1).value("validation accuracy"));
        assertTrue(history.toString().contains("\n" + " ".repeat(best < 10 ? 3 : 2) + best + "* "),
                history::toString);
    }

    @Test
    void theLastWeightsRemainOnRequestAndAfterAStop() {
        Sequential network = Given.network(4);
        List<Object> afterEpochs = new ArrayList<>();
        TrainingListener recorder = new TrainingListener() {
            @Override
            public void onEpoch(TrainingEpoch epoch) {
                afterEpochs.add(Given.bits(network));
            }
        };
        EarlyStopping last = EarlyStopping.afterEpochs(4).withHighest("validation accuracy").withBestWeights(false);
        Training training = Given.classifier(network).withEpochs(60).withValidationSplit(0.25);
        training.withEarlyStopping(last).listen(recorder).train(Given.quadrants(44));
        assertEquals(afterEpochs.get(afterEpochs.size() - 1), Given.bits(network));

        Training stopped = training.withEarlyStopping(last.withBestWeights(true)).listen(recorder);
        stopped.train(Given.quadrants(44), 12);
        assertTrue(!stopped.isFinished());
        stopped.stop();
        stopped.train(Given.quadrants(44));
        assertEquals(12, stopped.stepsDone());
    }

    @Test
    void anUnknownValueIsAnErrorBeforeTheFirstStep() {
        Training training = Given.classifier(Given.network(4));
        assertMessage("there is no value \"validation loss\" because there are no validation examples; set"
                + " withValidation or withValidationSplit", training.withEarlyStopping(EarlyStopping.afterEpochs(1)));
        assertMessage("there is no value \"precision\"; there are [loss, accuracy]",
                training.withEarlyStopping(EarlyStopping.afterEpochs(1).withLowest("precision")));
        assertMessage("there is no value \"precision\"; there are [loss, accuracy]", training.withValidationSplit(0.5)
                .withEarlyStopping(EarlyStopping.afterEpochs(1).withHighest("validation precision")));
    }

    private static void assertMessage(String message, Training training) {
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> training.train(Given.quadrants(44))).getMessage());
        assertEquals(0, training.stepsDone());
    }

    @Test
    void settingsAreChecked() {
        assertEquals("early stopping after 0 epochs without improvement: give at least 1",
                assertThrows(IllegalArgumentException.class, () -> EarlyStopping.afterEpochs(0)).getMessage());
        for (double delta : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals("minDelta " + delta + ": expected a finite number, 0 or above", assertThrows(
                    IllegalArgumentException.class, () -> LOWEST.withMinDelta(delta)).getMessage());
        }
    }
}
