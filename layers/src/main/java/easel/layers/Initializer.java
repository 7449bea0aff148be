package easel.layers;

import easel.core.Float32;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;

/**
 * Creates the initial values of a weight. Applications may implement it as a lambda. Model files do not save the
 * initializer, because they save the values.
 */
@FunctionalInterface
public interface Initializer {
    /**
     * Creates a weight.
     *
     * @param shape the weight's shape
     * @param fanIn number of inputs that one output is computed from
     * @param fanOut number of outputs that one input contributes to
     * @param random the stream of random numbers
     * @return a fresh tensor of that shape
     */
    Tensor create(Shape shape, int fanIn, int fanOut, RandomStream random);

    /**
     * U(-a, a) with a = √(6 / (fanIn + fanOut)); Glorot and Bengio 2010, eq. 16.
     *
     * @return the default initializer of Dense, Conv2D and Conv2DTranspose
     */
    static Initializer glorotUniform() {
        return (shape, fanIn, fanOut, random) -> {
            float a = (float) Math.sqrt(6.0 / ((double) fanIn + fanOut));
            Tensor w = Tensor.zeros(shape);
            random.fillUniform(w.array(), -a, a);
            return w;
        };
    }

    /**
     * N(0, 2 / (fanIn + fanOut)); Glorot and Bengio 2010, eq. 12. Not truncated, unlike in Keras.
     *
     * @return an initializer
     */
    static Initializer glorotNormal() {
        return (shape, fanIn, fanOut, random) ->
                gaussian(shape, Math.sqrt(2.0 / ((double) fanIn + fanOut)), random);
    }

    /**
     * N(0, 2 / fanIn), for layers followed by a rectifier; He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015,
     * eq. 10. Not truncated, unlike in Keras.
     *
     * @return an initializer
     */
    static Initializer heNormal() {
        return (shape, fanIn, fanOut, random) -> gaussian(shape, Math.sqrt(2.0 / fanIn), random);
    }

    /**
     * N(0, stddev²). Radford, Metz and Chintala use 0.02 for DCGAN (2015, section 4).
     *
     * @param stddev standard deviation, at least 0; converted to float
     * @return an initializer
     * @throws IllegalArgumentException if stddev is negative or not finite
     */
    static Initializer normal(double stddev) {
        float nearest = (float) stddev;
        if (!(nearest >= 0 && nearest < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a standard deviation must be at least 0 and finite, found " + Float32.text(stddev));
        }
        return (shape, fanIn, fanOut, random) -> gaussian(shape, nearest, random);
    }

    /**
     * The same value for all elements.
     *
     * @param value the value; converted to float
     * @return an initializer that does not use the stream
     * @throws IllegalArgumentException if the value is finite but too large for a float
     */
    static Initializer constant(double value) {
        float nearest = Float32.of(value);
        return (shape, fanIn, fanOut, random) -> Tensor.full(shape, nearest);
    }

    /**
     * Zeros.
     *
     * @return an initializer that does not use the stream
     */
    static Initializer zeros() {
        return constant(0);
    }

    /**
     * Orthonormal rows, or orthonormal columns if there are fewer columns than rows. The weight is read as a matrix of
     * {@link Shape#rows()} by {@link Shape#columns()}. Orthonormalizing a Gaussian matrix gives a uniform distribution
     * over all sets of orthonormal vectors. Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of
     * learning in deep linear neural networks, 2014.
     *
     * @return an initializer
     */
    static Initializer orthogonal() {
        return (shape, fanIn, fanOut, random) -> Orthogonal.create(shape, random);
    }

    private static Tensor gaussian(Shape shape, double stddev, RandomStream random) {
        Tensor w = Tensor.zeros(shape);
        random.fillNormal(w.array(), 0, (float) stddev);
        return w;
    }
}
