package easel.datasets;

import easel.datasets.picture.PictureReader;

/**
 * How the picture files of an {@link ImageFolder} are read. Immutable.
 *
 * @param maxPixels pictures whose header declares more pixels are rejected before any pixel is decoded, from 1 to 2^28.
 *        Default: 2^26, 67 million; a decoded picture takes up to 9 bytes of memory for each pixel
 * @param oriented whether a picture is rotated and flipped by its EXIF orientation, as viewers do. Default: true
 */
public record PictureSettings(long maxPixels, boolean oriented) {
    private static final long LARGEST = 1L << 28;

    /**
     * Checks the limit.
     *
     * @param maxPixels from 1 to 2^28
     * @param oriented whether the EXIF orientation is applied
     */
    public PictureSettings {
        if (maxPixels < 1 || maxPixels > LARGEST) {
            throw new IllegalArgumentException("a limit of " + maxPixels + " pixels: expected 1 to " + LARGEST);
        }
    }

    /**
     * The default settings.
     *
     * @return at most 2^26 pixels, oriented
     */
    public static PictureSettings standard() {
        return new PictureSettings(1L << 26, true);
    }

    /**
     * A copy with another limit on the size of a picture.
     *
     * @param pixels the largest accepted height times width, from 1 to 2^28
     * @return the settings
     */
    public PictureSettings withMaxPixels(long pixels) {
        return new PictureSettings(pixels, oriented);
    }

    /**
     * A copy that ignores the EXIF orientation: rows and columns are those that the file stores.
     *
     * @return the settings
     */
    public PictureSettings withoutOrientation() {
        return new PictureSettings(maxPixels, false);
    }

    PictureReader reader() {
        return new PictureReader(maxPixels, oriented);
    }
}
