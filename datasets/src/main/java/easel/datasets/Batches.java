package easel.datasets;

import easel.core.random.RandomStream;

/**
 * The indices of the examples in each training step's batch. They are a function of the seed and the step alone, so
 * a resumed run sees the same batches as an uninterrupted one.
 */
@FunctionalInterface
public interface Batches {
    /**
     * The indices of one step.
     *
     * @param step from 0
     * @return fresh indices into the data set
     * @throws IllegalArgumentException if the step is negative
     */
    int[] indices(long step);

    /**
     * Batches drawn uniformly with replacement. All indices are independent.
     *
     * @param size examples in the data set, at least 1
     * @param batch examples in a batch, from 1 to {@code size}
     * @param random {@code random.stream("batches").at(step)} draws the batch of a step. Not modified
     * @return batches of exactly {@code batch} indices, for every step
     * @throws IllegalArgumentException if a number is out of range
     */
    static Batches uniform(int size, int batch, RandomStream random) {
        ShuffledBatches.checkSizes(size, batch);
        RandomStream stream = random.stream("batches");
        return step -> {
            ShuffledBatches.checkStep(step);
            RandomStream draws = stream.at(step);
            int[] indices = new int[batch];
            for (int i = 0; i < batch; i++) {
                indices[i] = draws.nextInt(size);
            }
            return indices;
        };
    }

    /**
     * Batches of shuffled epochs: every example occurs exactly once in an epoch, and each epoch has a different order.
     * By default an epoch is shuffled as a whole and its last batch may be smaller; the methods of
     * {@link ShuffledBatches} change both.
     *
     * @param size examples in the data set, at least 1
     * @param batch examples in a batch, from 1 to {@code size}
     * @param random {@code random.stream("batches").at(epoch)} draws the order of an epoch. Not modified
     * @return batches, epoch after epoch, for every step
     * @throws IllegalArgumentException if a number is out of range
     */
    static ShuffledBatches shuffled(int size, int batch, RandomStream random) {
        return new ShuffledBatches(size, batch, size, false, random.stream("batches"));
    }
}
