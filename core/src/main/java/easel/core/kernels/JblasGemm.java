package easel.core.kernels;

import java.util.Arrays;
import java.util.Optional;
import org.jblas.NativeBlas;
import org.jblas.util.Logger;

/**
 * Matrix products by the BLAS inside jblas. The last bits of the results differ between machines. A row of the product
 * of a batch may differ from the product of that row alone.
 *
 * <p>Calls are serialized: the OpenBLAS inside is built without locks, and when two threads compute small products at
 * once, one product in a thousand is wrong.
 *
 * <p>jblas is optional, and it may be on the class path without working: its Linux library needs libgfortran.so.5,
 * there is no library for Apple's processors, and its loader continues after a failure. So {@link #defect} computes
 * a test product.
 *
 * <p>BLAS stores matrices by columns and reads a row-major matrix as its transpose. So the call computes Cᵀ = Bᵀ·Aᵀ.
 */
final class JblasGemm implements Multiplier {
    private static final Object LOCK = new Object();

    /** Why jblas does not work here, with the remedy; empty if it works. The test runs once. */
    static Optional<String> defect() {
        return Trial.DEFECT;
    }

    @Override
    public String describe() {
        return "BLAS through jblas, one thread at a time";
    }

    @Override
    public void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        assert Multiplier.fit(a, b, c);
        float[] product = wholeArray(c);
        sgemm(wholeArray(a), wholeArray(b), product, c.rows(), c.columns(), a.columns(), a.transposed(),
                b.transposed(), add);
        if (product != c.data()) {
            System.arraycopy(product, 0, c.data(), c.offset(), product.length);
        }
    }

    private static void sgemm(float[] a, float[] b, float[] c, int m, int n, int k,
            boolean aTransposed, boolean bTransposed, boolean add) {
        synchronized (LOCK) {
            NativeBlas.sgemm(bTransposed ? 'T' : 'N', aTransposed ? 'T' : 'N', n, m, k,
                    1, b, 0, bTransposed ? k : n, a, 0, aTransposed ? m : k, add ? 1 : 0, c, 0, n);
        }
    }

    /** An array that holds only the matrix, because jblas copies whole arrays at each call. */
    private static float[] wholeArray(MatrixView view) {
        boolean fills = view.rows() * view.columns() == view.data().length;
        return fills ? view.data() : Arrays.copyOfRange(view.data(), view.offset(), view.end());
    }

    /** Holds the result of the first use of jblas; loaded on demand. */
    private static final class Trial {
        static final Optional<String> DEFECT = run();

        private static Optional<String> run() {
            float[] c = {7, 7, 7, 7};
            try {
                // Higher than all levels, because a failed load prints even at level ERROR.
                Logger.getLogger().setLevel(Logger.ERROR + 1);
                sgemm(new float[] {1, 2, 3, 4, 5, 6}, new float[] {1, 0, 0, 1, 2, 3}, c, 2, 2, 3, false, false, false);
            } catch (NoClassDefFoundError e) {
                return Optional.of(JblasGemm.class.getModule().isNamed()
                        ? "the module jblas is missing; put org.jblas:jblas:1.2.5 on the module path and start java"
                                + " with --add-modules jblas"
                        : "jblas is not on the class path; add org.jblas:jblas:1.2.5");
            } catch (LinkageError e) {
                return Optional.of("the native library of jblas does not load on " + System.getProperty("os.name")
                        + " " + System.getProperty("os.arch") + "; on Debian or Ubuntu: apt-get install libgfortran5");
            }
            // (1 2 3; 4 5 6)·(1 0; 0 1; 2 3) = (7 11; 16 23)
            return c[0] == 7 && c[1] == 11 && c[2] == 16 && c[3] == 23 ? Optional.empty()
                    : Optional.of("the native library of jblas computes wrong products; remove it from the class path");
        }
    }
}
