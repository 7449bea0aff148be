package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with a {@link PackedMatrix}: the algorithm of {@link VectorGemm} with another order of the loops. A is
 * packed, because it is small in inference. Each block of B is read from memory once for all rows of a block of C.
 *
 * <pre>
 * for each block of terms
 *   pack A, strip by strip                  // stays in the second-level cache
 *   for each panel of B
 *     for each strip
 *       C(strip, panel) += A(strip, block)·B(block, panel)
 * </pre>
 *
 * Panel p of B holds columns [p·NR, (p + 1)·NR) row after row, padded with zeros, and starts at p·rows·NR. One row of A
 * is read in place, and multiplied by two panels at a time.
 */
final class VectorPanels extends VectorProduct {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int MR = VectorMicroKernel.MR;
    private static final int NR = VectorMicroKernel.NR;
    /** With fewer columns, most of a panel could be padding, and the products are too short to gain. */
    private static final int MIN_COLUMNS = 16;
    /** Floats packed in one chunk of the parallel loop, about 50 µs. */
    private static final int GRAIN = 1 << 16;
    /** Maximum rows of a block of C: the packed part of A takes 128 KB. */
    private static final int MC = 128;
    private static final int NC = 1024;
    private static final Blocks BLOCKS = new Blocks(MC, NC, MR, NR, NR);

    private static final Scratch<VectorPanels> PRODUCTS = Scratch.of(VectorPanels::new);
    /** Replaces the panels after a product, so that idle scratch memory does not keep them reachable. */
    private static final float[] NONE = {};
    /** STEPS[rows][t] = t·rows, the offsets of the columns in a packed strip. */
    private static final int[][] STEPS = new int[MR + 1][SumOrder.BLOCK];

    static {
        for (int rows = 0; rows <= MR; rows++) {
            int step = rows;
            Arrays.setAll(STEPS[rows], t -> t * step);
        }
    }

    private final float[] packedA = new float[MC * SumOrder.BLOCK];
    private final VectorTile tile = new VectorTile();
    /** The result of {@link #twoPanels}. */
    private final float[] row = new float[2 * NR];
    private float[] panels = NONE;

    /** Packs B, in parallel. */
    static PackedMatrix pack(Parallel parallel, MatrixView b) {
        int count = Panels.count(b.columns(), NR);
        if (b.columns() < MIN_COLUMNS || (long) count * NR * b.rows() > Integer.MAX_VALUE - 8) {
            return new PackedMatrix(b);
        }
        int size = b.rows() * NR;
        float[] panels = new float[count * size];
        parallel.run(count, Blocks.ceil(GRAIN, size), (from, to) -> {
            for (int p = from; p < to; p++) {
                Panels.pack(b, p * NR, NR, panels, p * size);
            }
        });
        return new PackedMatrix(b, panels);
    }

    /** Computes C = A·B or C += A·B. B has panels; A, if it is a row, is not transposed. */
    static void multiply(Parallel parallel, MatrixView a, PackedMatrix b, MatrixView c, boolean add) {
        BLOCKS.forEach(parallel, c.rows(), c.columns(), a.columns(), (i, iEnd, j, jEnd) -> {
            try (Lease<VectorPanels> lease = PRODUCTS.lend()) {
                VectorPanels product = lease.value();
                product.panels = b.panels();
                product.multiply(a, b.view(), c.data(), c.offset(), c.columns(), add, i, iEnd, j, jEnd);
                product.panels = NONE;
            }
        });
    }

    @Override
    void multiplyTerms(MatrixView a, MatrixView b, int k, int depth, float[] c, int co, int cs, boolean add, int i,
            int iEnd, int j, int jEnd) {
        int size = b.rows() * NR;
        int panel = j / NR * size + k * NR;
        if (a.rows() == 1) {
            multiplyRow(a.data(), a.index(0, k), panel, size, depth, c, co, add, j, jEnd);
            return;
        }
        packA(a, k, depth, i, iEnd);
        for (int column = j; column < jEnd; column += NR, panel += size) {
            int width = Math.min(NR, jEnd - column);
            for (int r = i, rows; r < iEnd; r += rows) {
                rows = VectorMicroKernel.rows(iEnd - r);
                tile.select(c, co + r * cs + column, cs, rows, Math.min(rows, iEnd - r), width, add);
                VectorMicroKernel.multiplyColumnMajor(tile, rows, packedA, (r - i) * depth, STEPS[rows], panels, panel,
                        depth);
                tile.finish();
            }
        }
    }

    /**
     * Packs columns [k, k + depth) of rows [i, iEnd) of A, each strip column after column. Rows that only the last
     * strip has are not set; their results are not stored.
     */
    private void packA(MatrixView a, int k, int depth, int i, int iEnd) {
        for (int r = i, rows; r < iEnd; r += rows) {
            rows = VectorMicroKernel.rows(iEnd - r);
            int height = Math.min(rows, iEnd - r);
            int to = (r - i) * depth;
            if (a.transposed()) {
                Panels.copy(a.data(), a.index(r, k), a.rows(), packedA, to, rows, depth, height);
            } else {
                Panels.transpose(a.data(), a.index(r, k), a.columns(), packedA, to, rows, height, depth);
            }
        }
    }

    /** Multiplies one row of A by columns [j, jEnd) of B. */
    private void multiplyRow(float[] x, int p, int firstPanel, int size, int depth, float[] c, int co, boolean add,
            int j, int jEnd) {
        int panel = firstPanel;
        for (int column = j; column < jEnd; column += 2 * NR, panel += 2 * size) {
            twoPanels(x, p, panels, panel, column + NR < jEnd ? panel + size : panel, depth, row);
            addRow(row, 0, c, co + column, Math.min(2 * NR, jEnd - column), add);
        }
    }

    /**
     * The micro-kernel for one row: to[j] = Σ x[p + t]·b[q + t·NR + j], to[NR + j] = Σ x[p + t]·b[r + t·NR + j] over t
     * below n, for j below NR. The sum starts at 0. It reads B at 100 GB/s from the third-level cache; the loop for
     * eight rows reads it at 55. One panel at a time, two chains, is slower with 256-bit vectors.
     */
    private static void twoPanels(float[] x, int p, float[] b, int q, int r, int n, float[] to) {
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector u1 = u0, v0 = u0, v1 = u0;
        int qt = q;
        int rt = r;
        for (int t = 0; t < n; t++) {
            FloatVector a = FloatVector.broadcast(SPECIES, x[p + t]);
            u0 = a.fma(FloatVector.fromArray(SPECIES, b, qt), u0);
            u1 = a.fma(FloatVector.fromArray(SPECIES, b, qt + LANES), u1);
            v0 = a.fma(FloatVector.fromArray(SPECIES, b, rt), v0);
            v1 = a.fma(FloatVector.fromArray(SPECIES, b, rt + LANES), v1);
            qt += NR;
            rt += NR;
        }
        u0.intoArray(to, 0);
        u1.intoArray(to, LANES);
        v0.intoArray(to, NR);
        v1.intoArray(to, NR + LANES);
    }
}
