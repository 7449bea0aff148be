package easel.datasets.picture;

import easel.datasets.picture.PictureReader.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes PNG (ISO/IEC 15948): every colour type, bit depth and interlacing, with palette and transparency. Gamma and
 * colour profiles are ignored. Checks the CRC of every chunk that it uses.
 */
final class PngDecoder implements PictureDecoder {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    private static final int GRAY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GRAY_ALPHA = 4;
    /** Adam7: first row, first column, distance of the rows, distance of the columns of each pass. */
    private static final int[][] ADAM7 = {{0, 0, 8, 8}, {0, 4, 8, 8}, {4, 0, 8, 4}, {0, 2, 4, 4}, {2, 0, 4, 2},
        {0, 1, 2, 2}, {1, 0, 2, 1}};
    private static final int[][] WHOLE = {{0, 0, 1, 1}};
    /** The largest compression ratio of deflate: two bits give 258 bytes. */
    private static final long MAX_RATIO = 1032;

    private final Input in;
    private final CRC32 crc = new CRC32();
    private String chunk = "";
    private int left;           // bytes of the current chunk
    private int height;
    private int width;
    private int depth;
    private int colorType;
    private int bands;
    private boolean interlaced;
    private byte[] palette = {};
    private byte[] transparency = {};

    PngDecoder(Input in) {
        this.in = in;
    }

    @Override
    public Size size() throws IOException {
        in.skip(SIGNATURE.length);
        nextChunk();
        if (!chunk.equals("IHDR") || left != 13) {
            throw PictureException.damaged("the first chunk is not an IHDR of 13 bytes");
        }
        readHeader(content());
        return new Size(height, width);
    }

    @Override
    public int orientation() throws IOException {
        int orientation = 1;
        for (nextChunk(); !chunk.equals("IDAT"); nextChunk()) {
            switch (chunk) {
                case "PLTE" -> palette = palette(content());
                case "tRNS" -> transparency = content();
                case "eXIf" -> orientation = Exif.orientation(content(), 0);
                case "IEND" -> throw PictureException.damaged("it has no pixels");
                default -> skipChunk();
            }
        }
        if (colorType == PALETTE && palette.length == 0) {
            throw PictureException.damaged("it has no palette");
        }
        return orientation;
    }

    private void readHeader(byte[] ihdr) throws PictureException {
        width = i32(ihdr, 0);
        height = i32(ihdr, 4);
        depth = ihdr[8];
        colorType = ihdr[9];
        boolean valid = switch (colorType) {
            case GRAY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
            case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
            case RGB, GRAY_ALPHA, GRAY_ALPHA + RGB -> depth == 8 || depth == 16;
            default -> false;
        };
        if (!valid || ihdr[10] != 0 || ihdr[11] != 0 || ihdr[12] < 0 || ihdr[12] > 1) {
            throw PictureException.damaged("colour type " + colorType + ", " + depth + " bits, compression " + ihdr[10]
                    + ", filter " + ihdr[11] + ", interlacing " + ihdr[12]);
        }
        bands = new int[] {1, 0, 3, 1, 2, 0, 4}[colorType];
        interlaced = ihdr[12] == 1;
    }

    private static int i32(byte[] bytes, int start) {
        return bytes[start] << 24 | (bytes[start + 1] & 0xFF) << 16 | (bytes[start + 2] & 0xFF) << 8
                | bytes[start + 3] & 0xFF;
    }

    private static byte[] palette(byte[] content) throws PictureException {
        if (content.length == 0 || content.length % 3 != 0 || content.length > 768) {
            throw PictureException.damaged("its palette has " + content.length + " bytes");
        }
        return content;
    }

    private void nextChunk() throws IOException {
        left = in.i32();
        byte[] type = in.bytes(4);
        if (left < 0) {
            throw PictureException.damaged("a chunk of " + (left & 0xFFFFFFFFL) + " bytes");
        }
        chunk = new String(type, StandardCharsets.ISO_8859_1);
        crc.reset();
        crc.update(type);
    }

    private void skipChunk() throws IOException {
        boolean critical = (chunk.charAt(0) & 0x20) == 0;
        if (critical) {
            throw PictureException.damaged("a chunk that PNG does not define");
        }
        in.skip(left + 4L);
    }

    /** The whole content of a chunk. */
    private byte[] content() throws IOException {
        byte[] content = in.bytes(left);
        crc.update(content);
        endChunk();
        return content;
    }

    private void endChunk() throws IOException {
        if (in.i32() != (int) crc.getValue()) {
            throw PictureException.damaged("the CRC of its " + chunk + " chunk is wrong");
        }
    }

    @Override
    public Bitmap pixels() throws IOException {
        int[][] passes = interlaced ? ADAM7 : WHOLE;
        long size = 0;
        for (int[] pass : passes) {
            size += passSize(pass);
        }
        if (size > Integer.MAX_VALUE - 64) {
            throw new PictureException("its pixels take more than 2 GB");
        }
        if (size / MAX_RATIO > in.remaining()) {
            throw PictureException.truncated();
        }
        byte[] raw = inflate((int) size);
        PngFilter filter = new PngFilter(raw, Math.max(1, bands * depth / 8));
        int start = 0;
        for (int[] pass : passes) {
            if (passSize(pass) > 0) {
                filter.undo(start, rows(pass), (int) rowBytes(columns(pass)));
                start += (int) passSize(pass);
            }
        }
        int length = (int) rowBytes(width);
        return new PngBitmap(height, width, depth, colorType, palette, transparency,
                interlaced ? deinterlace(raw) : raw, interlaced ? 0 : 1, interlaced ? length : length + 1);
    }

    private int rows(int[] pass) {
        return (height - pass[0] + pass[2] - 1) / pass[2];
    }

    private int columns(int[] pass) {
        return (width - pass[1] + pass[3] - 1) / pass[3];
    }

    private long rowBytes(int columns) {
        return ((long) columns * bands * depth + 7) / 8;
    }

    /** Bytes of a pass: each row has one byte for its filter. A pass without columns has no bytes. */
    private long passSize(int[] pass) {
        return columns(pass) == 0 ? 0 : rows(pass) * (1 + rowBytes(columns(pass)));
    }

    private byte[] inflate(int size) throws IOException {
        byte[] raw = new byte[size];
        byte[] compressed = new byte[1 << 13];
        Inflater inflater = new Inflater();
        try {
            int done = 0;
            while (done < size) {
                if (inflater.needsInput()) {
                    inflater.setInput(compressed, 0, imageData(compressed));
                }
                int count = inflater.inflate(raw, done, size - done);
                done += count;
                if (count == 0 && (inflater.finished() || inflater.needsDictionary())) {
                    throw PictureException.truncated();
                }
            }
            finishChunk();
            return raw;
        } catch (DataFormatException e) {
            throw PictureException.damaged(String.valueOf(e.getMessage()));
        } finally {
            inflater.end();
        }
    }

    /** Reads at least one byte of the IDAT chunks. */
    private int imageData(byte[] target) throws IOException {
        while (left == 0) {
            endChunk();
            nextChunk();
            if (!chunk.equals("IDAT")) {
                throw PictureException.truncated();
            }
        }
        int count = Math.min(left, target.length);
        in.read(target, 0, count);
        crc.update(target, 0, count);
        left -= count;
        return count;
    }

    /** Checks the CRC of the chunk with the last pixel. */
    private void finishChunk() throws IOException {
        byte[] rest = new byte[1 << 13];
        while (left > 0) {
            imageData(rest);
        }
        endChunk();
    }

    private byte[] deinterlace(byte[] raw) {
        int bits = bands * depth;
        int length = (int) rowBytes(width);
        byte[] whole = new byte[height * length];
        int start = 0;
        for (int[] pass : ADAM7) {
            int columns = columns(pass);
            for (int row = 0; columns > 0 && row < rows(pass); row++) {
                int target = (pass[0] + row * pass[2]) * length;
                for (int column = 0; column < columns; column++) {
                    copyPixel(raw, start + 1, column, whole, target, pass[1] + column * pass[3], bits);
                }
                start += 1 + (int) rowBytes(columns);
            }
        }
        return whole;
    }

    private static void copyPixel(byte[] from, int start, int column, byte[] to, int target, int x, int bits) {
        if (bits >= 8) {
            System.arraycopy(from, start + column * (bits / 8), to, target + x * (bits / 8), bits / 8);
        } else {
            int value = from[start + column * bits / 8] >> 8 - bits - column * bits % 8 & (1 << bits) - 1;
            to[target + x * bits / 8] |= (byte) (value << 8 - bits - x * bits % 8);
        }
    }
}
