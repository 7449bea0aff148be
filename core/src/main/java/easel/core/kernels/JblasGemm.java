package easel.core.kernels;

import java.util.Optional;
import org.jblas.NativeBlas;
import org.jblas.util.Logger;

/**
 * Matrix products by the BLAS inside jblas. Its last bits are not promised: other machines round differently, a row of a
 * batch may differ from that row alone, and about one training run in ten from the same run before.
 *
 * <p>jblas is optional, and may be there without working: on Linux its library needs libgfortran.so.5, for Apple's
 * processors it has none, and its loader carries on after a failure. So {@link #defect} tries it.
 *
 * <p>BLAS stores matrices by columns. A matrix stored by rows is to it the transpose, so it is asked for
 * Cᵀ = Bᵀ·Aᵀ.
 */
final class JblasGemm implements Multiplier {
    /** Multiply-adds that make a chunk worth while. */
    private static final long CHUNK = 8_000_000;
    /** Few, for jblas copies all three arrays at each call: with 134 chunks 1024³ ran at half the speed. */
    private static final int MOST_CHUNKS = 4;

    private final Parallel parallel;

    /**
     * Creates the multiplier; {@link #defect} has been found empty.
     *
     * @param parallel where its loops run
     */
    JblasGemm(Parallel parallel) {
        this.parallel = parallel;
    }

    /** What keeps jblas from working here, and the remedy; empty when it works. Tried once. */
    static Optional<String> defect() {
        return Trial.DEFECT;
    }

    @Override
    public String describe() {
        return "BLAS through jblas, threads: " + parallel.size();
    }

    @Override
    public void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        assert Multiplier.fit(a, b, c);
        int m = c.rows();
        int n = c.columns();
        int longer = Math.max(m, n);
        long chunks = Math.min(Math.min(longer, MOST_CHUNKS), 1 + (long) m * n * a.columns() / CHUNK);
        int grain = (int) ((longer - 1) / chunks + 1);
        parallel.run(longer, grain, (from, to) -> {
            if (m >= n) {
                multiplyPart(part(a, from, to, 0, a.columns()), b, c, from, 0, add);
            } else {
                multiplyPart(a, part(b, 0, b.rows(), from, to), c, 0, from, add);
            }
        });
    }

    /** The product of a and b is the part of c that begins at (i, j). */
    private static void multiplyPart(MatrixView a, MatrixView b, MatrixView c, int i, int j, boolean add) {
        MatrixView product = part(c, i, i + a.rows(), j, j + b.columns());
        sgemm(alone(a), alone(b), product.data(), product.rows(), product.columns(), a.columns(),
                a.transposed(), b.transposed(), add);
        if (product.data() != c.data()) {
            copy(product, 0, 0, c, i, j, product.rows(), product.columns());
        }
    }

    private static void sgemm(float[] a, float[] b, float[] c, int m, int n, int k,
            boolean aTransposed, boolean bTransposed, boolean add) {
        NativeBlas.sgemm(bTransposed ? 'T' : 'N', aTransposed ? 'T' : 'N', n, m, k,
                1, b, 0, bTransposed ? k : n, a, 0, aTransposed ? m : k, add ? 1 : 0, c, 0, n);
    }

    /** Rows i to iEnd and columns j to jEnd, in an array of their own unless they are all of one already. */
    private static MatrixView part(MatrixView from, int i, int iEnd, int j, int jEnd) {
        if (from.transposed()) {
            return part(from.transpose(), j, jEnd, i, iEnd).transpose();
        }
        int rows = iEnd - i;
        int columns = jEnd - j;
        if (rows * columns == from.data().length) {
            return from;
        }
        MatrixView part = MatrixView.of(new float[rows * columns], rows, columns);
        copy(from, i, j, part, 0, 0, rows, columns);
        return part;
    }

    private static float[] alone(MatrixView view) {
        return part(view, 0, view.rows(), 0, view.columns()).data();
    }

    private static void copy(MatrixView from, int i, int j, MatrixView to, int toI, int toJ, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from.data(), from.index(i + row, j), to.data(), to.index(toI + row, toJ), columns);
        }
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
