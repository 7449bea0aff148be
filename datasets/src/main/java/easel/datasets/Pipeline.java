package easel.datasets;

import easel.core.random.RandomStream;
import java.util.Objects;

/**
 * An input pipeline from stored images to training batches: cache, shuffle, batch, map, prefetch.
 *
 * <pre>{@code
 * try (BatchPipeline real = Pipeline.of(images, Scaling.MINUS_ONE_TO_ONE)
 *         .cache()
 *         .shuffle(1000, random)
 *         .batch(128)
 *         .map(Augmentation.flip(random))
 *         .prefetch(2)) {
 *     trainer.train(steps, real);
 * }
 * }</pre>
 *
 * <p>Batch number s is a function of the seed and s alone. Immutable: each method returns a new pipeline.
 * {@code cache}, {@code shuffle}, {@code batch}, {@code map} and {@code prefetch} have the names of tf.data's stages.
 */
public final class Pipeline {
    private final ImageSource source;
    private final Scaling scaling;
    private final int buffer;
    private final RandomStream random;
    private final boolean dropLast;

    private Pipeline(ImageSource source, Scaling scaling, int buffer, RandomStream random, boolean dropLast) {
        this.source = source;
        this.scaling = scaling;
        this.buffer = buffer;
        this.random = random;
        this.dropLast = dropLast;
    }

    /**
     * A pipeline that takes the images in the order of the source, epoch after epoch.
     *
     * @param images the source
     * @param scaling how levels become floats
     * @return a pipeline without cache, shuffling or batches
     */
    public static Pipeline of(ImageSource images, Scaling scaling) {
        // The stream has no effect: a buffer of one example keeps the order.
        return new Pipeline(Objects.requireNonNull(images, "images"), Objects.requireNonNull(scaling, "scaling"), 1,
                RandomStream.of(0), false);
    }

    /**
     * This pipeline with a cache: each image stays in memory, as bytes, after its first use, so later epochs decode no
     * files. A source in memory needs no cache.
     *
     * @return a changed pipeline
     * @throws IllegalArgumentException if the images would take more than half of this JVM's heap
     */
    public Pipeline cache() {
        return new Pipeline(new CachedImages(source), scaling, buffer, random, dropLast);
    }

    /**
     * This pipeline with a random order for each epoch; see {@link ShuffledBatches#withBuffer}. Only indices are
     * shuffled, so a buffer as large as the data set costs little.
     *
     * @param buffer examples to draw from, at least 1; the number of images or more gives a full shuffle
     * @param random {@code random.stream("batches").at(epoch)} draws the order of an epoch. Not modified
     * @return a changed pipeline
     * @throws IllegalArgumentException if the buffer is below 1
     */
    public Pipeline shuffle(int buffer, RandomStream random) {
        Batches.shuffled(source.size(), 1, random).withBuffer(buffer);   // checks the buffer now
        return new Pipeline(source, scaling, buffer, random, dropLast);
    }

    /**
     * This pipeline with or without the smaller last batch of an epoch; see {@link ShuffledBatches#withPartialBatch}.
     *
     * @param kept whether an epoch ends with the smaller batch
     * @return a changed pipeline
     */
    public Pipeline withPartialBatch(boolean kept) {
        return new Pipeline(source, scaling, buffer, random, !kept);
    }

    /**
     * The batches.
     *
     * @param batch images in a batch, from 1 to the number of images
     * @return batches, epoch after epoch, for every step
     * @throws IllegalArgumentException if the number is out of range
     */
    public BatchPipeline batch(int batch) {
        ShuffledBatches batches = Batches.shuffled(source.size(), batch, random).withBuffer(buffer);
        return new BatchPipeline(source, scaling, batches.withPartialBatch(!dropLast));
    }
}
