package easel.datasets;

import easel.core.Tensor;
import java.util.Objects;
import java.util.function.LongFunction;

/**
 * The batches of a {@link Pipeline}: a function from the number of a batch, from 0 over all epochs, to its images.
 * Safe for use by several threads, as far as its maps are.
 */
public final class BatchPipeline implements LongFunction<Tensor>, AutoCloseable {
    private final ImageSource source;
    private final ShuffledBatches batches;
    private final LongFunction<Tensor> images;
    private final Runnable close;

    BatchPipeline(ImageSource source, Scaling scaling, ShuffledBatches batches) {
        this(source, batches, step -> source.images(batches.indices(step), scaling), () -> { });
    }

    private BatchPipeline(ImageSource source, ShuffledBatches batches, LongFunction<Tensor> images, Runnable close) {
        this.source = source;
        this.batches = batches;
        this.images = images;
        this.close = close;
    }

    /**
     * These batches, changed by a function. Maps apply in the order in which they were added; those before
     * {@link #prefetch} run in the background.
     *
     * @param map such as an {@link Augmentation}
     * @return changed batches; closing them closes these
     */
    public BatchPipeline map(BatchMap map) {
        Objects.requireNonNull(map, "map");
        return new BatchPipeline(source, batches, step -> map.apply(images.apply(step), step), close);
    }

    /**
     * These batches, made ahead by one daemon thread while the caller works with the one before. Results are the same
     * as without, in any order of asking; only asking for consecutive batches is faster. What goes wrong with a batch
     * is thrown to the caller who asks for it. The thread starts with the first batch and ends at {@link #close}, or
     * when nobody has asked for ten seconds, to start again with the next.
     *
     * @param ahead batches to hold ready, at least 1
     * @return batches to be closed when they are no longer needed
     * @throws IllegalArgumentException if the number is below 1
     */
    public BatchPipeline prefetch(int ahead) {
        Prefetch prefetch = new Prefetch(images, ahead);
        return new BatchPipeline(source, batches, prefetch, () -> {
            prefetch.close();
            close.run();
        });
    }

    /**
     * The images of one batch.
     *
     * @param step the number of the batch, from 0
     * @return a fresh tensor (N, H, W, C), unless a map made it otherwise
     * @throws IllegalArgumentException if the step is negative
     * @throws IllegalStateException if these batches are prefetched and closed
     * @throws java.io.UncheckedIOException if a file cannot be read; the message names it
     */
    @Override
    public Tensor apply(long step) {
        ShuffledBatches.checkStep(step);
        return images.apply(step);
    }

    /**
     * The labels of one batch. Maps do not change them.
     *
     * @param step the number of the batch, from 0
     * @return a fresh tensor (N) of class indices
     * @throws IllegalArgumentException if the step is negative
     * @throws IllegalStateException if the images have no labels
     */
    public Tensor labels(long step) {
        return source.labels(batches.indices(step));
    }

    /**
     * How many batches make an epoch; see {@link ShuffledBatches#batchesPerEpoch}.
     *
     * @return at least 1
     */
    public int batchesPerEpoch() {
        return batches.batchesPerEpoch();
    }

    /**
     * Ends prefetching: interrupts its thread and waits until the batch in work is given up, at most ten seconds.
     * Does nothing without prefetching, or the second time.
     */
    @Override
    public void close() {
        close.run();
    }
}
