package easel.datasets.picture;

/**
 * The inverse discrete cosine transform of 8×8 blocks in integers. Gives the same samples as the accurate integer
 * method of libjpeg and libjpeg-turbo ({@code jidctint}): Loeffler, Ligtenberg and Moschytz, Practical Fast 1-D DCT
 * Algorithms with 11 Multiplications, ICASSP 1989. Constants have 13 fractional bits; the columns keep 2 more bits.
 */
final class InverseDct {
    private static final int BITS = 13;
    private static final int PASS_BITS = 2;
    private static final int F_0_298 = 2446;
    private static final int F_0_390 = 3196;
    private static final int F_0_541 = 4433;
    private static final int F_0_765 = 6270;
    private static final int F_0_899 = 7373;
    private static final int F_1_175 = 9633;
    private static final int F_1_501 = 12299;
    private static final int F_1_847 = 15137;
    private static final int F_1_961 = 16069;
    private static final int F_2_053 = 16819;
    private static final int F_2_562 = 20995;
    private static final int F_3_072 = 25172;

    private final int[] work = new int[64];

    /**
     * Transforms one block.
     *
     * @param block 64 dequantized coefficients, rows of vertical frequency. Not modified
     * @param samples receives 8 rows of 8 samples. Modified
     * @param start index of the first sample
     * @param stride distance from a row of samples to the next
     */
    void transform(int[] block, byte[] samples, int start, int stride) {
        for (int x = 0; x < 8; x++) {
            if ((block[x + 8] | block[x + 16] | block[x + 24] | block[x + 32] | block[x + 40] | block[x + 48]
                    | block[x + 56]) == 0) {
                int value = block[x] << PASS_BITS;
                for (int y = 0; y < 64; y += 8) {
                    work[x + y] = value;
                }
            } else {
                pass(block, x, 8, BITS - PASS_BITS, x);
            }
        }
        for (int y = 0; y < 8; y++) {
            pass(work, 8 * y, 1, BITS + PASS_BITS + 3, 8 * y);
            for (int x = 0; x < 8; x++) {
                samples[start + y * stride + x] = (byte) Math.max(0, Math.min(255, work[8 * y + x] + 128));
            }
        }
    }

    /** Transforms eight values of {@code in} in one direction, and stores them in the work array. */
    private void pass(int[] in, int first, int step, int shift, int out) {
        int z1 = (in[first + 2 * step] + in[first + 6 * step]) * F_0_541;
        int even2 = z1 - in[first + 6 * step] * F_1_847;
        int even3 = z1 + in[first + 2 * step] * F_0_765;
        int even0 = in[first] + in[first + 4 * step] << BITS;
        int even1 = in[first] - in[first + 4 * step] << BITS;
        int round = 1 << shift - 1;
        int a0 = even0 + even3 + round;
        int a3 = even0 - even3 + round;
        int a1 = even1 + even2 + round;
        int a2 = even1 - even2 + round;

        int x7 = in[first + 7 * step];
        int x5 = in[first + 5 * step];
        int x3 = in[first + 3 * step];
        int x1 = in[first + step];
        int z5 = (x7 + x3 + x5 + x1) * F_1_175;
        int za = -(x7 + x1) * F_0_899;
        int zb = -(x5 + x3) * F_2_562;
        int zc = z5 - (x7 + x3) * F_1_961;
        int zd = z5 - (x5 + x1) * F_0_390;
        int b0 = x7 * F_0_298 + za + zc;
        int b1 = x5 * F_2_053 + zb + zd;
        int b2 = x3 * F_3_072 + zb + zc;
        int b3 = x1 * F_1_501 + za + zd;

        work[out] = a0 + b3 >> shift;
        work[out + 7 * step] = a0 - b3 >> shift;
        work[out + step] = a1 + b2 >> shift;
        work[out + 6 * step] = a1 - b2 >> shift;
        work[out + 2 * step] = a2 + b1 >> shift;
        work[out + 5 * step] = a2 - b1 >> shift;
        work[out + 3 * step] = a3 + b0 >> shift;
        work[out + 4 * step] = a3 - b0 >> shift;
    }
}
