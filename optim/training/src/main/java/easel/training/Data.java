package easel.training;

import easel.core.random.RandomStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The training examples and the validation examples of a run. */
record Data(Examples training, Optional<Examples> validation) {
    /** Applies the validation setting. */
    static Data of(Examples examples, Settings settings) {
        requireExamples(examples);
        Data data = settings.validationSplit == 0 ? new Data(examples, settings.validation)
                : split(examples, settings.validationSplit, settings.stream("validation split"));
        int left = data.training.size();
        if (settings.batch > left) {
            throw new IllegalArgumentException("batch of " + settings.batch + " from " + left
                    + " training examples: expected a batch of 1 to " + left);
        }
        return data;
    }

    static void requireExamples(Examples examples) {
        if (examples.size() < 1) {
            throw new IllegalArgumentException("there are " + examples.size() + " examples; give at least 1");
        }
    }

    /** Draws the validation examples without replacement. */
    private static Data split(Examples examples, double share, RandomStream random) {
        int size = examples.size();
        int held = (int) Math.round(size * share);
        if (held == 0 || held == size) {
            throw new IllegalArgumentException("a validation split of " + share + " divides " + size
                    + " examples into " + (size - held) + " for training and " + held
                    + " for validation; both need at least 1. Change the split, or use withValidation");
        }
        int[] order = random.permutation(size);
        return new Data(subset(examples, Arrays.copyOfRange(order, held, size)),
                Optional.of(subset(examples, Arrays.copyOf(order, held))));
    }

    private static Examples subset(Examples examples, int[] selected) {
        Arrays.sort(selected);
        UnaryOperator<int[]> original = indices -> Arrays.stream(indices).map(i -> selected[i]).toArray();
        return Examples.of(selected.length, indices -> examples.inputs(original.apply(indices)),
                indices -> examples.targets(original.apply(indices)));
    }
}
