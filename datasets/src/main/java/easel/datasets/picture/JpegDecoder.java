package easel.datasets.picture;

import easel.datasets.picture.PictureReader.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decodes JPEG with 8 bits and Huffman codes, sequential or progressive, with 1, 3 or 4 components (gray, YCbCr or RGB,
 * CMYK or YCCK). Gives the same samples as libjpeg-turbo. Colour profiles are ignored.
 */
final class JpegDecoder implements PictureDecoder {
    /** Real pictures have fewer than 20 scans. Without a limit, many tiny scans of a large picture would take hours. */
    private static final int MAX_SCANS = 500;

    private final Input in;
    private final JpegBits bits;
    private final int[][] quantization = new int[4][];
    private final JpegHuffman[] dc = new JpegHuffman[4];
    private final JpegHuffman[] ac = new JpegHuffman[4];
    private final List<JpegComponent> components = new ArrayList<>();
    private int height;
    private int width;
    private boolean progressive;
    private int restartInterval;
    private boolean jfif;
    private int adobe = -1;         // the transform of the Adobe marker; -1 without one
    private int orientation;        // 0 before the first EXIF data

    JpegDecoder(Input in) {
        this.in = in;
        this.bits = new JpegBits(in);
    }

    @Override
    public Size size() throws IOException {
        in.skip(2);
        while (components.isEmpty()) {
            segment(marker());
        }
        return new Size(height, width);
    }

    /** {@link #size} has read the EXIF data, which precedes the size in the file. */
    @Override
    public int orientation() {
        return Math.max(1, orientation);
    }

    /** The next marker. Bytes before it, which no segment contains, are skipped, as in libjpeg. */
    private int marker() throws IOException {
        int code = 0;
        while (code == 0) {
            while (in.u8() != 0xFF) { }
            do {
                code = in.u8();
            } while (code == 0xFF);
        }
        return code;
    }

    /** Reads a segment other than that of a scan. */
    private void segment(int marker) throws IOException {
        if (marker == 0x01 || marker >= 0xD0 && marker <= 0xD7) {
            return;      // markers without content
        }
        if (marker == 0xD9 || marker == 0xD8) {
            throw PictureException.truncated();
        }
        int length = in.u16() - 2;
        if (length < 0) {
            throw PictureException.damaged("a segment of " + (length + 2) + " bytes");
        }
        byte[] content = in.bytes(length);
        try {
            switch (marker) {
                case 0xC4 -> huffmanTables(content);
                case 0xDB -> quantizationTables(content);
                case 0xDD -> restartInterval = u16(content, 0);
                case 0xE0 -> jfif |= startsWith(content, "JFIF\0");
                case 0xE1 -> exif(content);
                case 0xEE -> adobe = content.length >= 12 && startsWith(content, "Adobe") ? content[11] & 0xFF : adobe;
                case 0xC0, 0xC1, 0xC2 -> frame(content, marker == 0xC2);
                case 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF -> throw new PictureException(
                        "it is a JPEG with " + (marker >= 0xC9 ? "arithmetic codes" : marker == 0xC3
                        ? "lossless compression" : "several resolutions") + ", which few programs read");
                default -> { }
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw PictureException.damaged("a segment that is too short");
        }
    }

    private static boolean startsWith(byte[] content, String start) {
        return content.length >= start.length()
                && new String(content, 0, start.length(), StandardCharsets.ISO_8859_1).equals(start);
    }

    private static int u16(byte[] content, int index) {
        return (content[index] & 0xFF) << 8 | content[index + 1] & 0xFF;
    }

    private void exif(byte[] content) {
        if (orientation == 0 && startsWith(content, "Exif\0\0")) {
            orientation = Exif.orientation(content, 6);
        }
    }

    private void huffmanTables(byte[] content) throws PictureException {
        for (int i = 0; i < content.length;) {
            int target = content[i] & 0xFF;
            byte[] counts = Arrays.copyOfRange(content, i + 1, i + 17);
            int sum = 0;
            for (byte count : counts) {
                sum += count & 0xFF;
            }
            if (target >> 4 > 1 || (target & 15) > 3 || sum > 256 || i + 17 + sum > content.length) {
                throw PictureException.damaged("a Huffman table of " + sum + " codes");
            }
            JpegHuffman table = new JpegHuffman(counts, Arrays.copyOfRange(content, i + 17, i + 17 + sum));
            (target >> 4 == 0 ? dc : ac)[target & 15] = table;
            i += 17 + sum;
        }
    }

    private void quantizationTables(byte[] content) throws PictureException {
        for (int i = 0; i < content.length;) {
            int target = content[i++] & 0xFF;
            boolean wide = target >> 4 != 0;
            if (target >> 4 > 1 || (target & 15) > 3) {
                throw PictureException.damaged("quantization table " + target);
            }
            int[] table = new int[64];
            for (int k = 0; k < 64; k++, i += wide ? 2 : 1) {
                table[JpegScan.ZIGZAG[k]] = wide ? u16(content, i) : content[i] & 0xFF;
            }
            quantization[target & 15] = table;
        }
    }

    private void frame(byte[] content, boolean isProgressive) throws PictureException {
        if (!components.isEmpty()) {
            throw PictureException.damaged("a second frame");
        }
        if (content[0] != 8) {
            throw new PictureException("it is a JPEG with " + content[0] + " bits; only 8 are supported");
        }
        progressive = isProgressive;
        height = u16(content, 1);
        width = u16(content, 3);
        int count = content[5] & 0xFF;
        if (count != 1 && count != 3 && count != 4) {
            throw new PictureException("it has " + count + " colour components");
        }
        for (int i = 6; i < 6 + 3 * count; i += 3) {
            components.add(new JpegComponent(content[i] & 0xFF, content[i + 1] & 0xFF, content[i + 2] & 0xFF));
        }
        int maxVertical = components.stream().mapToInt(c -> c.vertical).max().getAsInt();
        int maxHorizontal = components.stream().mapToInt(c -> c.horizontal).max().getAsInt();
        for (JpegComponent component : components) {
            int h = component.horizontal;
            int v = component.vertical;
            if (h < 1 || h > 4 || v < 1 || v > 4 || maxHorizontal % h != 0 || maxVertical % v != 0) {
                throw new PictureException("its components are sampled " + h + " x " + v + " of " + maxHorizontal
                        + " x " + maxVertical + ", which libjpeg does not support either");
            }
            component.layOut(height, width, maxVertical, maxHorizontal);
        }
    }

    @Override
    public Bitmap pixels() throws IOException {
        for (JpegComponent component : components) {
            // A block takes at least one bit, so a small file cannot make this allocate much.
            long samples = 64L * component.blockRows * component.blockColumns;
            if (samples / 64 > 8 * in.remaining()) {
                throw PictureException.truncated();
            }
            if (samples > Integer.MAX_VALUE - 64) {
                throw new PictureException("its pixels take more than 2 GB");
            }
            if (progressive) {
                component.coefficients = new short[(int) samples];
            } else {
                component.samples = new byte[(int) samples];
            }
        }
        readScans();
        for (JpegComponent component : components) {
            if (component.table.length == 0) {
                throw PictureException.truncated();
            }
            if (progressive) {
                component.transform();
            }
        }
        return new JpegBitmap(height, width, components, transform());
    }

    private void readScans() throws IOException {
        int scans = 0;
        int marker = marker();
        while (marker != 0xD9 && !isComplete()) {
            if (marker != 0xDA) {
                segment(marker);
                marker = marker();
                continue;
            }
            if (++scans > MAX_SCANS) {
                throw PictureException.damaged("more than " + MAX_SCANS + " scans");
            }
            scan();
            marker = bits.endScan();
            if (marker < 0 && !isComplete()) {
                throw PictureException.truncated();
            }
        }
    }

    /** Whether no scan can follow: each component of a sequential picture is in one scan. */
    private boolean isComplete() {
        return !progressive && components.stream().noneMatch(component -> component.table.length == 0);
    }

    private void scan() throws IOException {
        byte[] content = in.bytes(Math.max(0, in.u16() - 2));
        int count = content.length == 0 ? 0 : content[0];
        if (count < 1 || count > components.size() || content.length != 4 + 2 * count) {
            throw PictureException.damaged("a scan of " + count + " components in " + content.length + " bytes");
        }
        int first = content[1 + 2 * count] & 0xFF;
        List<JpegComponent> scanned = new ArrayList<>();
        for (int i = 1; i < 1 + 2 * count; i += 2) {
            int id = content[i] & 0xFF;
            JpegComponent component = components.stream().filter(c -> c.id == id && !scanned.contains(c)).findFirst()
                    .orElseThrow(() -> PictureException.damaged("a scan of the unknown component " + id));
            scanned.add(component);
            component.dc = table(dc, (content[i + 1] & 0xFF) >> 4);
            component.ac = table(ac, content[i + 1] & 15);
            component.prediction = 0;
            if (component.table.length == 0) {
                int[] table = component.quantization > 3 ? null : quantization[component.quantization];
                if (table == null) {
                    throw PictureException.damaged("a missing quantization table");
                }
                component.table = table;
            } else if (!progressive) {
                throw PictureException.damaged("a second scan of component " + id);
            }
        }
        if (progressive && first > 0 && count > 1) {
            throw PictureException.damaged("a scan of AC coefficients of " + count + " components");
        }
        new JpegScan(bits, progressive, first, content[2 + 2 * count] & 0xFF, content[3 + 2 * count] & 0xFF)
                .decode(scanned, restartInterval);
    }

    /** A missing table is an error at the first code that needs it. */
    private static JpegHuffman table(JpegHuffman[] tables, int index) {
        return index > 3 || tables[index] == null ? JpegHuffman.NONE : tables[index];
    }

    /** Whether three components, or the first three of four, are YCbCr. The rules are those of libjpeg. */
    private boolean transform() {
        if (components.size() == 4) {
            return adobe > 0;
        }
        if (components.size() == 1) {
            return false;
        }
        if (jfif) {
            return true;
        }
        if (adobe >= 0) {
            return adobe != 0;
        }
        return !(components.get(0).id == 'R' && components.get(1).id == 'G' && components.get(2).id == 'B');
    }
}
