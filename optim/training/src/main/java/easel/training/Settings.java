package easel.training;

import easel.core.random.RandomStream;
import easel.core.state.State;
import java.util.Optional;

/** The settings of a {@link Training}. Its methods {@code withX} set a field of a new copy only. */
final class Settings {
    long epochs = 1;
    /** The length in steps, or 0 if {@link #epochs} determines the length. */
    long steps;
    int batch = 32;
    RandomStream random = RandomStream.of(0);
    /** The share of the examples that are validation examples, or 0. */
    double validationSplit;
    Optional<Examples> validation = Optional.empty();
    Optional<EarlyStopping> earlyStopping = Optional.empty();

    Settings copy() {
        Settings copy = new Settings();
        copy.epochs = epochs;
        copy.steps = steps;
        copy.batch = batch;
        copy.random = random;
        copy.validationSplit = validationSplit;
        copy.validation = validation;
        copy.earlyStopping = earlyStopping;
        return copy;
    }

    /** Random numbers for one purpose. The stream depends on the seed only, not on what the caller has drawn. */
    RandomStream stream(String purpose) {
        return random.stream(purpose);
    }

    /** The number of the last step. */
    long length(int stepsPerEpoch) {
        return steps > 0 ? steps : epochs * stepsPerEpoch;
    }

    /** All settings that determine a step, for a comparison. The length does not: a run can be extended. */
    State state() {
        return State.builder()
                .string("batch", Integer.toString(batch))
                .string("random", stream("batches").save())
                .string("validation", validation.map(examples -> examples.size() + " examples")
                        .orElse(validationSplit > 0 ? "split " + validationSplit : "none"))
                .string("early_stopping", earlyStopping.map(EarlyStopping::toString).orElse("none"))
                .build();
    }
}
