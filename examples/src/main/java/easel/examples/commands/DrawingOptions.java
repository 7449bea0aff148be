package easel.examples.commands;

import easel.datasets.ImageGrid;
import easel.examples.run.OptionTypes;
import picocli.CommandLine.Option;

/** The options for drawing images into a picture. */
final class DrawingOptions {
    @Option(names = "--magnify", paramLabel = "N", defaultValue = "2", converter = OptionTypes.AtLeastOne.class,
            description = "Draw each pixel as a square of N x N pixels. Default: ${DEFAULT-VALUE}.")
    private int magnification;

    @Option(names = "--reversed", description = "Invert the levels: dark on light, like ink on paper.")
    private boolean reversed;

    ImageGrid apply(ImageGrid grid) {
        return grid.withMagnification(magnification).withReversed(reversed);
    }
}
