/** Convolutions of images (N, H, W, C) and their gradients, as functions that record nothing. */
package easel.core.convolution;
