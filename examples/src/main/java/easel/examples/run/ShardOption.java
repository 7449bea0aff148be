package easel.examples.run;

import easel.gan.GanSettings;
import picocli.CommandLine.Option;

/** The option {@code --shards} of the programs that train a GAN. */
public final class ShardOption {
    @Option(names = "--shards", paramLabel = "S", defaultValue = "1", converter = OptionTypes.AtLeastOne.class,
            description = "Cut each batch into S parts of equal size and compute one after another: a step needs memory"
                + " for one part only. BatchNorm normalizes each part, so other numbers give other results. Default:"
                + " ${DEFAULT-VALUE}.")
    private int shards;

    ShardOption() {}

    /**
     * Settings with the number of shards of the option.
     *
     * @param settings without shards
     * @return a copy
     * @throws IllegalArgumentException if the batches cannot be cut into equal shards; names the option
     */
    public GanSettings cut(GanSettings settings) {
        try {
            return settings.withShards(shards);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--shards " + shards + ": " + e.getMessage(), e);
        }
    }
}
