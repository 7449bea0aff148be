package easel.examples.commands;

import easel.core.Shape;
import easel.core.Tensor;
import easel.examples.run.PictureFile;
import easel.examples.run.PixelFont;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code easel arithmetic}: draws sums and differences of latent points. */
@Command(name = "arithmetic", header = "Adds and subtracts latent points.",
        description = {
            "Draws the sum as a row of images with the signs between them. A term is a point, given by its number"
                + " in `easel sample MODEL`, or the mean of several points, such as 1,4,9. The mean of points whose"
                + " images share a feature keeps this feature and averages out the others (Radford, Metz and Chintala"
                + " 2015)."},
        footer = {
            "  easel arithmetic runs/vanilla-mnist-001 \"16,22 - 11,64 + 20\"",
            "  easel arithmetic generator.safetensors 3-5+8 --seed 7 --out sum.png"})
public final class ArithmeticCommand implements Callable<Integer> {
    /** Pixels between two images, wide enough for a sign. */
    private static final int GAP = 32;
    /** Magnification of the signs. */
    private static final int SIGN = 4;

    @Mixin
    private GeneratorOptions generator;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "EXPRESSION",
            description = "Such as \"3 - 5 + 8\" or 1,4,9-2,7+3. Put -- before a sum that begins with minus: -- -5+8.")
    private List<String> expression;

    @Option(names = "--out", paramLabel = "PICTURE", defaultValue = "arithmetic.png",
            description = "The picture file to write, .png, .jpg or .gif. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private DrawingOptions drawing;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    ArithmeticCommand() {}

    /** Draws the sign of each term before its image, but no plus sign before the first, and "=" before the sum. */
    private static void drawSigns(BufferedImage strip, List<Term> terms) {
        int pitch = (strip.getWidth() - GAP) / (terms.size() + 1);
        int top = (strip.getHeight() - PixelFont.height(SIGN)) / 2;
        for (int i = 0; i <= terms.size(); i++) {
            String sign = i == terms.size() ? "=" : terms.get(i).sign < 0 ? "-" : i > 0 ? "+" : "";
            PixelFont.draw(sign, strip, i * pitch + (GAP - PixelFont.width(1, SIGN)) / 2, top, SIGN);
        }
    }

    /** A signed mean of points. */
    record Term(int sign, int... points) {
        private static final Pattern SYNTAX = Pattern.compile("([+-])([0-9]{1,4}(?:,[0-9]{1,4})*)");

        /** Parses a sum of terms. */
        static List<Term> parse(String text) {
            List<Term> terms = new ArrayList<>();
            String sum = text.strip().replaceAll("\\s*([+,-])\\s*", "$1");
            String rest = sum.startsWith("-") ? sum : "+" + sum;
            Matcher term = SYNTAX.matcher(rest);
            int end = 0;
            while (term.find() && term.start() == end) {
                terms.add(new Term(term.group(1).equals("+") ? 1 : -1,
                        Stream.of(term.group(2).split(",")).mapToInt(Integer::parseInt).toArray()));
                end = term.end();
            }
            if (end < rest.length()) {
                throw new IllegalArgumentException("'" + text + "' is not a sum of points, such as \"3 - 5 + 8\", or of"
                        + " means of points, such as \"1,4,9 - 2,7 + 3\"");
            }
            return terms;
        }
    }

    @Override
    public Integer call() throws IOException {
        String text = String.join(" ", expression);
        List<Term> terms = Term.parse(text);
        PictureFile picture = PictureFile.of(out, "--out");
        Generator g = generator.open();
        int d = g.latent().size();
        Tensor z = Tensor.zeros(Shape.of(terms.size() + 1, d));                       // the terms and their sum
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            Tensor points = g.points(generator.seed, term.points);
            for (int n = 0; n < points.rows(); n++) {
                for (int k = 0; k < d; k++) {
                    float share = points.at(n, k) / points.rows();
                    z.array()[i * d + k] += share;
                    z.array()[terms.size() * d + k] += term.sign * share;
                }
            }
        }
        BufferedImage strip = drawing.apply(g.grid(1, z.rows()).withLineWidth(GAP)).draw(g.images(z));
        drawSigns(strip, terms);
        picture.write(strip);
        spec.commandLine().getOut().println(out + ": each term of " + text + ", then the sum, of seed "
                + generator.seed);
        return 0;
    }
}
