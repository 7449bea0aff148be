package easel.training;

import easel.core.state.State;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One epoch.
 *
 * @param epoch the number of the epoch, from 1
 * @param step the number of its last step, from 1
 * @param training means over the steps of the epoch, each from before its update and in training mode
 * @param validation means on the validation examples after the epoch, in inference mode; empty if there are none
 */
public record TrainingEpoch(long epoch, long step, Evaluation training, Optional<Evaluation> validation) {
    /**
     * Refuses null.
     *
     * @param epoch the number of the epoch, from 1
     * @param step the number of its last step, from 1
     * @param training means over the steps of the epoch
     * @param validation means on the validation examples, or empty
     */
    public TrainingEpoch {
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(validation, "validation");
    }

    /**
     * One value of the epoch.
     *
     * @param name such as {@code loss}, {@code accuracy} or {@code validation accuracy}
     * @return the value
     * @throws IllegalArgumentException if there is no such value; the message lists the names
     */
    public double value(String name) {
        if (!name.startsWith(Metric.VALIDATION)) {
            return training.value(name);
        }
        return validation
                .orElseThrow(() -> new IllegalArgumentException("there is no value \"" + name + "\" because there are"
                        + " no validation examples; set withValidation or withValidationSplit"))
                .value(name.substring(Metric.VALIDATION.length()));
    }

    State state() {
        State state = State.builder().string("step", Long.toString(step)).build()
                .plus(training.state().under("training"));
        return validation.isEmpty() ? state : state.plus(validation.get().state().under("validation"));
    }

    /** Reads {@link #state} of the epoch with this number. */
    static TrainingEpoch of(long epoch, State state, List<String> names) {
        State validation = state.within("validation");
        return new TrainingEpoch(epoch, state.count("step"), Evaluation.of(state.within("training"), names),
                validation.strings().isEmpty() ? Optional.empty() : Optional.of(Evaluation.of(validation, names)));
    }
}
