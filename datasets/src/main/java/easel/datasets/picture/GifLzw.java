package easel.datasets.picture;

import java.io.IOException;

/** Decodes the LZW data of one frame of a GIF: codes of up to 12 bits in blocks of up to 255 bytes. */
final class GifLzw {
    private static final int MAX_CODES = 4096;
    /** Maximum number of pixels of one code. */
    private static final long MAX_RATIO = MAX_CODES;

    private final Input in;
    private final short[] prefix = new short[MAX_CODES];
    private final byte[] last = new byte[MAX_CODES];
    private final byte[] first = new byte[MAX_CODES];
    private final short[] lengths = new short[MAX_CODES];
    private int block;      // bytes left in the current block
    private int bits;
    private int count;

    GifLzw(Input in) {
        this.in = in;
    }

    byte[] decode(int pixels) throws IOException {
        int size = in.u8();
        if (size < 1 || size > 8) {
            throw PictureException.damaged("LZW codes of " + size + " bits");
        }
        if (pixels / MAX_RATIO > 8 * in.remaining() / (size + 1)) {
            throw PictureException.truncated();      // before the array is allocated
        }
        byte[] indices = new byte[pixels];
        int clear = 1 << size;
        for (int i = 0; i < clear; i++) {
            last[i] = (byte) i;
            first[i] = (byte) i;
            lengths[i] = 1;
        }
        int codes = clear + 2;
        int width = size + 1;
        int previous = -1;
        for (int done = 0; done < pixels;) {
            int code = code(width);
            if (code == clear) {
                codes = clear + 2;
                width = size + 1;
                previous = -1;
                continue;
            }
            if (code == clear + 1) {
                throw PictureException.truncated();
            }
            if (code > codes || code == codes && previous < 0 || code > clear && previous < 0) {
                throw PictureException.damaged("an LZW code that is not yet defined");
            }
            if (previous >= 0 && codes < MAX_CODES) {
                prefix[codes] = (short) previous;
                last[codes] = first[code == codes ? previous : code];
                first[codes] = first[previous];
                lengths[codes] = (short) (lengths[previous] + 1);
                codes++;
                if (codes == 1 << width && width < 12) {
                    width++;
                }
            } else if (code >= codes) {
                throw PictureException.damaged("an LZW code that is not yet defined");
            }
            done = write(code, indices, done);
            previous = code;
        }
        return indices;
    }

    /** Writes the pixels of a code from the last to the first. Pixels after the end of the frame are left out. */
    private int write(int code, byte[] indices, int done) {
        int length = lengths[code];
        int next = code;
        for (int i = done + length - 1; i >= done; i--) {
            if (i < indices.length) {
                indices[i] = last[next];
            }
            next = prefix[next];
        }
        return Math.min(indices.length, done + length);
    }

    private int code(int width) throws IOException {
        while (count < width) {
            if (block == 0) {
                block = in.u8();
                if (block == 0) {
                    throw PictureException.truncated();
                }
            }
            bits |= in.u8() << count;
            count += 8;
            block--;
        }
        int code = bits & (1 << width) - 1;
        bits >>>= width;
        count -= width;
        return code;
    }
}
