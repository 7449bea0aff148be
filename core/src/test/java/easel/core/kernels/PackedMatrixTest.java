package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packed matrices of every kind of {@link Gemm}. {@link GemmBitsTest} compares the products of many shapes. */
class PackedMatrixTest {
    private static MatrixView zeros(int rows, int columns) {
        return MatrixView.of(new float[rows * columns], rows, columns);
    }

    @ParameterizedTest
    @EnumSource
    void hasTheShapeOfTheMatrix(Gemm.Kind kind) {
        for (boolean transposed : new boolean[] {false, true}) {
            PackedMatrix packed = GemmContractTest.gemm(kind).pack(Matrices.random(30, 50, transposed, 1));
            assertEquals(30, packed.rows());
            assertEquals(50, packed.columns());
        }
    }

    /** A copy has whole panels of two vectors, at most 32 columns each. */
    @ParameterizedTest
    @EnumSource
    void onlyTheVectorApiKeepsACopyOfAtMostTwiceTheSize(Gemm.Kind kind) {
        Gemm gemm = GemmContractTest.gemm(kind);
        for (int n = 1; n < 100; n++) {
            long floats = gemm.pack(Matrices.random(30, n, false, 1)).floats();
            if (kind == Gemm.Kind.VECTOR && n >= 16) {
                assertTrue(floats >= 30 * n && floats <= 30 * (n + 31) && floats <= 2 * 30 * n, n + ": " + floats);
            } else {
                assertEquals(0, floats, n + " columns");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKindMultipliesAMatrixPackedByAnother(Gemm.Kind kind) {
        Gemm gemm = GemmContractTest.gemm(kind);
        MatrixView a = Matrices.random(9, 70, false, 1);
        MatrixView b = Matrices.random(70, 40, false, 2);
        MatrixView expected = zeros(9, 40);
        gemm.multiply(a, b, expected);
        for (Gemm.Kind other : Gemm.Kind.values()) {
            if (GemmContractTest.defect(other).isEmpty()) {
                MatrixView c = zeros(9, 40);
                gemm.multiply(a, Gemm.of(other).pack(b), c);
                assertArrayEquals(expected.data(), c.data(), () -> "packed by " + other);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyThreadsUseOnePackedMatrixAtOnce(Gemm.Kind kind) throws Exception {
        Gemm gemm = GemmContractTest.gemm(kind);
        MatrixView b = Matrices.random(300, 100, false, 2);
        PackedMatrix packed = gemm.pack(b);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                MatrixView a = Matrices.random(1 + i % 20, 300, false, i);
                MatrixView expected = zeros(a.rows(), 100);
                gemm.multiply(a, b, expected);
                calls.add(() -> {
                    MatrixView c = zeros(a.rows(), 100);
                    gemm.multiply(a, packed, c);
                    assertArrayEquals(expected.data(), c.data());
                    return null;
                });
            }
            for (Future<Void> result : threads.invokeAll(calls)) {
                result.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void invalidArgumentsHaveTheMessagesOfTheUnpackedProduct(Gemm.Kind kind) {
        Gemm gemm = GemmContractTest.gemm(kind);
        float[] shared = new float[200];
        MatrixView b = new MatrixView(shared, 0, 5, 20, false);
        MatrixView a = zeros(4, 5);
        MatrixView[][] invalid = {{zeros(4, 6), zeros(4, 20)}, {a, zeros(4, 21)}, {a, zeros(3, 20)},
            {a, zeros(20, 4).transpose()}, {a, new MatrixView(shared, 90, 4, 20, false)}};
        PackedMatrix packed = gemm.pack(b);
        for (MatrixView[] ac : invalid) {
            String message = assertThrows(IllegalArgumentException.class, () -> gemm.multiply(ac[0], b, ac[1]))
                    .getMessage();
            assertEquals(message, assertThrows(IllegalArgumentException.class,
                    () -> gemm.multiply(ac[0], packed, ac[1])).getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingMatrixIsRejected(Gemm.Kind kind) {
        Gemm gemm = GemmContractTest.gemm(kind);
        assertThrows(NullPointerException.class, () -> gemm.pack(null));
    }
}
