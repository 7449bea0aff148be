package easel.core.convolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.random.RandomStream;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Compares both algorithms with the definition of a correlation, in two dimensions. */
class BilinearAlgorithmTest {
    @Test
    void toomCookComputesACorrelation() {
        for (int inputs : new int[] {5, 6, 8}) {
            for (int taps = 1; taps <= Math.min(5, inputs - 1); taps++) {
                BilinearAlgorithm w = ToomCook.of(inputs, taps);
                assertEquals(inputs, w.inputs);
                assertEquals(inputs == 8 ? 81 : inputs * inputs, w.products());
                check(w, position -> true);
            }
        }
    }

    @Test
    void discreteFourierComputesACorrelation() {
        for (int taps = 1; taps <= 5; taps++) {
            for (int outputs = 3; outputs <= 9; outputs++) {
                BilinearAlgorithm w = DiscreteFourier.of(outputs + taps - 1, outputs, taps);
                assertEquals(w.rows, w.inputs);
                check(w, position -> true);
            }
        }
        assertEquals(121, DiscreteFourier.of(9, 7, 5).products());
        assertEquals(382, DiscreteFourier.of(16, 14, 5).products());
    }

    @Test
    void fewerPointsSufficeWithZeroPadding() {
        check(DiscreteFourier.of(9, 7, 5), position -> position >= 2 && position < 9);
        check(DiscreteFourier.of(16, 14, 5), position -> position >= 2 && position < 16);
        check(DiscreteFourier.of(8, 7, 3), position -> position >= 1 && position < 8);
        check(DiscreteFourier.of(5, 5, 5), position -> position == 4);
    }

    /**
     * Compares an algorithm with the definition, for x that is zero outside {@code inside}. The weights of the products
     * in one output are the transform of a tile that is 1 at this output and 0 elsewhere.
     */
    private static void check(BilinearAlgorithm w, IntPredicate inside) {
        RandomStream random = RandomStream.of(1);
        float[] x = new float[w.inputs * w.inputs];
        float[] kernel = new float[w.taps * w.taps];
        random.fillUniform(x, -1, 1);
        random.fillUniform(kernel, -1, 1);
        for (int i = 0; i < x.length; i++) {
            x[i] = inside.test(i / w.inputs) && inside.test(i % w.inputs) ? x[i] : 0;
        }
        double[] xs = products(w, w.b, w.inputs, x, ComplexProducts.WINDOW);
        double[] ws = products(w, w.g, w.taps, kernel, ComplexProducts.KERNEL);
        assertEquals(w.products(), xs.length);
        for (int at = 0; at < w.outputs * w.outputs; at++) {
            float[] one = new float[w.outputs * w.outputs];
            one[at] = 1;
            double[] ys = products(w, w.a, w.outputs, one, ComplexProducts.KERNEL);
            double sum = 0;
            for (int p = 0; p < ys.length; p++) {
                sum += ys[p] * ws[p] * xs[p];
            }
            assertEquals(direct(w, x, kernel, at), sum, 2e-5, w.rows + " rows, m = " + w.outputs + ", r = " + w.taps);
        }
    }

    private static double direct(BilinearAlgorithm w, float[] x, float[] kernel, int at) {
        double sum = 0;
        for (int k = 0; k < kernel.length; k++) {
            int row = at / w.outputs + k / w.taps;
            int column = at % w.outputs + k % w.taps;
            sum += (double) kernel[k] * x[row * w.inputs + column];
        }
        return sum;
    }

    /** The factors that {@link ComplexProducts} computes from M·X·Mᵀ, one for each product. */
    private static double[] products(BilinearAlgorithm w, float[] matrix, int n, float[] x, float[][] factors) {
        double[] products = new double[w.products()];
        int at = 0;
        for (int i = 0; i < w.rows; i += w.parts(i)) {
            for (int j = 0; j < w.rows; j += w.parts(j)) {
                int terms = w.parts(i) * w.parts(j);
                float[] f = factors[terms];
                for (int row = 0; row < f.length; row += terms) {
                    for (int k = 0; k < terms; k++) {
                        products[at] += f[row + k]
                                * value(matrix, n, i + k % w.parts(i), j + k / w.parts(i), x);
                    }
                    at++;
                }
            }
        }
        assertEquals(products.length, at);
        return products;
    }

    private static double value(float[] matrix, int n, int i, int j, float[] x) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (double) matrix[i * n + k / n] * matrix[j * n + k % n] * x[k];
        }
        return sum;
    }

    @Test
    void storedTransposesMatchTheirMatrices() {
        BilinearAlgorithm w = ToomCook.of(8, 3);
        for (int p = 0; p < w.rows; p++) {
            for (int i = 0; i < w.outputs; i++) {
                assertEquals(w.a[p * w.outputs + i], w.aTransposed[i * w.rows + p]);
            }
            for (int k = 0; k < w.taps; k++) {
                assertEquals(w.g[p * w.taps + k], w.gTransposed[k * w.rows + p]);
            }
        }
        for (int terms : new int[] {1, 2, 4}) {
            int count = ComplexProducts.KERNEL[terms].length / terms;
            assertTrue(count > 0);
            for (int i = 0; i < count; i++) {
                for (int k = 0; k < terms; k++) {
                    assertEquals(ComplexProducts.KERNEL[terms][i * terms + k],
                            ComplexProducts.KERNEL_TRANSPOSED[terms][k * count + i]);
                }
            }
        }
    }
}
