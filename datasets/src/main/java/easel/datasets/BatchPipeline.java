package easel.datasets;

import easel.core.Tensor;
import java.util.Objects;
import java.util.function.LongFunction;

/**
 * The batches of a {@link Pipeline}: a function from the number of a batch, counted from 0 over all epochs, to its
 * images. Thread-safe if its maps are.
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
     * These batches, transformed by a function. Functions are applied in the order in which they were added. A
     * function added before {@link #prefetch} runs in the background.
     *
     * @param map such as an {@link Augmentation}
     * @return the transformed batches; closing them also closes this pipeline
     */
    public BatchPipeline map(BatchMap map) {
        Objects.requireNonNull(map, "map");
        return new BatchPipeline(source, batches, step -> map.apply(images.apply(step), step), close);
    }

    /**
     * These batches, prepared in advance by one daemon thread while the caller uses the current batch. Results are the
     * same as without prefetching, in any order of requests; only consecutive requests become faster. A failure is
     * thrown when the failed batch is requested. The thread starts with the first request. It ends at {@link #close},
     * or after ten seconds without requests, and starts again with the next request.
     *
     * @param ahead number of batches to prepare, at least 1
     * @return the batches; close them when they are no longer needed
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
     * @return a fresh tensor (N, H, W, C), or the result of the last map
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
     * The number of batches in an epoch; see {@link ShuffledBatches#batchesPerEpoch}.
     *
     * @return at least 1
     */
    public int batchesPerEpoch() {
        return batches.batchesPerEpoch();
    }

    /**
     * Ends prefetching: interrupts its thread and waits at most ten seconds for it to stop. Has no effect without
     * prefetching, or when called again.
     */
    @Override
    public void close() {
        close.run();
    }
}
