package easel.examples.run;

import easel.core.Shape;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A height and a width, parsed from an option such as {@code --size 64x48}.
 *
 * @param height pixels, or rows of a grid, from 1 to 16384
 * @param width pixels, or columns of a grid, from 1 to 16384
 */
public record ImageSize(int height, int width) {
    private static final int MOST = 1 << 14;

    /** The size of an image (H, W, C). */
    static ImageSize of(Shape image) {
        return new ImageSize(image.axis(0), image.axis(1));
    }

    /** Refuses a size that a generator cannot double to. The text names the size in the error. */
    void requireMultiples(int factor, String text) {
        ImageSize smaller = new ImageSize(Math.max(factor, height / factor * factor),
                Math.max(factor, width / factor * factor));
        ImageSize larger = new ImageSize((height + factor - 1) / factor * factor,
                (width + factor - 1) / factor * factor);
        if (!equals(larger)) {
            throw new IllegalArgumentException(text + ": height and width must be multiples of " + factor
                    + ", because the generator doubles them several times. Give --size "
                    + (smaller.equals(larger) ? "" : smaller + " or --size ") + larger + ".");
        }
    }

    /** Builds a network. If the images are too large for it, the error begins with the text, which names their size. */
    static <T> T network(Supplier<T> network, String text) {
        try {
            return network.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(text + ": too large for the networks, " + e.getMessage()
                    + ". Give a smaller --size.", e);
        }
    }

    /** The text of the option: a checkpoint stores it, and a resumed run parses it again. */
    @Override
    public String toString() {
        return height + "x" + width;
    }

    /** Parses two whole numbers with an x between them. */
    public static final class Converter implements ITypeConverter<ImageSize> {
        Converter() {}

        @Override
        public ImageSize convert(String text) {
            String[] sides = text.split("x", -1);
            try {
                if (sides.length == 2 && isSide(Integer.parseInt(sides[0])) && isSide(Integer.parseInt(sides[1]))) {
                    return new ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
                }
            } catch (NumberFormatException e) {
                // Reported below, like a number out of range.
            }
            throw new TypeConversionException("'" + text + "' is not a height and a width, each from 1 to "
                    + MOST + ", such as 64x48");
        }

        private static boolean isSide(int pixels) {
            return pixels >= 1 && pixels <= MOST;
        }
    }
}
