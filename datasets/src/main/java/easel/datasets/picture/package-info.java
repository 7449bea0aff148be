/**
 * Decoders of PNG, JPEG, GIF and BMP, written in Java. They give the same levels on every Java version and class path,
 * because they do not use {@code javax.imageio}. {@link easel.datasets.picture.PictureReader} is the entry point.
 *
 * <p>Internal: {@code easel.datasets} uses this package, and its module does not export it.
 *
 * <p>Terms: the <i>stored</i> rows and columns of a picture are those of the file; the EXIF orientation says how to
 * flip and transpose them. A JPEG <i>component</i> is one of its colour planes. An <i>MCU</i> (minimum coded unit) is
 * the group of 8×8 blocks that a JPEG scan codes together.
 */
@NullMarked
package easel.datasets.picture;

import org.jspecify.annotations.NullMarked;
