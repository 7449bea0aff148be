/**
 * Data to train on and pictures to look at: MNIST and a sample of Fashion-MNIST as shipped in this jar, downloads of
 * the official sets, folders of your own pictures, IDX files of any path; batches, pipelines, grids of images, and toy
 * sets in the plane.
 *
 * <pre>{@code
 * LabeledImages train = Mnist.train();
 * Batches batches = Batches.uniform(train.size(), 32, RandomStream.of(seed));
 * Tensor real = train.images(batches.indices(step), Scaling.MINUS_ONE_TO_ONE);   // (32, 28, 28, 1)
 * }</pre>
 *
 * <p>Pixels are kept as bytes, a quarter of what floats would take; they become floats batch by batch, by a
 * {@link easel.datasets.Scaling} that the caller names. Shape letters are those of {@code easel.core}: images are
 * channels last, (N, H, W, C).
 */
package easel.datasets;
