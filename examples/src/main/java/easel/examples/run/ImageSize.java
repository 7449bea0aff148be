package easel.examples.run;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A height and a width, parsed from an option such as {@code --size 64x48}.
 *
 * @param height pixels, or rows of a grid, at least 1
 * @param width pixels, or columns of a grid, at least 1
 */
public record ImageSize(int height, int width) {
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
                if (sides.length == 2 && Integer.parseInt(sides[0]) >= 1 && Integer.parseInt(sides[1]) >= 1) {
                    return new ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
                }
            } catch (NumberFormatException e) {
                // Reported below, like a number out of range.
            }
            throw new TypeConversionException("'" + text + "' is not a height and a width, such as 64x48");
        }
    }
}
