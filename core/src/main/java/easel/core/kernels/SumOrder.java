package easel.core.kernels;

import java.util.Arrays;

/**
 * The order of the additions in a long sum. A sum of n terms is divided into sections of at most {@link #SECTION}
 * terms, and each section into blocks of at most {@link #BLOCK} terms. The terms of a block are added one after the
 * other from 0; then the sums of the blocks of a section are added in order; then the sums of the sections. C += A·B
 * adds the sums of the blocks to C if there is one section, otherwise the sums of the sections. So for up to 2 million
 * terms no chain has more than 256 additions, and the rounding error of a sum hardly grows with its length.
 *
 * <p>The order depends on n alone. So all implementations return the same bits, whatever their vector width, their
 * tiles and their threads.
 *
 * <p>Blanchard, Higham and Mary, A Class of Fast and Accurate Summation Algorithms, 2020.
 */
public final class SumOrder {
    /**
     * Maximum terms of a block. A micro-kernel reads and writes C once per block, so shorter blocks are slower: blocks
     * of 128 terms cost 3 %.
     */
    public static final int BLOCK = 256;
    /** Maximum terms of a section. If there are several, each is summed in a copy of a part of C. */
    public static final int SECTION = 32 * BLOCK;

    private SumOrder() {}

    /**
     * The number of parts into which a sum is divided.
     *
     * @param terms terms of the sum, at least 1
     * @param most maximum terms of a part: {@link #BLOCK} or {@link #SECTION}
     * @return ⌈terms / most⌉
     */
    public static int parts(int terms, int most) {
        return Blocks.ceil(terms, most);
    }

    /**
     * The first term of a part. The lengths of the parts differ by at most one.
     *
     * @param part index of the part, from 0; {@code parts} for the end of the last part
     * @param parts number of parts
     * @param terms terms of the sum
     * @return part·terms / parts
     */
    public static int start(int part, int parts, int terms) {
        return (int) ((long) part * terms / parts);
    }

    /**
     * The blocks of all sections.
     *
     * @param terms terms of the sum, at least 1
     * @return the first term of each block, then {@code terms}
     */
    static int[] blocks(int terms) {
        int sections = parts(terms, SECTION);
        int[] starts = new int[parts(terms, BLOCK) + sections + 1];
        int count = 0;
        for (int section = 0; section < sections; section++) {
            int from = start(section, sections, terms);
            int length = start(section + 1, sections, terms) - from;
            int blocks = parts(length, BLOCK);
            for (int block = 0; block < blocks; block++) {
                starts[count++] = from + start(block, blocks, length);
            }
        }
        starts[count] = terms;
        return Arrays.copyOf(starts, count + 1);
    }
}
