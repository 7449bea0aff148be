package easel.examples.commands;

import easel.datasets.ImageGrid;
import easel.examples.run.OptionTypes;
import picocli.CommandLine.Option;

/** The options for drawing images into a picture. */
final class DrawingOptions {
    @Option(names = "--magnify", paramLabel = "N", converter = OptionTypes.AtLeastOne.class,
            description = "Draw each pixel as a square of N x N pixels. Default: the smallest N that makes a picture at"
                + " least 560 pixels wide.")
    private Integer magnification;

    @Option(names = "--reversed", description = "Invert the levels: dark on light, like ink on paper.")
    private boolean reversed;

    /** Applies the options that were given. */
    ImageGrid apply(ImageGrid grid) {
        return (magnification == null ? grid : grid.withMagnification(magnification)).withReversed(reversed);
    }
}
