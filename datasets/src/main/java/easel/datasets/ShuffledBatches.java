package easel.datasets;

import easel.core.random.RandomStream;
import java.util.Arrays;

/**
 * Batches of shuffled epochs, made by {@link Batches#shuffled}. Batches 0 to {@link #batchesPerEpoch()} - 1 are the
 * first epoch, and so on. Caches the order of the most recent epoch; otherwise immutable. Thread-safe.
 */
public final class ShuffledBatches implements Batches {
    private final int size;
    private final int batch;
    private final int buffer;
    private final boolean dropLast;
    private final RandomStream random;
    private volatile Epoch last = new Epoch(-1, new int[0]);

    ShuffledBatches(int size, int batch, int buffer, boolean dropLast, RandomStream random) {
        checkSizes(size, batch);
        this.size = size;
        this.batch = batch;
        this.buffer = buffer;
        this.dropLast = dropLast;
        this.random = random;
    }

    private record Epoch(long number, int[] order) {}

    /**
     * These batches shuffled through a buffer, as TensorFlow's {@code shuffle(buffer)} does: the buffer holds the next
     * {@code buffer} examples in the order of the data set, each draw takes one of them uniformly, and the next example
     * replaces it. So position k of an epoch, counted from 0, has one of the first k + buffer examples of the data set.
     *
     * @param buffer at least 1; 1 keeps the order, and the size of the data set or more gives a full shuffle
     * @return changed batches
     * @throws IllegalArgumentException if the buffer is below 1
     */
    public ShuffledBatches withBuffer(int buffer) {
        if (buffer < 1) {
            throw new IllegalArgumentException("shuffle buffer of " + buffer
                    + ": expected at least 1; " + size + ", the size of the data set, gives a full shuffle");
        }
        return new ShuffledBatches(size, batch, buffer, dropLast, random);
    }

    /**
     * These batches with or without the smaller last batch of an epoch. Without it, the remaining examples do not occur
     * in that epoch. Has no effect if the batch size divides the size of the data set.
     *
     * @param kept whether an epoch ends with the smaller batch
     * @return changed batches
     */
    public ShuffledBatches withPartialBatch(boolean kept) {
        return new ShuffledBatches(size, batch, buffer, !kept, random);
    }

    /**
     * The number of batches in an epoch: {@code size / batch}, rounded up with the partial batch, down without it.
     *
     * @return at least 1
     */
    public int batchesPerEpoch() {
        int full = size / batch;
        return dropLast || size % batch == 0 ? full : full + 1;
    }

    @Override
    public int[] indices(long step) {
        checkStep(step);
        int[] order = order(step / batchesPerEpoch());
        int start = (int) (step % batchesPerEpoch()) * batch;
        return Arrays.copyOfRange(order, start, start + Math.min(batch, size - start));
    }

    private int[] order(long number) {
        Epoch epoch = last;
        if (epoch.number != number) {
            epoch = new Epoch(number, shuffle(random.at(number)));
            last = epoch;
        }
        return epoch.order;
    }

    /** The Fisher-Yates shuffle with swaps limited to the buffer: positions i to i + buffer - 1. */
    private int[] shuffle(RandomStream draws) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        for (int i = 0; i < size; i++) {
            int drawn = i + draws.nextInt(Math.min(buffer, size - i));
            int index = order[drawn];
            order[drawn] = order[i];
            order[i] = index;
        }
        return order;
    }

    static void checkSizes(int size, int batch) {
        if (size < 1) {
            throw new IllegalArgumentException("data set of " + size + " examples: expected at least 1");
        }
        if (batch < 1 || batch > size) {
            throw new IllegalArgumentException("batch of " + batch + " from a data set of " + size
                    + " examples: expected 1 to " + size);
        }
    }

    static void checkStep(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("step " + step + ": steps count from 0");
        }
    }
}
