package easel.core.convolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.random.RandomStream;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Against the definition, in two directions. */
class WinogradTest {
    @Test
    void fewPointsGiveACorrelation() {
        for (boolean pair : new boolean[] {false, true}) {
            for (int taps = 1; taps <= 5; taps++) {
                Winograd w = Winograd.ofFewPoints(pair, taps);
                assertEquals(pair ? 8 : 6, w.inputs);
                assertEquals(pair ? 81 : 36, w.products());
                check(w, place -> true);
            }
        }
    }

    @Test
    void rootsGiveACorrelation() {
        for (int taps = 1; taps <= 5; taps++) {
            for (int outputs = 3; outputs <= 9; outputs++) {
                Winograd w = Winograd.ofRoots(outputs + taps - 1, outputs, taps);
                assertEquals(w.rows, w.inputs);
                check(w, place -> true);
            }
        }
        assertEquals(121, Winograd.ofRoots(9, 7, 5).products());
        assertEquals(382, Winograd.ofRoots(16, 14, 5).products());
    }

    @Test
    void whereThePaddingIsZeroFewerRootsWillDo() {
        check(Winograd.ofRoots(9, 7, 5), place -> place >= 2 && place < 9);
        check(Winograd.ofRoots(16, 14, 5), place -> place >= 2 && place < 16);
        check(Winograd.ofRoots(8, 7, 3), place -> place >= 1 && place < 8);
        check(Winograd.ofRoots(5, 5, 5), place -> place == 4);
    }

    private static void check(Winograd w, IntPredicate inside) {
        RandomStream random = RandomStream.of(1);
        float[] x = new float[w.inputs * w.inputs];
        float[] kernel = new float[w.taps * w.taps];
        random.fillUniform(x, -1, 1);
        random.fillUniform(kernel, -1, 1);
        for (int i = 0; i < x.length; i++) {
            x[i] = inside.test(i / w.inputs) && inside.test(i % w.inputs) ? x[i] : 0;
        }
        double[] xs = products(w, w.data, w.inputs, x, Winograd.OPERANDS);
        double[] ws = products(w, w.kernel, w.taps, kernel, Winograd.FACTORS);
        assertEquals(w.products(), xs.length);
        for (int at = 0; at < w.outputs * w.outputs; at++) {
            float[] one = new float[w.outputs * w.outputs];
            one[at] = 1;
            double[] ys = products(w, w.values, w.outputs, one, Winograd.FACTORS);
            double sum = 0;
            for (int p = 0; p < ys.length; p++) {
                sum += ys[p] * ws[p] * xs[p];
            }
            assertEquals(direct(w, x, kernel, at), sum, 2e-5, w.rows + " points, " + w.outputs + ", " + w.taps);
        }
    }

    private static double direct(Winograd w, float[] x, float[] kernel, int at) {
        double sum = 0;
        for (int k = 0; k < kernel.length; k++) {
            int row = at / w.outputs + k / w.taps;
            int column = at % w.outputs + k % w.taps;
            sum += (double) kernel[k] * x[row * w.inputs + column];
        }
        return sum;
    }

    /** Factors of M·X·Mᵀ in the order of the products. */
    private static double[] products(Winograd w, float[] matrix, int n, float[] x, float[][] factors) {
        double[] products = new double[w.products()];
        int at = 0;
        for (int i = 0; i < w.rows; i += w.together(i)) {
            for (int j = 0; j < w.rows; j += w.together(j)) {
                int terms = w.together(i) * w.together(j);
                float[] f = factors[terms];
                for (int row = 0; row < f.length; row += terms) {
                    for (int k = 0; k < terms; k++) {
                        products[at] += f[row + k]
                                * value(matrix, n, i + k % w.together(i), j + k / w.together(i), x);
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
    void transposesAreTransposes() {
        Winograd w = Winograd.ofFewPoints(true, 3);
        for (int p = 0; p < w.rows; p++) {
            for (int i = 0; i < w.outputs; i++) {
                assertEquals(w.values[p * w.outputs + i], w.sums[i * w.rows + p]);
            }
            for (int k = 0; k < w.taps; k++) {
                assertEquals(w.kernel[p * w.taps + k], w.kernelSums[k * w.rows + p]);
            }
        }
        for (int terms : new int[] {1, 2, 4}) {
            int count = Winograd.FACTORS[terms].length / terms;
            assertTrue(count > 0);
            for (int i = 0; i < count; i++) {
                for (int k = 0; k < terms; k++) {
                    assertEquals(Winograd.FACTORS[terms][i * terms + k], Winograd.FACTORS_BACK[terms][k * count + i]);
                }
            }
        }
    }
}
