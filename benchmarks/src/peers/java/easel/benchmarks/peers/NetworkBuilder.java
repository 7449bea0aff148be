package easel.benchmarks.peers;

/** Adds layers to a network of one library. Each implementation decides whether channels come first or last. */
interface NetworkBuilder {
    NetworkBuilder dense(int in, int out, boolean bias);

    /** The last dense layer; the loss takes its outputs as logits. */
    NetworkBuilder logits(int in, int out);

    NetworkBuilder leaky(float slope);

    NetworkBuilder relu();

    NetworkBuilder tanh();

    NetworkBuilder sigmoid();

    /** Batch normalization with ε = 1e-3. As in Keras, momentum is the weight of the old running average. */
    NetworkBuilder batchNorm(int features, float momentum);

    NetworkBuilder dropout(float rate);

    /** Reshapes rows to square images. */
    NetworkBuilder toImages(int size, int channels);

    /** Flattens square images to rows. */
    NetworkBuilder toRows(int size, int channels);

    /** A convolution with bias and {@code same} padding, on square images of this size. */
    NetworkBuilder same(int size, int in, int out, int kernel, int stride);

    /** A convolution with bias and without padding, on square images of this size. */
    NetworkBuilder valid(int size, int in, int out, int kernel);

    /** A transposed convolution with {@code same} padding; square images of this size become stride times as large. */
    NetworkBuilder transposed(int size, int in, int out, int kernel, int stride, boolean bias);

    /** Doubles the height and width of square images of this size. */
    NetworkBuilder up(int size);

    /** 2×2 max pooling. */
    NetworkBuilder pool();
}
