package easel.examples.study;

import easel.core.Tensor;

/**
 * A tensor of an operation, such as x, W, b, y, dy, dW, db or dx.
 *
 * @param name its name in the layer's formula; a gradient is d + name
 * @param tensor a copy
 */
record NamedTensor(String name, Tensor tensor) {}
