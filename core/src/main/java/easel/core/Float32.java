package easel.core;

/**
 * Converts double parameters to float. Factories and settings take doubles, so that a caller can write 0.2 instead of
 * 0.2f; all computations use the nearest float. Doubles that are the values of floats keep these values.
 */
public final class Float32 {
    private Float32() {}

    /**
     * The float nearest to a number.
     *
     * @param value infinity and NaN are allowed
     * @return the nearest float
     * @throws IllegalArgumentException if the number is finite and the nearest float is not
     */
    public static float of(double value) {
        float nearest = (float) value;
        if (Float.isInfinite(nearest) && !Double.isInfinite(value)) {
            throw new IllegalArgumentException("the number " + value + " is too large for a float; the limit is "
                    + Float.MAX_VALUE);
        }
        return nearest;
    }

    /**
     * The text of a parameter in an error message that refuses its float.
     *
     * @param value the number that the caller passed
     * @return the text of the nearest float, such as {@code 0.1}; followed by the number if the text has another value,
     *     such as {@code 1.0 (the float nearest to 0.9999999999)}
     */
    public static String text(double value) {
        float nearest = (float) value;
        String text = Float.toString(nearest);
        boolean same = Double.compare(nearest, value) == 0 || Double.compare(Double.parseDouble(text), value) == 0;
        return same ? text : text + " (the float nearest to " + value + ")";
    }
}
