package easel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against the definition. */
class WinogradTest {
    @Test
    void theBilinearFormIsACorrelation() {
        RandomStream random = RandomStream.of(1);
        for (boolean circle : new boolean[] {false, true}) {
            for (int taps = 1; taps <= 5; taps++) {
                Winograd w = Winograd.of(circle, taps);
                assertEquals(circle ? 8 : 6, w.inputs);
                assertEquals(circle ? 9 : 6, w.products);
                assertEquals(w.inputs + 1 - taps, w.outputs);
                float[] x = new float[w.inputs];
                float[] kernel = new float[taps];
                random.fillUniform(x, -1, 1);
                random.fillUniform(kernel, -1, 1);
                for (int i = 0; i < w.outputs; i++) {
                    double direct = 0;
                    for (int k = 0; k < taps; k++) {
                        direct += (double) x[i + k] * kernel[k];
                    }
                    double y = 0;
                    for (int p = 0; p < w.products; p++) {
                        assertEquals(w.values[p * w.outputs + i], w.sums[i * w.products + p]);
                        y += w.values[p * w.outputs + i] * row(w.kernel, p, kernel) * row(w.data, p, x);
                    }
                    assertEquals(direct, y, 3e-6, circle + " " + taps);      // G is rounded to float
                }
            }
        }
    }

    private static double row(float[] matrix, int row, float[] x) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (double) matrix[row * x.length + k] * x[k];
        }
        return sum;
    }
}
