package easel.datasets.picture;

import easel.datasets.picture.PictureReader.Size;
import java.io.IOException;
import java.util.Arrays;

/**
 * Decodes the first frame of a GIF on its canvas. Pixels outside the frame are transparent if the frame has a
 * transparent colour; otherwise they have colour 0 of the palette, as in Pillow.
 */
final class GifDecoder implements PictureDecoder {
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int IMAGE = 0x2C;
    private static final int[] INTERLACED_STARTS = {0, 4, 2, 1};
    private static final int[] INTERLACED_STEPS = {8, 8, 4, 2};

    private final Input in;
    private int[] palette = new int[256];       // 0xAARRGGBB
    private int transparent = -1;               // index of the transparent colour; -1 without one
    private int height;                         // of the canvas
    private int width;
    private int top;                            // of the frame
    private int left;
    private int frameHeight;
    private int frameWidth;
    private boolean interlaced;

    GifDecoder(Input in) {
        this.in = in;
        Arrays.setAll(palette, i -> 0xFF000000 | i * 0x010101);     // for a file without a palette
    }

    @Override
    public Size size() throws IOException {
        in.skip(6);
        int canvasWidth = in.u16LittleEndian();
        int canvasHeight = in.u16LittleEndian();
        int flags = in.u8();
        in.skip(2);
        readPalette(flags);
        for (int block = in.u8(); block != IMAGE; block = in.u8()) {
            if (block == EXTENSION) {
                readExtension();
            } else if (block == 0x3B) {
                throw PictureException.damaged("it has no frame");
            } else if (block != 0) {
                throw PictureException.damaged("a block of the unknown type " + block);
            }
        }
        left = in.u16LittleEndian();
        top = in.u16LittleEndian();
        frameWidth = in.u16LittleEndian();
        frameHeight = in.u16LittleEndian();
        flags = in.u8();
        interlaced = (flags & 0x40) != 0;
        readPalette(flags);
        if (transparent >= 0) {
            palette[transparent] = 0;
        }
        // Files whose first frame does not fit on the canvas exist. Browsers and Pillow enlarge the canvas.
        height = frameHeight == 0 ? 0 : Math.max(canvasHeight, top + frameHeight);
        width = frameWidth == 0 ? 0 : Math.max(canvasWidth, left + frameWidth);
        return new Size(height, width);
    }

    private void readPalette(int flags) throws IOException {
        if ((flags & 0x80) != 0) {
            palette = new int[256];
            Arrays.fill(palette, 0xFF000000);
            for (int i = 0; i < 2 << (flags & 7); i++) {
                palette[i] = 0xFF000000 | in.u8() << 16 | in.u8() << 8 | in.u8();
            }
        }
    }

    private void readExtension() throws IOException {
        int label = in.u8();
        int size = in.u8();
        if (label == GRAPHIC_CONTROL && size >= 4) {
            int flags = in.u8();
            in.skip(2);
            int index = in.u8();
            transparent = (flags & 1) != 0 ? index : -1;
            in.skip(size - 4);
            size = in.u8();
        }
        for (; size > 0; size = in.u8()) {
            in.skip(size);
        }
    }

    @Override
    public int orientation() {
        return 1;
    }

    @Override
    public Bitmap pixels() throws IOException {
        byte[] frame = new GifLzw(in).decode(frameHeight * frameWidth);
        byte[] canvas = frame;
        if (height != frameHeight || width != frameWidth || interlaced) {
            canvas = new byte[height * width];
            Arrays.fill(canvas, (byte) Math.max(0, transparent));
            for (int pass = 0, row = 0; pass < (interlaced ? 4 : 1); pass++) {
                int step = interlaced ? INTERLACED_STEPS[pass] : 1;
                for (int y = interlaced ? INTERLACED_STARTS[pass] : 0; y < frameHeight; y += step, row++) {
                    System.arraycopy(frame, row * frameWidth, canvas, (top + y) * width + left, frameWidth);
                }
            }
        }
        return new Indexed(height, width, canvas, palette);
    }

    /** Pixels as indices of a palette. */
    private static final class Indexed extends Bitmap {
        private final byte[] indices;
        private final int[] palette;

        Indexed(int height, int width, byte[] indices, int[] palette) {
            super(height, width);
            this.indices = indices;
            this.palette = palette;
        }

        @Override
        void row(int y, double[] rgb) {
            for (int x = 0; x < width; x++) {
                store(palette[indices[y * width + x] & 0xFF], x, rgb);
            }
        }
    }
}
