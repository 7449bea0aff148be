package easel.core.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsTest {
    private final RandomStream random = RandomStream.of(12);

    private Tensor random(int... axes) {
        Tensor x = Tensor.zeros(Shape.of(axes));
        random.fillUniform(x.array(), -1, 1);
        return x;
    }

    /** Sizes around that of a tile, 1,024, and of a task, 64 tiles. */
    @ParameterizedTest
    @CsvSource({"1,1", "3,7", "17,33", "65537,1", "300,341", "129,342", "65,1023", "66,1024", "67,1025", "2,2500"})
    void mapsAndSumsAgreeWithPlainLoops(int rows, int columns) {
        Tensor a = random(rows, columns);
        Tensor b = random(rows, columns);
        Tensor p = random(columns);
        Tensor q = random(columns);
        float[] expected = new float[a.size()];
        double[] sums = new double[columns];
        double[] products = new double[columns];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = a.array()[i] * p.array()[i % columns] + b.array()[i] - q.array()[i % columns];
            sums[i % columns] += a.array()[i] - p.array()[i % columns];
            products[i % columns] += (double) a.array()[i] * b.array()[i];
        }
        Tensor y = Rows.map(a, b, Allocator.HEAP, (x1, x2, r, out, n) -> {
            for (int j = 0; j < n; j++) {
                out[0][j] = x1[j] * r[0][j] + x2[j] - r[1][j];
            }
        }, p.array(), q.array());
        assertArrayEquals(expected, y.array());
        Tensor[] found = Rows.sum(a, b, Allocator.HEAP, 2, (x1, x2, r, out, n) -> {
            for (int j = 0; j < n; j++) {
                out[0][j] += x1[j] - r[0][j];
                out[1][j] += x1[j] * x2[j];
            }
        }, p.array());
        // Each sum in float has 16 rounded additions and a magnitude of at most 32.
        double tolerance = rows * 16 * 0x1p-24;
        for (int j = 0; j < columns; j++) {
            assertEquals(sums[j], found[0].at(j), tolerance, "sum of column " + j);
            assertEquals(products[j], found[1].at(j), tolerance, "product of column " + j);
        }
    }
}
