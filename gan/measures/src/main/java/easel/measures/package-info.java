/**
 * Measures of generated quality: distances between real and generated examples, and scores of generated examples. They
 * compare features (N, d), one row per example, for example the outputs of a layer of a classifier. All computations
 * are in double precision, and the results are the same bytes for any number of threads.
 *
 * <p>Arguments are in the order real, generated. Swapped arguments exchange precision and recall.
 */
@NullMarked
package easel.measures;

import org.jspecify.annotations.NullMarked;
