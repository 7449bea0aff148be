package easel.examples.run;

import picocli.CommandLine.Option;

/** The length of a training that counts epochs: {@code --epochs}, or {@code --steps} instead. */
public final class TrainingLength {
    @Option(names = "--epochs", paramLabel = "N", converter = OptionTypes.AtLeastOne.class,
            description = "Passes over all training images. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--steps", paramLabel = "N", defaultValue = Option.NULL_VALUE,
            converter = OptionTypes.AtLeastOne.class,
            description = "Training steps, one batch each; replaces --epochs.")
    private Integer steps;

    /**
     * Sets the default of {@code --epochs}.
     *
     * @param epochs at least 1
     */
    public TrainingLength(int epochs) {
        this.epochs = epochs;
    }

    /**
     * The length in steps.
     *
     * @param perEpoch steps in an epoch
     * @return the number of the last step
     */
    public long steps(int perEpoch) {
        return steps == null ? (long) epochs * perEpoch : steps;
    }
}
