package easel.datasets.picture;

import easel.datasets.picture.PictureReader.Size;
import java.io.IOException;
import java.util.Arrays;

/**
 * Decodes BMP: headers of OS/2 1.x and Windows (versions 3 to 5), 1, 4 and 8 bits with a palette, also run-length
 * encoded, and 16, 24 and 32 bits with or without colour masks. The fourth byte of 32 bits is opacity only if the
 * header has a mask for it.
 */
final class BmpDecoder implements PictureDecoder {
    private static final int PLAIN = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int MASKS = 3;
    private static final int JPEG = 4;
    private static final int PNG = 5;
    private static final int ALPHA_MASKS = 6;

    private final Input in;
    private long pixelsStart;
    private int height;
    private int width;
    private boolean topDown;
    private int bits;
    private int compression;
    private final int[] masks = new int[4];         // red, green, blue, alpha
    private final int[] palette = new int[256];     // 0xAARRGGBB

    BmpDecoder(Input in) {
        this.in = in;
    }

    @Override
    public Size size() throws IOException {
        in.skip(10);
        pixelsStart = in.i32LittleEndian() & 0xFFFFFFFFL;
        int size = in.i32LittleEndian();
        if (size != 12 && size != 40 && size != 52 && size != 56 && size != 64 && size != 108 && size != 124) {
            throw new PictureException("its BMP header has " + (size & 0xFFFFFFFFL)
                    + " bytes, which is no known version");
        }
        int colors = 0;
        if (size == 12) {
            width = in.u16LittleEndian();
            height = in.u16LittleEndian();
            in.skip(2);
            bits = in.u16LittleEndian();
        } else {
            width = in.i32LittleEndian();
            int signedHeight = in.i32LittleEndian();
            topDown = signedHeight < 0;
            height = topDown ? -signedHeight : signedHeight;
            in.skip(2);
            bits = in.u16LittleEndian();
            compression = in.i32LittleEndian();
            in.skip(12);
            colors = in.i32LittleEndian();
            in.skip(4);
        }
        checkCompression();
        readMasks(size);
        readPalette(size == 12 ? 3 : 4, colors);
        return new Size(height, width);
    }

    private void checkCompression() throws PictureException {
        if (compression == JPEG || compression == PNG) {
            throw new PictureException("it is a BMP with " + (compression == JPEG ? "JPEG" : "PNG")
                    + " data, which only printers use");
        }
        boolean valid = switch (compression) {
            case PLAIN -> bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
            case RLE8 -> bits == 8 && !topDown;
            case RLE4 -> bits == 4 && !topDown;
            case MASKS, ALPHA_MASKS -> bits == 16 || bits == 32;
            default -> false;
        };
        if (!valid) {
            throw PictureException.damaged(bits + " bits, compression " + compression
                    + (topDown ? ", from top to bottom" : ""));
        }
    }

    /** Headers of 52, 56 and more than 64 bytes contain the masks. A header of 40 bytes is followed by them. */
    private void readMasks(int size) throws IOException {
        int rest = size == 12 ? 0 : size - 40;
        boolean masked = compression == MASKS || compression == ALPHA_MASKS;
        int count = size == 40 ? compression == MASKS ? 3 : compression == ALPHA_MASKS ? 4 : 0
                : size == 52 ? 3 : size == 12 || size == 64 ? 0 : 4;
        int[] read = new int[4];
        for (int i = 0; i < count; i++) {
            read[i] = in.i32LittleEndian();
        }
        in.skip(size == 40 ? 0 : rest - 4L * count);
        if (masked) {
            System.arraycopy(read, 0, masks, 0, 4);
        } else if (bits == 16) {
            System.arraycopy(new int[] {0x7C00, 0x3E0, 0x1F, 0}, 0, masks, 0, 4);
        } else if (bits == 32) {
            System.arraycopy(new int[] {0xFF0000, 0xFF00, 0xFF, 0}, 0, masks, 0, 4);
        }
        if (masked && (masks[0] == 0 || masks[1] == 0 || masks[2] == 0)) {
            throw PictureException.damaged("a colour mask of 0");
        }
    }

    /** An index after the end of the palette is black. */
    private void readPalette(int entryBytes, int colors) throws IOException {
        Arrays.fill(palette, 0xFF000000);
        if (bits > 8) {
            return;
        }
        long space = Math.max(0, (pixelsStart - in.position()) / entryBytes);
        int count = (int) Math.min(colors <= 0 || colors > 1 << bits ? 1 << bits : colors, space);
        for (int i = 0; i < count; i++) {
            palette[i] = 0xFF000000 | in.u8() | in.u8() << 8 | in.u8() << 16;
            in.skip(entryBytes - 3);
        }
    }

    @Override
    public int orientation() {
        return 1;
    }

    @Override
    public Bitmap pixels() throws IOException {
        if (pixelsStart < in.position()) {
            throw PictureException.damaged("its pixels start within its header");
        }
        in.skip(pixelsStart - in.position());
        if (compression == RLE8 || compression == RLE4) {
            return new BmpBitmap(height, width, false, 8, width, new BmpRunLengths(in, bits).decode(height, width),
                    palette, masks);
        }
        long used = ((long) width * bits + 7) / 8;
        long stride = (used + 3) / 4 * 4;
        long size = stride * (height - 1) + used;      // files without the last padding exist
        if (size > in.remaining()) {
            throw PictureException.truncated();
        }
        if (size > Integer.MAX_VALUE - 64) {
            throw new PictureException("its pixels take more than 2 GB");
        }
        return new BmpBitmap(height, width, topDown, bits, (int) stride, in.bytes((int) size), palette, masks);
    }
}
