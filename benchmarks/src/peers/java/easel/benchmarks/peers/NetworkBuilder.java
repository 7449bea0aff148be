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

    /** Batch normalization. As in Keras, momentum is the weight of the old running average. */
    NetworkBuilder batchNorm(int features, float momentum, float epsilon);

    /** Batch normalization with ε = 1e-3. */
    default NetworkBuilder batchNorm(int features, float momentum) {
        return batchNorm(features, momentum, 1e-3f);
    }

    NetworkBuilder dropout(float rate);

    /** Reshapes rows to square images. */
    NetworkBuilder toImages(int size, int channels);

    /** Flattens square images to rows. */
    NetworkBuilder toRows(int size, int channels);

    /** A convolution with {@code same} padding, on square images of this size. */
    NetworkBuilder same(int size, int in, int out, int kernel, int stride, boolean bias);

    /** A convolution with bias and {@code same} padding, on square images of this size. */
    default NetworkBuilder same(int size, int in, int out, int kernel, int stride) {
        return same(size, in, out, kernel, stride, true);
    }

    /** A convolution with bias and without padding, on square images of this size. */
    NetworkBuilder valid(int size, int in, int out, int kernel);

    /** A transposed convolution with {@code same} padding; square images of this size become stride times as large. */
    NetworkBuilder transposed(int size, int in, int out, int kernel, int stride, boolean bias);

    /** A transposed convolution without bias and padding, from images of one pixel to images of the kernel's size. */
    NetworkBuilder transposedPoint(int in, int out, int kernel);

    /** A convolution without bias to one number for each image of this size; the loss takes the numbers as logits. */
    NetworkBuilder logitsOfImages(int size, int in);

    /** Doubles the height and width of square images of this size. */
    NetworkBuilder up(int size);

    /** 2×2 max pooling. */
    NetworkBuilder pool();
}
