package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class GanEarlyStoppingTest {
    private final GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.SIMULTANEOUS)).stepsPerEpoch(2);

    /** Returns one value for each step. After the last value, it repeats the last value. */
    private static ToDoubleFunction<GanStep> measured(double... values) {
        return step -> values[(int) Math.min(step.step(), values.length) - 1];
    }

    private GanEarlyStopping train(int patience, double... values) {
        GanEarlyStopping stopping = GanEarlyStopping.afterEpochs(patience, measured(values), trainer);
        trainer.listen(stopping).train(20, Given.real());
        return stopping;
    }

    @Test
    void stopsWhenTheEpochMeanHasNotFallenForPatienceEpochs() {
        GanEarlyStopping stopping = train(2, 3, 1, 1, 1, 0, 4, 1, 1, 0, 0);   // means 2, 1, 2, 1, 0
        assertEquals(8, trainer.stepsDone());
        assertEquals(2, stopping.bestEpoch());
        assertEquals(1, stopping.best());
    }

    @Test
    void aNewMinimumResetsTheWaitingTime() {
        GanEarlyStopping stopping = train(2, 5, 5, 6, 6, 4, 4, 6, 6, 3, 3, 9, 9, 3, 3, 0);
        assertEquals(14, trainer.stepsDone());
        assertEquals(5, stopping.bestEpoch());
        assertEquals(3, stopping.best());
    }

    @Test
    void aNaNMeanIsNoImprovement() {
        GanEarlyStopping stopping = train(3, Double.NaN);
        assertEquals(6, trainer.stepsDone());
        assertEquals(0, stopping.bestEpoch());
    }

    @Test
    void aFallingMeanDoesNotStopTheTraining() {
        GanEarlyStopping stopping = GanEarlyStopping.afterEpochs(1, step -> -step.step(), trainer);
        trainer.listen(stopping).train(20, Given.real());
        assertEquals(20, trainer.stepsDone());
        assertEquals(10, stopping.bestEpoch());
    }

    @Test
    void withoutEpochsItNeverStops() {
        GanTrainer endless = Given.trainer(Given.settings(GanSchedule.SIMULTANEOUS));
        endless.listen(GanEarlyStopping.afterEpochs(1, GanStep::generatorLoss, endless)).train(20, Given.real());
        assertEquals(20, endless.stepsDone());
    }

    @Test
    void patienceIsAtLeastOneEpoch() {
        assertEquals("early stopping after 0 epochs without improvement: give at least 1", assertThrows(
                IllegalArgumentException.class,
                () -> GanEarlyStopping.afterEpochs(0, GanStep::generatorLoss, trainer)).getMessage());
    }
}
