package easel.core.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions of {@link Matrices} that layers use directly; {@link PrimitivesTest} tests the others. */
class MatricesTest {
    /** The error of n rounded operations is at most n · ROUNDING · the sum of magnitudes. */
    private static final double ROUNDING = 0x1p-24;

    private final RandomStream random = RandomStream.of(11);

    private Tensor random(int... axes) {
        Tensor x = Tensor.zeros(Shape.of(axes));
        random.fillUniform(x.array(), -1, 1);
        return x;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 17, 33, 65})
    void affineIsAProductPlusARow(int size) {
        Tensor a = random(size, size + 2);
        Tensor b = random(size + 2, 5);
        Tensor row = random(5);
        Tensor y = Matrices.affine(a, b, row, Allocator.HEAP);
        assertEquals(Shape.of(size, 5), y.shape());
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < 5; j++) {
                double expected = row.at(j);
                double magnitude = Math.abs(expected);
                for (int k = 0; k < size + 2; k++) {
                    double term = (double) a.at(i, k) * b.at(k, j);
                    expected += term;
                    magnitude += Math.abs(term);
                }
                assertEquals(expected, y.at(i, j), (size + 3) * ROUNDING * magnitude);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 129, 300})
    void sumsOfRowsIncludeAllRows(int rows) {
        Tensor x = random(rows, 3);
        Tensor y = random(rows, 3);
        Tensor sums = Matrices.sumRows(x, Allocator.HEAP);
        Tensor products = Matrices.sumRowsOfProduct(x, y, Allocator.HEAP);
        assertEquals(Shape.of(3), sums.shape());
        assertEquals(Shape.of(3), products.shape());
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            double product = 0;
            double magnitude = 0;
            for (int i = 0; i < rows; i++) {
                sum += x.at(i, j);
                product += (double) x.at(i, j) * y.at(i, j);
                magnitude += Math.abs(x.at(i, j));
            }
            // |x·y| <= |x|, so the bound holds for both sums.
            assertEquals(sum, sums.at(j), rows * ROUNDING * magnitude);
            assertEquals(product, products.at(j), rows * ROUNDING * magnitude);
        }
    }

    @Test
    void gatherCopiesTheSelectedEntriesInOrder() {
        for (Tensor x : new Tensor[] {random(4), random(4, 3), random(4, 2, 3), random(4, 1, 1, 5)}) {
            for (int[] index : new int[][] {{2}, {0, 1, 2, 3}, {3, 0}, {1, 1, 3, 1, 0}}) {
                float[] before = x.array().clone();
                Tensor y = Matrices.gather(x, index, Allocator.HEAP);
                assertEquals(x.shape().withFirst(index.length), y.shape());
                int stride = x.size() / 4;
                for (int i = 0; i < y.size(); i++) {
                    assertEquals(x.array()[index[i / stride] * stride + i % stride], y.array()[i]);
                }
                y.array()[0]++;
                assertArrayEquals(before, x.array(), "the result is a copy");
            }
        }
    }

    @Test
    void gatherTakesItsResultFromTheAllocator() {
        Tensor[] allocated = {null};
        Tensor y = Matrices.gather(random(3, 2), new int[] {2, 0}, shape -> allocated[0] = Tensor.full(shape, 7));
        assertSame(allocated[0], y);
    }

    @Test
    void gatherRefusesPositionsOutsideTheFirstAxis() {
        Tensor x = random(3, 2);
        refused(() -> Matrices.gather(x, new int[] {0, 3}, Allocator.HEAP), "position 3", "(3, 2)");
        refused(() -> Matrices.gather(x, new int[] {-1}, Allocator.HEAP), "position -1", "(3, 2)");
        refused(() -> Matrices.gather(x, new int[0], Allocator.HEAP), "at least one position", "(3, 2)");
    }

    @Test
    void messagesNameTheWrongShapes() {
        Tensor a = Tensor.zeros(Shape.of(2, 3));
        Tensor b = Tensor.zeros(Shape.of(4, 5));
        Tensor row = Tensor.zeros(Shape.of(4));
        refused(() -> Matrices.affine(a, b, Tensor.zeros(Shape.of(5)), Allocator.HEAP), "(2, 3)", "(4, 5)", "3 and 4");
        refused(() -> Matrices.affine(a, a.reshaped(Shape.of(3, 2)), row, Allocator.HEAP), "(4)", "(3, 2)");
        refused(() -> Matrices.product(a, b, Allocator.HEAP), "(2, 3)", "(4, 5)");
        refused(() -> Matrices.transposedProduct(a, b, Allocator.HEAP), "(2, 3)ᵀ", "(4, 5)");
        refused(() -> Matrices.productTransposed(a, b, Allocator.HEAP), "(2, 3)", "(4, 5)ᵀ");
        refused(() -> Matrices.sumRowsOfProduct(a, a.reshaped(Shape.of(3, 2)), Allocator.HEAP), "(2, 3)", "(3, 2)");
    }

    private static void refused(Executable call, String... words) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    @Test
    void scatterSumsEntriesOfOnePositionAndRefusesWrongOnes() {
        Tensor y = Tensor.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6);
        assertArrayEquals(new float[] {6, 8, 0, 0, 3, 4},
                Matrices.scatter(y, new int[] {0, 2, 0}, Shape.of(3, 2), Allocator.HEAP).array());
        assertThrows(IllegalArgumentException.class,
                () -> Matrices.scatter(y, new int[] {0, 3, 0}, Shape.of(3, 2), Allocator.HEAP));
        assertThrows(IllegalArgumentException.class,
                () -> Matrices.scatter(y, new int[] {0, 2}, Shape.of(3, 2), Allocator.HEAP));
    }
}
