package easel.datasets.picture;

import java.io.IOException;

/** Decodes the run lengths of BMP with 8 or 4 bits to one byte per pixel, the bottom row first. */
final class BmpRunLengths {
    private final Input in;
    private final int bits;

    BmpRunLengths(Input in, int bits) {
        this.in = in;
        this.bits = bits;
    }

    /** Pixels that the file skips have index 0. */
    byte[] decode(int height, int width) throws IOException {
        byte[] indices = new byte[height * width];
        int x = 0;
        int y = 0;
        while (true) {
            int count = in.u8();
            int value = in.u8();
            if (count > 0) {
                for (int i = 0; i < count; i++) {
                    put(indices, width, x++, y, bits == 8 ? value : i % 2 == 0 ? value >> 4 : value & 15);
                }
            } else if (value == 0) {
                x = 0;
                y++;
            } else if (value == 1) {
                return indices;
            } else if (value == 2) {
                x += in.u8();
                y += in.u8();
            } else {
                copy(indices, width, x, y, value);
                x += value;
            }
            x = Math.min(x, width);
            if (y >= height && count == 0 && value != 1) {
                // The end of the last row. Files without the code for the end of the picture exist.
                return indices;
            }
        }
    }

    private void copy(byte[] indices, int width, int x, int y, int count) throws IOException {
        int pair = 0;
        for (int i = 0; i < count; i++) {
            if (bits == 8 || i % 2 == 0) {
                pair = in.u8();
            }
            put(indices, width, x + i, y, bits == 8 ? pair : i % 2 == 0 ? pair >> 4 : pair & 15);
        }
        int bytes = bits == 8 ? count : (count + 1) / 2;
        if (bytes % 2 != 0) {
            in.read();      // padding
        }
    }

    /** Ignores pixels outside the picture: some programs pad rows with them. */
    private static void put(byte[] indices, int width, int x, int y, int index) {
        if (x < width && (long) y * width + x < indices.length) {
            indices[y * width + x] = (byte) index;
        }
    }
}
