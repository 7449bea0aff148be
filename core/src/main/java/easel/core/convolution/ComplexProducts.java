package easel.core.convolution;

/**
 * Tables that turn products of complex numbers into few real products.
 *
 * <p>A two-dimensional transform M·X·Mᵀ has, for a point s of the rows and a point t of the columns,
 *
 * <ul>
 * <li>1 number if both are real. It is one real factor.
 * <li>2 numbers, a real and an imaginary part, if one is complex. They are one complex factor.
 * <li>4 numbers if both are complex: (re s, re t), (im s, re t), (re s, im t) and (im s, im t). They make two complex
 * factors, the values at (s, t) and at (s, t̄).
 * </ul>
 *
 * <p>A product of complex factors takes three real products:
 *
 * <pre>
 * (a + bi)·(c + di) = ac - bd + ((a + b)·(c + d) - ac - bd)·i
 * </pre>
 *
 * <p>So 1, 2 or 4 numbers become 1, 3 or 6 real factors. Each table is a matrix (factors, numbers); the index of a
 * table is its count of numbers.
 */
final class ComplexProducts {
    /** For transformed kernels and transformed output gradients: a, b, a + b of each complex number a + bi. */
    static final float[][] KERNEL = {{}, {1}, {1, 0, 0, 1, 1, 1}, {}, {
        1, 0, 0, -1,
        0, 1, 1, 0,
        1, 1, 1, -1,
        1, 0, 0, 1,
        0, 1, -1, 0,
        1, 1, -1, 1}};
    /**
     * For transformed windows: p + q, q - p and -q of each complex number p + qi, which multiply ac, bd and
     * (a + b)(c + d) in Re((a + bi)(c + di)(p + qi)). With 4 numbers they are halved: G has a factor of 2 for the
     * conjugate points in each dimension, and each of the two complex products needs it only once.
     */
    static final float[][] WINDOW = {{}, {1}, {1, 1, -1, 1, 0, -1}, {}, {
        0.5f, 0.5f, 0.5f, -0.5f,
        -0.5f, 0.5f, 0.5f, 0.5f,
        0, -0.5f, -0.5f, 0,
        0.5f, 0.5f, -0.5f, 0.5f,
        -0.5f, 0.5f, -0.5f, -0.5f,
        0, -0.5f, 0.5f, 0}};
    /** Transposes of {@link #KERNEL}, (numbers, factors). */
    static final float[][] KERNEL_TRANSPOSED = {{}, {1}, BilinearAlgorithm.transpose(KERNEL[2], 2), {},
        BilinearAlgorithm.transpose(KERNEL[4], 4)};

    private ComplexProducts() {}
}
