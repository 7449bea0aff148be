package easel.datasets.picture;

/** One colour plane of a JPEG: its sampling, its coefficients while the scans are read, then its samples. */
final class JpegComponent {
    final int id;
    final int horizontal;       // sampling factors
    final int vertical;
    final int quantization;     // index of its table
    int height;                 // of the plane, without padding to whole blocks
    int width;
    int blockRows;              // with padding to whole MCUs
    int blockColumns;
    int[] table = {};           // the quantization table of its first scan; empty before
    byte[] samples = {};        // (blockRows · 8, blockColumns · 8)
    short[] coefficients = {};  // (blockRows, blockColumns, 64) of a progressive picture
    JpegHuffman dc;             // tables of the current scan
    JpegHuffman ac;
    int prediction;             // the DC coefficient of the block before

    JpegComponent(int id, int sampling, int quantization) {
        this.id = id;
        this.horizontal = sampling >> 4;
        this.vertical = sampling & 15;
        this.quantization = quantization;
        this.dc = JpegHuffman.NONE;
        this.ac = JpegHuffman.NONE;
    }

    /** Computes the sizes within a picture whose largest sampling factors are given. */
    void layOut(int pictureHeight, int pictureWidth, int maxVertical, int maxHorizontal) {
        height = divideUp((long) pictureHeight * vertical, maxVertical);
        width = divideUp((long) pictureWidth * horizontal, maxHorizontal);
        blockRows = divideUp(pictureHeight, 8L * maxVertical) * vertical;
        blockColumns = divideUp(pictureWidth, 8L * maxHorizontal) * horizontal;
    }

    static int divideUp(long a, long b) {
        return (int) ((a + b - 1) / b);
    }

    int stride() {
        return 8 * blockColumns;
    }

    /** Transforms the coefficients to samples. */
    void transform() {
        samples = new byte[64 * blockRows * blockColumns];
        int[] block = new int[64];
        InverseDct dct = new InverseDct();
        for (int i = 0; i < blockRows * blockColumns; i++) {
            for (int k = 0; k < 64; k++) {
                block[k] = coefficients[64 * i + k] * table[k];
            }
            dct.transform(block, samples, start(i / blockColumns, i % blockColumns), stride());
        }
        coefficients = new short[0];
    }

    /** The index of the first sample of a block. */
    int start(int blockRow, int blockColumn) {
        return 8 * (blockRow * stride() + blockColumn);
    }
}
