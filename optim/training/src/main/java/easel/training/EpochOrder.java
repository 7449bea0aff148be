package easel.training;

import easel.core.random.RandomStream;
import java.util.Arrays;

/**
 * The batches of shuffled epochs. An epoch has each example once, and its last batch may be smaller. The order depends
 * on the stream and the number of the epoch only. It equals that of {@code Batches.shuffled} in the module datasets,
 * on which this module does not depend.
 */
final class EpochOrder {
    private final int size;
    private final int batch;
    private final RandomStream random;
    private long epoch = -1;
    private final int[] order;

    EpochOrder(int size, int batch, RandomStream random) {
        this.size = size;
        this.batch = batch;
        this.random = random;
        this.order = new int[size];
    }

    /** The number of batches in an epoch of {@code size} examples. */
    static int batches(int size, int batch) {
        return (size - 1) / batch + 1;
    }

    /** The indices of the examples in the batch of a step; steps count from 0. */
    int[] indices(long step) {
        int batches = batches(size, batch);
        if (step / batches != epoch) {
            epoch = step / batches;
            shuffle(random.at(epoch));
        }
        int start = (int) (step % batches) * batch;
        return Arrays.copyOfRange(order, start, Math.min(start + batch, size));
    }

    /** The Fisher-Yates shuffle. */
    private void shuffle(RandomStream draws) {
        Arrays.setAll(order, i -> i);
        for (int i = 0; i < size; i++) {
            int drawn = i + draws.nextInt(size - i);
            int index = order[drawn];
            order[drawn] = order[i];
            order[i] = index;
        }
    }
}
