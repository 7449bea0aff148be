package easel.core.convolution;

/**
 * Tables that turn products of complex numbers into few real products.
 *
 * <p>A {@link BilinearAlgorithm} in two dimensions multiplies, for a row s and a column t of its transforms, one real
 * number if both are real; one complex number, as 2 real numbers, if either is complex; or, if both are complex, two
 * complex numbers, s·t and s·t̄, as 4 real numbers: s and t real, s imaginary, t imaginary, both imaginary. A complex
 * product takes three real ones:
 *
 * <pre>
 * (a + bi)·(c + di) = ac - bd + ((a + b)·(c + d) - ac - bd)·i
 * </pre>
 *
 * <p>So 1, 2 or 4 numbers become 1, 3 or 6 factors. Each table has the shape (factors, numbers) and is indexed by the
 * count of numbers.
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
     * (a + b)(c + d) in Re((a + bi)(c + di)(p + qi)).
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
