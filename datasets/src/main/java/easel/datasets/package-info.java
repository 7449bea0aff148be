/**
 * Training data: MNIST and a sample of Fashion-MNIST in this jar, downloads of the official sets, folders of your own
 * pictures, IDX files and toy distributions in the plane; batches and input pipelines; pictures of image grids.
 *
 * <p>Applications and training loops use this package. It depends on {@code easel.core} alone; layers, optimizers and
 * the GAN trainer do not use it.
 *
 * <pre>{@code
 * LabeledImages train = Mnist.train();
 * Batches batches = Batches.uniform(train.size(), 32, RandomStream.of(seed));
 * Tensor real = train.images(batches.indices(step), Scaling.MINUS_ONE_TO_ONE);   // (32, 28, 28, 1)
 * }</pre>
 *
 * <p>Pixels are stored as bytes, which take a quarter of the memory of floats. Each batch is converted to floats by a
 * {@link easel.datasets.Scaling} that the caller chooses. Images are channels last, (N, H, W, C), as in
 * {@code easel.core}.
 *
 * <p>Terms: a <i>level</i> is the stored value 0 to 255 of one channel of one pixel. A <i>step</i> is the number of a
 * batch, counted from 0 over all epochs. An <i>epoch</i> is one pass over the data set. A <i>source</i> gives images
 * by index. A <i>mirror</i> is a server that has the published files of a data set.
 */
package easel.datasets;
