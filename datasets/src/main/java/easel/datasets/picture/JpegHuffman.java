package easel.datasets.picture;

/** A Huffman table of a JPEG (ITU-T T.81, annex C): codes of up to 16 bits. A table of 9 bits decodes short ones. */
final class JpegHuffman {
    static final JpegHuffman NONE = new JpegHuffman();
    static final int FAST = 9;

    /** For the next 9 bits: the length of the code times 256, plus its value; 0 if the code is longer. */
    final int[] fast = new int[1 << FAST];
    /** The first code after those of each length, shifted to 16 bits. */
    private final int[] end = new int[17];
    /** For each length, the index in the values that a code of 0 would have. */
    private final int[] offset = new int[17];
    private final byte[] values;

    private JpegHuffman() {
        values = new byte[0];
    }

    /**
     * Makes a table.
     *
     * @param counts the number of codes of each length from 1 to 16
     * @param values of all codes, the shortest first
     */
    JpegHuffman(byte[] counts, byte[] values) throws PictureException {
        this.values = values;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++) {
            offset[length] = index - code;
            for (int i = 0; i < (counts[length - 1] & 0xFF); i++, code++, index++) {
                int shift = FAST - length;
                for (int k = 0; shift >= 0 && code < 1 << length && k < 1 << shift; k++) {
                    fast[(code << shift) + k] = length << 8 | values[index] & 0xFF;
                }
            }
            if (code > 1 << length) {
                throw PictureException.damaged("its Huffman table has too many codes");
            }
            end[length] = code << 16 - length;
            code <<= 1;
        }
    }

    /** The length of the code at the start of 16 bits times 256, plus its value. */
    int slow(int bits) throws PictureException {
        for (int length = FAST + 1; length <= 16; length++) {
            int index = (bits >> 16 - length) + offset[length];
            if (bits < end[length] && index < values.length) {
                return length << 8 | values[index] & 0xFF;
            }
        }
        throw PictureException.damaged("an undefined Huffman code");
    }
}
