package easel.benchmarks.peers;

/** Adds layers to a network of one library; the library decides between channels first and last. */
interface NetworkBuilder {
    NetworkBuilder dense(int in, int out, boolean bias);

    /** The last dense layer; the loss takes its logits. */
    NetworkBuilder logits(int in, int out);

    NetworkBuilder leaky(float slope);

    NetworkBuilder relu();

    NetworkBuilder tanh();

    NetworkBuilder sigmoid();

    /** Momentum as in Keras: the weight of the old running average; ε is 1e-3. */
    NetworkBuilder batchNorm(int features, float momentum);

    NetworkBuilder dropout(float rate);

    /** Reshapes rows to square images. */
    NetworkBuilder toImages(int size, int channels);

    /** Flattens square images to rows. */
    NetworkBuilder toRows(int size, int channels);

    /** A convolution with bias and padding same, on square images of this size. */
    NetworkBuilder same(int size, int in, int out, int kernel, int stride);

    /** A convolution with bias and without padding, on square images of this size. */
    NetworkBuilder valid(int size, int in, int out, int kernel);

    /** A transposed convolution with padding same, from square images of this size to those stride times as large. */
    NetworkBuilder transposed(int size, int in, int out, int kernel, int stride, boolean bias);

    /** Doubles the height and width of square images of this size. */
    NetworkBuilder up(int size);

    /** 2×2 max pooling. */
    NetworkBuilder pool();
}
