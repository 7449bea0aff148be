package easel.examples.study;

import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import java.util.List;

/**
 * The order of the passes in one step of a schedule.
 *
 * @param steps the number of D steps in one training step
 * @param reads for each update of one D step, the batches that D reads before it; D's other passes are of a penalty
 */
record StepOrder(int steps, List<List<String>> reads) {
    static StepOrder of(GanSettings settings) {
        List<List<String>> reads = settings.schedule() == GanSchedule.SEPARATE ? List.of(List.of("real"),
                List.of("fake")) : List.of(settings.schedule() == GanSchedule.JOINED ? List.of("real and fake")
                : List.of("real", "fake"));
        return new StepOrder(settings.discriminatorSteps(), reads);
    }

    /** The number of updates of D before its last step, which is the recorded one. */
    int earlier() {
        return (steps - 1) * reads.size();
    }

    /** The number of updates of D in one training step. */
    int updates() {
        return steps * reads.size();
    }

    /** The batches that D reads before an update, counted from 0 in the training step. */
    List<String> reads(int update) {
        return reads.get(update % reads.size());
    }
}
