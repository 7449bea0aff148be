package easel.datasets;

/**
 * Converts the levels 0..255 of stored pixels to floats, and floats back to levels for pictures. Both directions are
 * computed in double precision and rounded once. A level converted to a float and back does not change.
 *
 * <p>This is a closed set, because drawing a picture needs the inverse function, from floats to levels. The two
 * ranges are those of tanh and sigmoid. For a network with other inputs, scale the floats with a {@link BatchMap}.
 */
public enum Scaling {
    /** {@code level / 127.5 - 1}: 0 becomes -1 and 255 becomes 1, the range of tanh. */
    MINUS_ONE_TO_ONE(127.5, 1),

    /** {@code level / 255}: 0 becomes 0 and 255 becomes 1, the range of a sigmoid. */
    ZERO_TO_ONE(255, 0);

    private final double levelsPerUnit;
    private final double offset;
    private final float[] floats = new float[256];

    Scaling(double levelsPerUnit, double offset) {
        this.levelsPerUnit = levelsPerUnit;
        this.offset = offset;
        for (int level = 0; level < floats.length; level++) {
            floats[level] = (float) (level / levelsPerUnit - offset);
        }
    }

    /**
     * Converts a level to a float.
     *
     * @param level 0..255
     * @return a number from -1 to 1, or from 0 to 1
     * @throws IllegalArgumentException if the level is outside 0..255
     */
    public float toFloat(int level) {
        if (level < 0 || level > 255) {
            throw new IllegalArgumentException("level " + level + " is outside 0..255");
        }
        return floats[level];
    }

    /**
     * Converts a float to the nearest level: {@code (value + 1) * 127.5} or {@code value * 255}, rounded and clamped to
     * 0..255.
     *
     * @param value any number; NaN gives 0
     * @return 0..255
     */
    public int toLevel(float value) {
        long level = Math.round((value + offset) * levelsPerUnit);
        return (int) Math.max(0, Math.min(255, level));
    }

    /** Scales unsigned bytes: {@code values[valueStart + i] = toFloat(levels[levelStart + i])}. */
    void scale(byte[] levels, int levelStart, float[] values, int valueStart, int length) {
        for (int i = 0; i < length; i++) {
            values[valueStart + i] = floats[levels[levelStart + i] & 0xFF];
        }
    }
}
