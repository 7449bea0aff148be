package easel.examples.run;

import easel.gan.GanSettings;
import easel.gan.LocalSteps;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The options {@code --shards} and {@code --average-every} of the programs that train a GAN. */
public final class ShardOption {
    @Option(names = "--shards", paramLabel = "S", defaultValue = "1", converter = OptionTypes.AtLeastOne.class,
            description = "Cut each batch into S parts of equal size and compute one after another: a step needs memory"
                + " for one part only. BatchNorm normalizes each part, so other numbers give other results. Default:"
                + " ${DEFAULT-VALUE}.")
    private int shards;

    @Option(names = "--average-every", paramLabel = "K", defaultValue = "1", converter = OptionTypes.AtLeastOne.class,
            description = "With K above 1, each shard trains alone for K steps between two averages of weights and"
                + " optimizers; all this counts as one step. For slow networks; another algorithm, with other results."
                + " Default: ${DEFAULT-VALUE}, the average of gradients.")
    private int averageEvery;

    ShardOption() {}

    /**
     * Settings with the values of the options.
     *
     * @param settings without shards
     * @return a copy
     * @throws IllegalArgumentException if the batches cannot be cut into equal shards, or one shard is averaged; names
     *     the option
     */
    public GanSettings cut(GanSettings settings) {
        GanSettings cut = named("--shards " + shards, () -> settings.withShards(shards));
        return averageEvery == 1 ? cut
                : named("--average-every " + averageEvery, () -> LocalSteps.in(cut, averageEvery));
    }

    private static GanSettings named(String option, Supplier<GanSettings> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }
}
