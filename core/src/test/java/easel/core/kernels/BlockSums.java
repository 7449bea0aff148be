package easel.core.kernels;

/** Sums in the order of {@link SumOrder}, by plain loops. */
final class BlockSums {
    private BlockSums() {}

    /** Adds a term to the sum of a block. */
    interface Term {
        float add(float sum, int k);
    }

    /** The start value plus the blocks of all sections, in order. */
    static float sum(float start, int terms, Term term) {
        int[] blocks = SumOrder.blocks(terms);
        float total = start;
        for (int block = 0; block + 1 < blocks.length; block++) {
            float sum = 0;
            for (int k = blocks[block]; k < blocks[block + 1]; k++) {
                sum = term.add(sum, k);
            }
            total += sum;
        }
        return total;
    }
}
