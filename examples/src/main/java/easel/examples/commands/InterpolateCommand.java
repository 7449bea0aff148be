package easel.examples.commands;

import easel.core.Tensor;
import easel.datasets.ImageGrid;
import easel.examples.run.AnimatedGif;
import easel.examples.run.OptionTypes;
import easel.gan.LatentWalk;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
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

/** {@code easel interpolate}: draws images along a path between latent points. */
@Command(name = "interpolate", header = "Draws images along a path between latent points.",
        description = {
            "Draws images along the path from each point to the next: a picture with one row for each pair, and a GIF"
                + " that plays forward and backward. Spherical interpolation follows a great circle (Shoemake 1985,"
                + " White 2016) and keeps the length typical of random points. Linear interpolation follows a"
                + " straight line, which passes nearer to the origin, where the generator was hardly trained."},
        footer = {
            "  easel interpolate runs/vanilla-mnist-001 14 25",
            "  easel interpolate generator.safetensors 61 16 67 61 --linear --out tour"})
public final class InterpolateCommand implements Callable<Integer> {
    private static final Duration FRAME = Duration.ofMillis(100);
    /** Pixels of all frames of the animation, unless --magnify is given. */
    private static final long MOST_PIXELS = 1 << 24;

    @Mixin
    private GeneratorOptions generator;

    @Parameters(index = "1..*", arity = "2..*", paramLabel = "POINT",
            description = "Two or more points, given by their numbers in `easel sample MODEL`.")
    private int[] stops;

    @Option(names = "--spherical", description = "Interpolate along great circles; the default.")
    private boolean spherical;

    @Option(names = "--linear", description = "Interpolate along straight lines.")
    private boolean linear;

    @Option(names = "--points", paramLabel = "N", defaultValue = "12", converter = OptionTypes.AtLeastOne.class,
            description = "Images for each pair, including the two end points. Default: ${DEFAULT-VALUE}.")
    private int points;

    @Option(names = "--out", paramLabel = "NAME", defaultValue = "walk",
            description = "Write the picture NAME.png and the animation NAME.gif. Default: ${DEFAULT-VALUE}.")
    private String out;

    @Mixin
    private DrawingOptions drawing;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    InterpolateCommand() {}

    @Override
    public Integer call() throws IOException {
        if (linear && spherical) {
            throw new IllegalArgumentException("--linear and --spherical exclude each other; choose one");
        }
        String name = name();
        int pairs = stops.length - 1;
        if ((long) pairs * points > Generator.MOST) {
            throw new IllegalArgumentException(pairs + " pairs of " + points + " points: expected at most "
                    + Generator.MOST + " in all");
        }
        Generator g = generator.open();
        Tensor ends = g.points(generator.seed, stops);                                // (pairs + 1, d)
        Tensor walk = Tensor.zeros(ends.shape().withFirst(pairs * points));
        for (int pair = 0; pair < pairs; pair++) {
            Tensor from = Generator.rows(ends, pair, 1);
            Tensor to = Generator.rows(ends, pair + 1, 1);
            Tensor part = linear ? LatentWalk.linear(from, to, points) : LatentWalk.spherical(from, to, points);
            System.arraycopy(part.array(), 0, walk.array(), pair * part.size(), part.size());
        }
        Tensor images = g.images(walk);                                               // (pairs · points, H·W·C)
        Path strip = Path.of(name + ".png");
        Path gif = Path.of(name + ".gif");
        drawing.apply(g.grid(pairs, points)).write(images, strip);
        AnimatedGif.write(gif, forwardAndBackward(drawing.apply(frame(g, images.rows())), images), FRAME);
        spec.commandLine().getOut().println(strip + ", " + gif + ": " + points
                + (linear ? " points on a line" : " points on a great circle") + " from point "
                + IntStream.of(stops).mapToObj(Integer::toString).collect(Collectors.joining(" to "))
                + " of seed " + generator.seed);
        return 0;
    }

    /** The name of both files, without an ending .png or .gif. */
    private String name() {
        String name = out.replaceFirst("(?i)\\.(png|gif)$", "");
        if (name.isEmpty() || name.endsWith("/") || name.matches("(?i).*\\.(jpe?g|bmp|webp|tiff?)")) {
            throw new IllegalArgumentException("--out " + out + ": the command writes NAME.png and NAME.gif; expected a"
                    + " NAME such as walk");
        }
        return name;
    }

    /** A grid for one image, smaller if the animation would otherwise have too many pixels. */
    private static ImageGrid frame(Generator g, int images) {
        ImageGrid one = g.grid(1, 1);
        long pixels = 2L * images * g.image().axis(0) * g.image().axis(1);
        return one.withMagnification(Math.max(1, Math.min(one.magnification(), (int) Math.sqrt(MOST_PIXELS / pixels))));
    }

    /** All images, then all but the two ends in reverse order, so that the animation repeats without a jump. */
    private static List<BufferedImage> forwardAndBackward(ImageGrid one, Tensor images) {
        int n = images.rows();
        return new AbstractList<>() {
            @Override
            public BufferedImage get(int i) {
                return one.draw(Generator.rows(images, i < n ? i : 2 * n - 2 - i, 1));
            }

            @Override
            public int size() {
                return 2 * n - 2;
            }
        };
    }
}
