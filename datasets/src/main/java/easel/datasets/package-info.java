/**
 * Training data: MNIST and a sample of Fashion-MNIST from the jars {@code easel-mnist} and {@code easel-fashion-mnist},
 * downloads of the official sets, folders of picture files, IDX files and toy distributions in the plane. Also batches,
 * input pipelines and image grids.
 *
 * <p>Applications and training loops use this package. It depends on the module {@code easel.core} alone; layers,
 * optimizers and the GAN trainer do not use it.
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
 * <p>Terms: a <i>level</i> is the stored value 0 to 255 of one channel of one pixel. A <i>picture</i> is an image file
 * or a BufferedImage; an <i>image</i> is an array of levels of a fixed shape. A <i>step</i> is the number of a batch,
 * counted from 0 over all epochs. An <i>epoch</i> is one pass over the data set. A <i>source</i> provides images by
 * index. A <i>mirror</i> is a server that has the published files of a data set.
 */
@NullMarked
package easel.datasets;

import org.jspecify.annotations.NullMarked;
