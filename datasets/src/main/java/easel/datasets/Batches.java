package easel.datasets;

import easel.core.random.RandomStream;

/**
 * Which examples each training step sees. Batch number {@code step} is a function of the seed and the step alone, so
 * a resumed run continues with the batches it would have had.
 */
@FunctionalInterface
public interface Batches {
    /**
     * The examples of one step.
     *
     * @param step from 0
     * @return fresh indices into the data set
     * @throws IllegalArgumentException if the step is negative
     */
    int[] indices(long step);

    /**
     * Batches drawn uniformly with replacement: every index is independent of every other.
     *
     * @param size examples in the data set, at least 1
     * @param batch examples in a batch, from 1 to {@code size}
     * @param random its stream {@code "batches"} at each step gives the batch. Not modified
     * @return batches of exactly {@code batch} indices, without end
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
     * Batches of shuffled epochs: every example exactly once an epoch, each epoch in its own order. Unless changed on
     * the result, an epoch is shuffled as a whole and its last batch may be smaller.
     *
     * @param size examples in the data set, at least 1
     * @param batch examples in a batch, from 1 to {@code size}
     * @param random its stream {@code "batches"} at each epoch gives the order. Not modified
     * @return batches, epoch after epoch, without end
     * @throws IllegalArgumentException if a number is out of range
     */
    static ShuffledBatches shuffled(int size, int batch, RandomStream random) {
        return new ShuffledBatches(size, batch, size, false, random.stream("batches"));
    }
}
