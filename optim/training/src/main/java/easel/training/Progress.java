package easel.training;

import easel.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The position of a run. Immutable.
 *
 * @param steps completed steps
 * @param examples number of examples of the run, with those of a validation split; 0 before the first step
 * @param trained number of training examples, without those of a validation split
 * @param sum means over the examples of the current epoch so far
 * @param epochs complete epochs
 * @param best tensors of the network after the best epoch; empty if they are not needed
 */
record Progress(long steps, int examples, int trained, Evaluation sum, List<TrainingEpoch> epochs,
        Optional<State> best) {
    static final Progress START = new Progress(0, 0, 0, Evaluation.NONE, List.of(), Optional.empty());

    Progress on(int examples, int trained) {
        return new Progress(steps, examples, trained, sum, epochs, best);
    }

    Progress plus(Evaluation batch) {
        return new Progress(steps + 1, examples, trained, sum.plus(batch), epochs, best);
    }

    Progress plus(TrainingEpoch epoch) {
        List<TrainingEpoch> more = new ArrayList<>(epochs);
        more.add(epoch);
        return new Progress(steps, examples, trained, Evaluation.NONE, List.copyOf(more), best);
    }

    Progress withBest(State tensors) {
        return new Progress(steps, examples, trained, sum, epochs, Optional.of(tensors));
    }

    State state() {
        State state = State.builder()
                .string("step", Long.toString(steps))
                .string("examples", Integer.toString(examples))
                .string("trained", Integer.toString(trained))
                .string("epochs", Long.toString(epochs.size()))
                .build()
                .plus(sum.state().under("current_epoch"));
        for (TrainingEpoch epoch : epochs) {
            state = state.plus(epoch.state().under("epoch." + epoch.epoch()));
        }
        return best.isEmpty() ? state : state.plus(best.get().under("best"));
    }

    /** Reads {@link #state}; {@code names} are the names of the loss and the metrics. */
    static Progress of(State state, List<String> names) {
        List<TrainingEpoch> epochs = new ArrayList<>();
        for (long epoch = 1; epoch <= state.count("epochs"); epoch++) {
            epochs.add(TrainingEpoch.of(epoch, state.within("epoch." + epoch), names));
        }
        State best = state.within("best");
        return new Progress(state.count("step"), (int) state.count("examples"), (int) state.count("trained"),
                Evaluation.of(state.within("current_epoch"), names), List.copyOf(epochs),
                best.tensors().isEmpty() ? Optional.empty() : Optional.of(best));
    }
}
