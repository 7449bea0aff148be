package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Properties of every kind of {@link Gemm}, within an error bound that holds for any order of summation.
 * {@link GemmBitsTest} compares bits.
 */
class GemmContractTest {
    private static final int[] SIZES = {1, 3, 7, 17, 33, 65};

    /** Why a kind does not work here; empty if it works. */
    static Optional<String> defect(Gemm.Kind kind) {
        return switch (kind) {
            case VECTOR -> Incubator.defect();
            case JBLAS -> JblasGemm.defect();
            case JAVA, NAIVE -> Optional.empty();
        };
    }

    /** The products of a kind; skips the test where the kind does not work. */
    static Gemm gemm(Gemm.Kind kind) {
        Optional<String> defect = defect(kind);
        Assumptions.assumeTrue(defect.isEmpty(), () -> defect.orElseThrow());
        return Gemm.of(kind);
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithDoublePrecision(Gemm.Kind kind) {
        Gemm gemm = gemm(kind);
        for (int m : SIZES) {
            for (int n : SIZES) {
                for (int k : SIZES) {
                    for (boolean[] t : Matrices.transpositions()) {
                        MatrixView a = Matrices.random(m, k, t[0], 1);
                        MatrixView b = Matrices.random(k, n, t[1], 2);
                        MatrixView c = Matrices.random(m, n, false, 3);
                        MatrixView sum = Matrices.copy(c);
                        MatrixView product = Matrices.copy(c);
                        gemm.multiplyAdd(a, b, sum);
                        gemm.multiply(a, b, product);
                        assertClose(a, b, c, sum, 1);
                        assertClose(a, b, c, product, 0);
                    }
                }
            }
        }
    }

    /** |error| is at most (k + 1)·2⁻²⁴·(|c| + Σₖ |a·b|) for any order of summation. */
    private static void assertClose(MatrixView a, MatrixView b, MatrixView c, MatrixView actual, int scaleOfC) {
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                double expected = scaleOfC * c.data()[c.index(i, j)];
                double magnitude = Math.abs(expected);
                for (int k = 0; k < a.columns(); k++) {
                    double product = (double) a.data()[a.index(i, k)] * b.data()[b.index(k, j)];
                    expected += product;
                    magnitude += Math.abs(product);
                }
                double tolerance = (a.columns() + 1) * 0x1p-24 * magnitude;
                if (!(Math.abs(expected - actual.data()[actual.index(i, j)]) <= tolerance)) {
                    fail("A " + a.shape() + ", B " + b.shape() + ", C times " + scaleOfC + ", at " + i + ", " + j
                            + ": " + actual.data()[actual.index(i, j)] + " instead of " + expected);
                }
            }
        }
    }

    /** One chain of additions is off by up to 1.6e-5 for 36,864 terms, and by 3.1e-5 for 200,000. */
    @ParameterizedTest
    @EnumSource
    void longSumsOfPositiveTermsAreAccurate(Gemm.Kind kind) {
        Gemm gemm = gemm(kind);
        for (int k : new int[] {784, 6_272, 36_864, 200_000}) {
            for (int[] mn : new int[][] {{7, 1}, {1, 7}, {17, 3}}) {
                MatrixView a = positive(Matrices.random(mn[0], k, false, 4));
                MatrixView b = positive(Matrices.random(k, mn[1], false, 5));
                MatrixView c = MatrixView.of(new float[mn[0] * mn[1]], mn[0], mn[1]);
                gemm.multiply(a, b, c);
                for (int i = 0; i < mn[0]; i++) {
                    for (int j = 0; j < mn[1]; j++) {
                        double exact = exact(a, b, i, j);
                        double error = Math.abs(c.data()[c.index(i, j)] - exact) / exact;
                        assertTrue(error < (kind == Gemm.Kind.JBLAS ? 1e-6 : 5e-7),
                                k + " terms, C " + c.shape() + ": " + error);
                    }
                }
            }
        }
    }

    private static MatrixView positive(MatrixView view) {
        for (int i = 0; i < view.data().length; i++) {
            view.data()[i] = Math.abs(view.data()[i]);
        }
        return view;
    }

    private static double exact(MatrixView a, MatrixView b, int i, int j) {
        double sum = 0;
        for (int k = 0; k < a.columns(); k++) {
            sum += (double) a.data()[a.index(i, k)] * b.data()[b.index(k, j)];
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource
    void zeroTimesNonFiniteIsNaN(Gemm.Kind kind) {
        Gemm gemm = gemm(kind);
        for (int n : new int[] {1, 5, 40, 200}) {
            MatrixView a = MatrixView.of(new float[20 * 9], 20, 9);
            MatrixView b = Matrices.random(9, n, false, 1);
            b.data()[b.index(3, 0)] = Float.NaN;
            b.data()[b.index(8, n - 1)] = Float.POSITIVE_INFINITY;
            MatrixView c = MatrixView.of(new float[20 * n], 20, n);
            gemm.multiply(a, b, c);
            for (int i = 0; i < 20; i++) {
                assertTrue(Float.isNaN(c.data()[c.index(i, 0)]), "0·NaN");
                assertTrue(Float.isNaN(c.data()[c.index(i, n - 1)]), "0·∞");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProductDoesNotDependOnTheOldValuesOfC(Gemm.Kind kind) {
        Gemm gemm = gemm(kind);
        MatrixView a = Matrices.random(18, 5, false, 1);
        MatrixView b = Matrices.random(5, 70, false, 2);
        MatrixView c = MatrixView.of(new float[18 * 70], 18, 70);
        MatrixView full = Matrices.copy(c);
        Arrays.fill(full.data(), Float.NaN);
        gemm.multiply(a, b, c);
        gemm.multiply(a, b, full);
        assertArrayEquals(c.data(), full.data());
    }

    @ParameterizedTest
    @EnumSource
    void matricesInsideLargerArraysLeaveTheRestUnchanged(Gemm.Kind kind) {
        Gemm gemm = gemm(kind);
        for (boolean[] t : Matrices.transpositions()) {
            for (int n : new int[] {1, 6, 66}) {
                MatrixView a = Matrices.random(35, 7, t[0], 1);
                MatrixView b = Matrices.random(7, n, t[1], 2);
                MatrixView c = Matrices.random(35, n, false, 3);
                MatrixView innerA = Matrices.inside(a, 3);
                MatrixView innerB = Matrices.inside(b, 11);
                MatrixView innerC = Matrices.inside(c, 5);
                gemm.multiply(a, b, c);
                gemm.multiply(innerA, innerB, innerC);
                assertArrayEquals(Matrices.inside(c, 5).data(), innerC.data());
                assertArrayEquals(Matrices.inside(a, 3).data(), innerA.data());
                assertArrayEquals(Matrices.inside(b, 11).data(), innerB.data());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMatrixMayBeMultipliedByItsOwnTranspose(Gemm.Kind kind) {
        Gemm gemm = gemm(kind);
        MatrixView x = Matrices.random(9, 20, false, 1);
        MatrixView copy = Matrices.copy(x);
        MatrixView c = MatrixView.of(new float[400], 20, 20);
        MatrixView expected = Matrices.copy(c);
        gemm.multiply(x.transpose(), x, c);
        gemm.multiply(x.transpose(), copy, expected);
        assertArrayEquals(expected.data(), c.data());
    }

    @ParameterizedTest
    @EnumSource
    void operandsAndResultMayShareAnArrayWithoutSharingElements(Gemm.Kind kind) {
        Gemm gemm = gemm(kind);
        float[] all = Matrices.random(3, 40, false, 1).data();
        MatrixView a = new MatrixView(all, 0, 4, 5, false);
        MatrixView b = new MatrixView(all, 20, 5, 10, true);
        MatrixView c = new MatrixView(all, 70, 4, 10, false);
        MatrixView expected = MatrixView.of(new float[40], 4, 10);
        gemm.multiply(Matrices.copy(a), Matrices.copy(b), expected);
        gemm.multiply(a, b, c);
        assertArrayEquals(expected.data(), Arrays.copyOfRange(all, 70, 110));
    }
}
