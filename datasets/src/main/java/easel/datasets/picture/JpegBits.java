package easel.datasets.picture;

import java.io.IOException;

/** Reads the entropy-coded bits of a JPEG scan up to the next marker. A bit after that is an error. */
final class JpegBits {
    private final Input in;
    private long bits;
    private int count;
    private int padding;        // of the counted bits, those that only follow the last byte, as zeros
    private int marker;         // 0 before the scan's end, -1 at the end of the file

    JpegBits(Input in) {
        this.in = in;
    }

    private void fill() throws IOException {
        while (count <= 48) {
            int value = marker == 0 ? next() : 0;
            if (marker != 0) {
                value = 0;
                padding += 8;
            }
            bits = bits << 8 | value;
            count += 8;
        }
    }

    /** The next byte. 0xFF before a marker ends the data; 0xFF00 is the byte 0xFF. */
    private int next() throws IOException {
        int value = in.read();
        if (value != 0xFF) {
            marker = value < 0 ? -1 : 0;
            return value;
        }
        int code = in.read();
        while (code == 0xFF) {
            code = in.read();
        }
        marker = code;
        return 0xFF;
    }

    private void consume(int length) throws PictureException {
        count -= length;
        if (count < padding) {
            throw PictureException.truncated();
        }
    }

    int bits(int length) throws IOException {
        if (count < length) {
            fill();
        }
        int value = (int) (bits >>> count - length) & (1 << length) - 1;
        consume(length);
        return value;
    }

    boolean bit() throws IOException {
        return bits(1) != 0;
    }

    /** A value of {@code length} bits. It is negative if the first bit is 0. */
    int signed(int length) throws IOException {
        int value = bits(length);
        return length > 0 && value < 1 << length - 1 ? value - (1 << length) + 1 : value;
    }

    int decode(JpegHuffman table) throws IOException {
        if (count < 16) {
            fill();
        }
        int code = table.fast[(int) (bits >>> count - JpegHuffman.FAST) & (1 << JpegHuffman.FAST) - 1];
        if (code == 0) {
            code = table.slow((int) (bits >>> count - 16) & 0xFFFF);
        }
        consume(code >> 8);
        return code & 0xFF;
    }

    /** Continues after a restart marker. Another marker is an error. */
    void restart(int number) throws IOException {
        int found = endScan();
        if (found != 0xD0 + number) {
            throw found < 0 ? PictureException.truncated() : PictureException.damaged("a missing restart marker");
        }
    }

    /** Skips to the marker after the scan. Returns its code, or -1 at the end of the file. */
    int endScan() throws IOException {
        while (marker == 0) {
            next();
        }
        bits = 0;
        count = 0;
        padding = 0;
        int found = marker;
        marker = 0;
        return found;
    }
}
