package easel.datasets.picture;

import easel.datasets.picture.PictureReader.Size;
import java.io.IOException;

/** Decodes a picture in three steps, each called once, in this order. */
interface PictureDecoder {
    /** Reads the stored size, which decides whether the picture is within the limit. */
    Size size() throws IOException;

    /** Reads up to the first byte of pixel data. Returns the EXIF orientation from 1 to 8; 1 is upright. */
    int orientation() throws IOException;

    /** Decodes the pixels. */
    Bitmap pixels() throws IOException;
}
