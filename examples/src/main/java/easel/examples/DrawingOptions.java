package easel.examples;

import easel.datasets.ImageGrid;
import picocli.CommandLine.Option;

/** How images become pictures. */
final class DrawingOptions {
    @Option(names = "--magnify", paramLabel = "N", defaultValue = "2", converter = Launch.AtLeastOne.class,
            description = "Sides of the square that a pixel becomes. Default: ${DEFAULT-VALUE}.")
    private int magnification;

    @Option(names = "--reversed", description = "Dark on light, as ink on paper.")
    private boolean reversed;

    ImageGrid apply(ImageGrid grid) {
        return grid.withMagnification(magnification).withReversed(reversed);
    }
}
