package easel.datasets.picture;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Decodes the coefficients of one scan of a JPEG, sequential or progressive (ITU-T T.81, annexes F and G). */
final class JpegScan {
    /** The index within rows of 8 of each coefficient in the order of the file. */
    static final int[] ZIGZAG = {0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34,
        27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45,
        38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

    private final JpegBits in;
    private final boolean progressive;
    private final int first;        // spectral selection
    private final int last;
    private final int high;         // successive approximation: the bit of the scan before; 0 in a first scan
    private final int low;          // the bit of this scan
    private final int[] block = new int[64];
    private final InverseDct dct = new InverseDct();
    private int endOfBand;          // blocks without further coefficients

    /** A scan of a progressive JPEG has the coefficients first to last; a sequential scan always has all 64. */
    JpegScan(JpegBits in, boolean progressive, int first, int last, int approximation) throws PictureException {
        this.in = in;
        this.progressive = progressive;
        this.first = first;
        this.last = last;
        this.high = approximation >> 4;
        this.low = approximation & 15;
        if (progressive && (first > last || last > 63 || first == 0 && last != 0 || low > 13
                || high != 0 && high - 1 != low)) {
            throw PictureException.damaged("a scan of coefficients " + first + " to " + last + ", bits " + high + " to "
                    + low);
        }
    }

    /**
     * Decodes the scan.
     *
     * @param components of the scan. Modified
     * @param interval number of MCUs between two restart markers; 0 for none
     */
    void decode(List<JpegComponent> components, int interval) throws IOException {
        JpegComponent only = components.get(0);
        boolean single = components.size() == 1;
        // The blocks of a scan of one component are not padded to MCUs.
        int rows = single ? JpegComponent.divideUp(only.height, 8) : only.blockRows / only.vertical;
        int columns = single ? JpegComponent.divideUp(only.width, 8) : only.blockColumns / only.horizontal;
        long number = 0;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++, number++) {
                if (interval > 0 && number > 0 && number % interval == 0) {
                    in.restart((int) (number / interval - 1 & 7));
                    components.forEach(component -> component.prediction = 0);
                    endOfBand = 0;
                }
                if (single) {
                    decode(only, y, x);
                } else {
                    decodeUnit(components, y, x);
                }
            }
        }
    }

    private void decodeUnit(List<JpegComponent> components, int y, int x) throws IOException {
        for (JpegComponent component : components) {
            for (int v = 0; v < component.vertical; v++) {
                for (int h = 0; h < component.horizontal; h++) {
                    decode(component, y * component.vertical + v, x * component.horizontal + h);
                }
            }
        }
    }

    private void decode(JpegComponent component, int blockRow, int blockColumn) throws IOException {
        if (!progressive) {
            sequential(component);
            dct.transform(block, component.samples, component.start(blockRow, blockColumn), component.stride());
            return;
        }
        int start = 64 * (blockRow * component.blockColumns + blockColumn);
        if (first == 0 && high == 0) {
            component.prediction += in.signed(dcLength(component));
            component.coefficients[start] = (short) (component.prediction << low);
        } else if (first == 0) {
            component.coefficients[start] |= (short) (in.bits(1) << low);
        } else if (high == 0) {
            firstAc(component, start);
        } else {
            refineAc(component, start);
        }
    }

    private int dcLength(JpegComponent component) throws IOException {
        int length = in.decode(component.dc);
        if (length > 15) {
            throw PictureException.damaged("a DC difference of " + length + " bits");
        }
        return length;
    }

    private void sequential(JpegComponent component) throws IOException {
        Arrays.fill(block, 0);
        component.prediction += in.signed(dcLength(component));
        block[0] = (short) component.prediction * component.table[0];
        for (int k = 1; k < 64; k++) {
            int code = in.decode(component.ac);
            int length = code & 15;
            k += code >> 4;
            if (length == 0) {
                if (code >> 4 != 15) {
                    return;
                }
            } else {
                checkEnd(k, 63);
                block[ZIGZAG[k]] = in.signed(length) * component.table[ZIGZAG[k]];
            }
        }
    }

    private static void checkEnd(int k, int last) throws PictureException {
        if (k > last) {
            throw PictureException.damaged("a coefficient after the end of its block");
        }
    }

    private void firstAc(JpegComponent component, int start) throws IOException {
        if (endOfBand > 0) {
            endOfBand--;
            return;
        }
        for (int k = first; k <= last; k++) {
            int code = in.decode(component.ac);
            int run = code >> 4;
            int length = code & 15;
            if (length != 0) {
                k += run;
                checkEnd(k, last);
                component.coefficients[start + ZIGZAG[k]] = (short) (in.signed(length) << low);
            } else if (run == 15) {
                k += 15;
            } else {
                endOfBand = (1 << run) + in.bits(run) - 1;
                return;
            }
        }
    }

    private void refineAc(JpegComponent component, int start) throws IOException {
        int k = first;
        while (endOfBand == 0 && k <= last) {
            int code = in.decode(component.ac);
            int run = code >> 4;
            int value = 0;
            if ((code & 15) != 0) {
                value = in.bit() ? 1 << low : -1 << low;
            } else if (run < 15) {
                endOfBand = (1 << run) + in.bits(run);
                break;
            }
            k = refine(component.coefficients, start, k, run);
            if (value != 0) {
                checkEnd(k, last);
                component.coefficients[start + ZIGZAG[k]] = (short) value;
            }
            k++;
        }
        if (endOfBand > 0) {
            refine(component.coefficients, start, k, 64);
            endOfBand--;
        }
    }

    /** Adds a bit to each coefficient that is not 0. Skips {@code zeros} zeros; returns the index of the next zero. */
    private int refine(short[] coefficients, int start, int from, int zeros) throws IOException {
        int left = zeros;
        int k = from;
        for (; k <= last; k++) {
            int index = start + ZIGZAG[k];
            int value = coefficients[index];
            if (value == 0) {
                if (left-- == 0) {
                    return k;
                }
            } else if (in.bit() && (Math.abs(value) & 1 << low) == 0) {
                coefficients[index] += (short) (value > 0 ? 1 << low : -1 << low);
            }
        }
        return k;
    }
}
