package easel.examples.run;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parsers of option values. Their errors state the expected values. */
public final class OptionTypes {
    private OptionTypes() {}

    /** Parses the path of a file or a folder. */
    static final class FilePath implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            if (text.isBlank()) {
                throw new TypeConversionException("an empty name is neither a file nor a folder. For the working folder"
                        + " write .");
            }
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new TypeConversionException("'" + text + "' cannot be the name of a file here (" + e.getReason()
                        + "). If it has letters outside ASCII, choose a locale that supports them, such as"
                        + " LC_ALL=C.UTF-8");
            }
        }
    }

    /** Parses a path that a checkpoint stores; absolute, because a resumed run may have another working directory. */
    public static final class AbsolutePath implements ITypeConverter<Path> {
        AbsolutePath() {}

        @Override
        public Path convert(String text) {
            return new FilePath().convert(text).toAbsolutePath();
        }
    }

    /** Parses a whole number whose range the command checks. */
    static final class Int implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a whole number from " + Integer.MIN_VALUE
                        + " to " + Integer.MAX_VALUE);
            }
        }
    }

    /** Parses a seed. */
    static final class WholeNumber implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a whole number from " + Long.MIN_VALUE
                        + " to " + Long.MAX_VALUE);
            }
        }
    }

    /** Parses a number of steps, epochs or examples. */
    public static final class AtLeastOne implements ITypeConverter<Integer> {
        AtLeastOne() {}

        @Override
        public Integer convert(String text) {
            try {
                int value = Integer.parseInt(text);
                if (value >= 1) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Reported below, like a number out of range.
            }
            throw new TypeConversionException("'" + text + "' is not a whole number from 1 to " + Integer.MAX_VALUE);
        }
    }

    /** Parses a number of steps, or 0 for never. */
    static final class AtLeastZero implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.matches("[0-9]{1,9}")) {
                return Integer.valueOf(text);
            }
            throw new TypeConversionException("'" + text + "' is not a whole number from 0 to 999999999");
        }
    }

    /** Parses the number of channels of an image. */
    static final class Channels implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.equals("1") && !text.equals("3")) {
                throw new TypeConversionException("'" + text + "' is not 1 (gray images) or 3 (colour images)");
            }
            return Integer.valueOf(text);
        }
    }

    /** Parses a dropout rate. */
    public static final class DropoutRate implements ITypeConverter<Float> {
        DropoutRate() {}

        @Override
        public Float convert(String text) {
            try {
                float value = Float.parseFloat(text);
                if (value >= 0 && value < 1) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Reported below, like a number out of range.
            }
            throw new TypeConversionException("'" + text + "' is not a number from 0 to below 1, such as 0.3");
        }
    }

    /** Parses a learning rate or a duration. */
    public static final class AboveZero implements ITypeConverter<Float> {
        AboveZero() {}

        @Override
        public Float convert(String text) {
            try {
                float value = Float.parseFloat(text);
                if (value > 0 && value <= Float.MAX_VALUE) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Reported below, like a number out of range.
            }
            throw new TypeConversionException("'" + text + "' is not a finite number above 0, such as 0.0002");
        }
    }
}
