package easel.core.kernels;

import java.util.Arrays;
import java.util.Optional;
import org.jblas.NativeBlas;
import org.jblas.util.Logger;

/**
 * Matrix products by the BLAS inside jblas. Its last bits are not promised: other machines round differently, and a row
 * of a batch may differ from that row alone.
 *
 * <p>One call at a time, in one thread: its OpenBLAS is built without locks, and of small products computed by two
 * threads at once one in a thousand is plainly wrong.
 *
 * <p>jblas is optional, and may be there without working: on Linux its library needs libgfortran.so.5, for Apple's
 * processors it has none, and its loader carries on after a failure. So {@link #defect} tries it.
 *
 * <p>BLAS stores matrices by columns. A matrix stored by rows is to it the transpose, so it is asked for
 * Cᵀ = Bᵀ·Aᵀ.
 */
final class JblasGemm implements Multiplier {
    private static final Object TURN = new Object();

    /** What keeps jblas from working here, and the remedy; empty when it works. Tried once. */
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
        float[] product = alone(c);
        sgemm(alone(a), alone(b), product, c.rows(), c.columns(), a.columns(), a.transposed(), b.transposed(), add);
        if (product != c.data()) {
            System.arraycopy(product, 0, c.data(), c.offset(), product.length);
        }
    }

    private static void sgemm(float[] a, float[] b, float[] c, int m, int n, int k,
            boolean aTransposed, boolean bTransposed, boolean add) {
        synchronized (TURN) {
            NativeBlas.sgemm(bTransposed ? 'T' : 'N', aTransposed ? 'T' : 'N', n, m, k,
                    1, b, 0, bTransposed ? k : n, a, 0, aTransposed ? m : k, add ? 1 : 0, c, 0, n);
        }
    }

    /** The matrix in an array of its own: jblas copies the whole array at each call. */
    private static float[] alone(MatrixView view) {
        boolean whole = view.rows() * view.columns() == view.data().length;
        return whole ? view.data() : Arrays.copyOfRange(view.data(), view.offset(), view.end());
    }

    /** The first use of jblas, made when somebody asks for it. */
    private static final class Trial {
        static final Optional<String> DEFECT = run();

        private static Optional<String> run() {
            float[] c = {7, 7, 7, 7};
            try {
                // Above its highest level, for at ERROR a failed load still prints.
                Logger.getLogger().setLevel(Logger.ERROR + 1);
                sgemm(new float[] {1, 2, 3, 4, 5, 6}, new float[] {1, 0, 0, 1, 2, 3}, c, 2, 2, 3, false, false, false);
            } catch (NoClassDefFoundError e) {
                return Optional.of("jblas is not on the class path; add org.jblas:jblas:1.2.5");
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
