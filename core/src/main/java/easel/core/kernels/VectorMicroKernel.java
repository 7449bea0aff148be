package easel.core.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernel of {@link VectorGemm}, {@link VectorRows} and {@link VectorPatches}. It keeps the sums for a tile of
 * C, a strip of rows × {@link #NR} columns, in registers while it loops along k:
 *
 * <pre>
 * T = 0
 * for each k
 *   load B(k), NR floats of a packed panel, into two vectors
 *   for each row r of the tile                       // unrolled
 *     T(r) += A(r, k)·B(k)                           // broadcast A(r, k), two vector multiply-adds
 * C(tile) += T
 * </pre>
 *
 * There is one method each for a row-major A, a column-major A, and an A with a table of steps. Two more methods pack B
 * into panels. {@link #rows} divides the rows of a matrix into strips. The loops are in {@link VectorEightRows}, for
 * processors with 32 vector registers (AVX-512), and in {@link VectorSixRows} and {@link VectorFourRows}, for 16.
 *
 * <p>Each sum is one chain of fused multiply-adds in the order of k that starts at 0, one block of {@link SumOrder};
 * lanes are never added to each other. Hence the results have the same bits as those of {@link NaiveGemm} for any
 * vector width and any division into strips.
 *
 * <p>JDK 17 boxes vectors, that is, allocates an object for each one, if a program uses a second species, if a vector
 * is carried across nested loops, or if it is not a local variable. So all classes use the same species, the loops are
 * not nested and each accumulator is a local variable. In each loop the index into the panel is a separate variable:
 * C2 then checks its range at each step, which costs less than the order of instructions that it chooses otherwise.
 */
final class VectorMicroKernel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final boolean EIGHT_ROWS = LANES > 8;
    /** The steps of a row-major A: 0, 1, 2, … */
    private static final int[] STEPS = new int[SumOrder.BLOCK];
    /** The rows of a column-major A: 0, 1, 2, … */
    private static final int[] ROWS = {0, 1, 2, 3, 4, 5};
    /** On older Java versions the loop for six rows has half the speed in one of three processes. */
    private static final boolean SIX_ROWS = Runtime.version().feature() > 17;

    /** Maximum rows of a tile. BLIS calls them MR. */
    static final int MR = 8;
    /** Columns of a tile and of a panel of B: two vectors. BLIS calls them NR. */
    static final int NR = 2 * LANES;

    static {
        Arrays.setAll(STEPS, t -> t);
    }

    private VectorMicroKernel() {}

    /**
     * Rows of the next strip: eight with 32 registers; else six, and four for the rest, so that an even number of rows
     * from 4 on needs no additional row. At most {@code remaining} rounded up to a multiple of {@link #MR} rows are
     * computed in all.
     *
     * @param remaining rows from the strip's first to the matrix's last, at least 1
     * @return 8, 6 or 4; may be more than {@code remaining}
     */
    static int rows(int remaining) {
        if (EIGHT_ROWS) {
            return MR;
        }
        return !SIX_ROWS || remaining <= 4 || remaining == 7 || remaining == 8 ? 4 : 6;
    }

    /**
     * C = S + A·B with a row-major A: C(r, j) = S(r, j) + Σ x[xo[from + r] + shift + t]·b[bo + t·NR + j] over t below n,
     * for r below rows and j below NR. The sum starts at 0. A row of A is a row of a matrix, or consecutive inputs of a
     * convolution.
     *
     * <p>Two steps per iteration are 10 % slower, because they spill registers. Packing A, so that the distance between
     * its rows is constant, makes large products 10 % faster and convolutions 10 % slower, because convolutions would
     * pack A again for each panel.
     *
     * @param tile S and C. C is modified
     * @param rows rows of the tile, from {@link #rows}, or 4
     * @param x holds the rows of A, n floats each. Not modified
     * @param xo offsets of the rows; they may be equal
     * @param from index of the tile's first row in xo
     * @param shift added to each offset in xo
     * @param b holds B, n rows of a panel. Not modified
     * @param bo index of B's first element
     * @param n steps, at most {@link SumOrder#BLOCK}
     */
    static void multiplyRowMajor(VectorTile tile, int rows, float[] x, int[] xo, int from, int shift, float[] b, int bo,
            int n) {
        if (EIGHT_ROWS && rows == MR) {
            VectorEightRows.rowMajor(tile, x, xo, from, shift, b, bo, n);
        } else if (rows == 6) {
            VectorSixRows.indexed(tile, x, xo, from, shift, STEPS, b, bo, n);
        } else {
            VectorFourRows.rowMajor(tile, x, xo, from, shift, b, bo, n);
        }
    }

    /**
     * C = S + A·B with a column-major A, as in xᵀ·dy: C(r, j) = S(r, j) + Σ x[xo + xs[t] + r]·b[bo + t·NR + j] over t
     * below n, for r below rows and j below NR. The sum starts at 0.
     *
     * @param tile S and C. C is modified
     * @param rows rows of the tile, from {@link #rows}
     * @param x holds the columns of A, one float for each row. Not modified
     * @param xo added to each offset in x
     * @param xs offsets of the n columns
     * @param b holds B, n rows of a panel. Not modified
     * @param bo index of B's first element
     * @param n steps, at least 0
     */
    static void multiplyColumnMajor(VectorTile tile, int rows, float[] x, int xo, int[] xs, float[] b, int bo, int n) {
        if (EIGHT_ROWS) {
            VectorEightRows.columnMajor(tile, x, xo, xs, b, bo, n);
        } else if (rows == 6) {
            VectorSixRows.indexed(tile, x, ROWS, 0, xo, xs, b, bo, n);
        } else {
            VectorFourRows.columnMajor(tile, x, xo, xs, b, bo, n);
        }
    }

    /**
     * C = S + A·B with a table for the steps of A: C(r, j) = S(r, j) + Σ x[xo[r] + xs[t]]·b[bo + t·NR + j] over t below
     * n, for r below rows and j below NR. The sum starts at 0. With xo[r] = xo + r this is
     * {@link #multiplyColumnMajor}, which is faster, because it computes one address per step.
     *
     * @param tile S and C. C is modified
     * @param rows rows of the tile, from {@link #rows}
     * @param x holds the elements of A. Not modified
     * @param xo indices of the rows; they may be equal
     * @param xs offsets of the n steps in a row
     * @param b holds B, n rows of a panel. Not modified
     * @param bo index of B's first element
     * @param n steps, at least 0
     */
    static void multiplyIndexed(VectorTile tile, int rows, float[] x, int[] xo, int[] xs, float[] b, int bo, int n) {
        if (EIGHT_ROWS) {
            VectorEightRows.indexed(tile, x, xo, xs, b, bo, n);
        } else if (rows == 6) {
            VectorSixRows.indexed(tile, x, xo, 0, 0, xs, b, bo, n);
        } else {
            VectorFourRows.indexed(tile, x, xo, xs, b, bo, n);
        }
    }

    /**
     * Packs a row-major B into panels: to[(p·n + t)·NR + j] = b[bo + t·bs + p·NR + j] for t below n and p·NR + j below
     * columns. Reads B row by row. {@link Panels} packs one panel at a time with System.arraycopy, which is slower,
     * because each copy has NR floats only.
     *
     * @param b holds B. Not modified
     * @param bo index of B's first element
     * @param bs distance from a row of B to the next
     * @param to receives the panels, one after the other; the last panel is not padded. Modified
     * @param n rows of B
     * @param columns columns of B
     */
    static void pack(float[] b, int bo, int bs, float[] to, int n, int columns) {
        int panels = columns / NR;
        int rest = columns % NR;
        for (int t = 0; t < n; t++) {
            int p = bo + t * bs;
            int q = t * NR;
            for (int end = q + panels * n * NR; q < end; q += n * NR, p += NR) {
                FloatVector.fromArray(SPECIES, b, p).intoArray(to, q);
                FloatVector.fromArray(SPECIES, b, p + LANES).intoArray(to, q + LANES);
            }
            if (rest > 0) {
                System.arraycopy(b, p, to, q, rest);
            }
        }
    }

    /**
     * Packs one panel from rows at any offsets: to[t·NR + j] = b[bo + bs[t] + j] for t below n and j below NR.
     * {@link Panels} packs rows at a constant distance only.
     *
     * @param b holds the rows, NR floats each. Not modified
     * @param bo added to each offset in b
     * @param bs offsets of the n rows
     * @param to receives the panel. Modified
     * @param n rows
     */
    static void packRows(float[] b, int bo, int[] bs, float[] to, int n) {
        for (int t = 0; t < n; t++) {
            int p = bo + bs[t];
            FloatVector.fromArray(SPECIES, b, p).intoArray(to, t * NR);
            FloatVector.fromArray(SPECIES, b, p + LANES).intoArray(to, t * NR + LANES);
        }
    }
}
