/**
 * Tensors, the tape that differentiates, random streams, and state with its form on disk.
 *
 * <p>Shape letters: N examples in a batch, H and W rows and columns of an image, C channels or features,
 * K an inner size, OH and OW rows and columns of an output. Images are channels last, (N, H, W, C); read as a
 * matrix, a tensor has its last axis as columns and all others together as rows.
 */
package easel.core;
