package easel.examples;

import easel.core.Tensor;
import easel.datasets.ImageGrid;
import easel.gan.LatentWalk;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code easel interpolate}: images on the way from one latent point to the next. */
@Command(name = "interpolate", header = "Walks from one latent point to another.",
        description = {
            "Draws the images on the way between points, as a strip with a row for each pair and as a GIF that goes"
                + " there and back. A spherical walk turns along a great circle (Shoemake 1985, White 2016) and keeps"
                + " the length that random points have; a linear one is straight and passes nearer to the origin,"
                + " where a generator has learned little."},
        footer = {
            "  easel interpolate runs/vanilla-mnist-001 14 25",
            "  easel interpolate generator.safetensors 14 25 9 14 --linear --out tour"})
final class Interpolate implements Callable<Integer> {
    private static final Duration FRAME = Duration.ofMillis(100);

    @Mixin
    private GeneratorOptions generator;

    @Parameters(index = "1..*", arity = "2..*", paramLabel = "POINT",
            description = "Two points or more, by the numbers that `easel sample MODEL` gives them.")
    private int[] stops;

    @Option(names = "--spherical", description = "Along great circles; the default.")
    private boolean spherical;

    @Option(names = "--linear", description = "Along straight lines.")
    private boolean linear;

    @Option(names = "--points", paramLabel = "N", defaultValue = "12", converter = Launch.AtLeastOne.class,
            description = "Images for each pair, its own two included. Default: ${DEFAULT-VALUE}.")
    private int points;

    @Option(names = "--out", paramLabel = "NAME", defaultValue = "walk",
            description = "Where to: NAME.png is the strip and NAME.gif the animation. Default: ${DEFAULT-VALUE}.")
    private String out;

    @Mixin
    private DrawingOptions drawing;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (linear && spherical) {
            throw new IllegalArgumentException("--linear and --spherical are two ways; choose one");
        }
        int legs = stops.length - 1;
        if ((long) legs * points > Generator.MOST) {
            throw new IllegalArgumentException(legs + " walks of " + points + " points: expected at most "
                    + Generator.MOST + " in all");
        }
        Generator g = generator.open();
        Tensor ends = g.points(generator.seed, stops);                                // (legs + 1, d)
        Tensor walk = Tensor.zeros(ends.shape().withFirst(legs * points));
        for (int leg = 0; leg < legs; leg++) {
            Tensor from = Generator.rows(ends, leg, 1);
            Tensor to = Generator.rows(ends, leg + 1, 1);
            Tensor part = linear ? LatentWalk.linear(from, to, points) : LatentWalk.spherical(from, to, points);
            System.arraycopy(part.array(), 0, walk.array(), leg * part.size(), part.size());
        }
        Tensor images = g.images(walk);                                               // (legs · points, H·W·C)
        Path strip = Path.of(out + ".png");
        Path gif = Path.of(out + ".gif");
        drawing.apply(g.grid(legs, points)).write(images, strip);
        AnimatedGif.write(gif, thereAndBack(drawing.apply(g.grid(1, 1)), images), FRAME);
        spec.commandLine().getOut().println(strip + ", " + gif + ": " + points
                + (linear ? " points on a line" : " points on a great circle") + " from point "
                + IntStream.of(stops).mapToObj(Integer::toString).collect(Collectors.joining(" to "))
                + " of seed " + generator.seed);
        return 0;
    }

    /** Each image, then all but the two ends in the opposite order: the animation starts over where it began. */
    private static List<BufferedImage> thereAndBack(ImageGrid one, Tensor images) {
        List<BufferedImage> frames = new ArrayList<>();
        for (int n = 0; n < images.rows(); n++) {
            frames.add(one.draw(Generator.rows(images, n, 1)));
        }
        for (int n = images.rows() - 2; n > 0; n--) {
            frames.add(frames.get(n));
        }
        return frames;
    }
}
