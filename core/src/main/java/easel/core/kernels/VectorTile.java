package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/**
 * The tile of C that {@link VectorMicroKernel} computes next, in place or, if C has only a part of the tile, in a copy.
 * The micro-kernel also reads S from it, the values to which the product is added.
 *
 * <p>The micro-kernel takes this object instead of arrays and offsets for a reason: C2 on JDK 17 stores integers that
 * are needed only after a loop in vector registers during the loop. A loop for 16 registers then spills sums, and has a
 * third of its speed.
 *
 * <p>An experiment that lost: a method of this class that stores a row. With it, the loops of eight rows reach 35
 * instead of 220 GFLOP/s on JDK 17 and 25. So each loop stores its rows itself.
 */
final class VectorTile implements AutoCloseable {
    private static final int NR = VectorMicroKernel.NR;
    /** S for a result that is not added to C. Adding -0 changes no float; adding 0 would change -0. */
    private static final float[] NOTHING = new float[NR];

    private static final Scratch<float[]> COPIES = Scratch.ofFloats();

    static {
        Arrays.fill(NOTHING, -0f);
    }

    /** Row r of the tile starts at c[co + r·cs]. */
    float[] c;
    int co;
    int cs;
    /** Row r of S starts at s[so + r·ss]. */
    float[] s;
    int so;
    int ss;
    /** Used if C has only the first {@code rows} rows and {@code columns} columns of the tile; lent on demand. */
    private Lease<float[]> copy;
    private boolean copied;
    private float[] target;
    private int targetOffset;
    private int targetStride;
    private int rows;
    private int columns;

    /**
     * Selects a complete tile for {@code C = A·B}, or for {@code C += A·B}.
     *
     * @param c holds C. Modified by the micro-kernel
     * @param co index of the tile's first element
     * @param cs distance from a row of C to the next
     * @param add whether the product is added to C
     * @return this
     */
    VectorTile select(float[] c, int co, int cs, boolean add) {
        this.c = c;
        this.co = co;
        this.cs = cs;
        s = add ? c : NOTHING;
        so = add ? co : 0;
        ss = add ? cs : 0;
        copied = false;
        return this;
    }

    /**
     * Selects a tile that may be incomplete. {@link #finish} must follow the product.
     *
     * @param c holds C. Modified by the micro-kernel or by {@link #finish}
     * @param co index of the tile's first element
     * @param cs distance from a row of C to the next
     * @param strip rows of the tile
     * @param rows rows that C has, at most {@code strip}
     * @param columns columns that C has, at most NR
     * @param add whether the product is added to C
     * @return this
     */
    VectorTile select(float[] c, int co, int cs, int strip, int rows, int columns, boolean add) {
        if (rows == strip && columns == NR) {
            return select(c, co, cs, add);
        }
        if (copy == null) {
            copy = COPIES.lend(VectorMicroKernel.MR * NR);
        }
        if (add) {
            Panels.copy(c, co, cs, copy.value(), 0, NR, rows, columns);
        }
        select(copy.value(), 0, NR, add);
        copied = true;
        target = c;
        targetOffset = co;
        targetStride = cs;
        this.rows = rows;
        this.columns = columns;
        return this;
    }

    /** Copies the result of an incomplete tile to C. */
    void finish() {
        if (copied) {
            Panels.copy(copy.value(), 0, NR, target, targetOffset, targetStride, rows, columns);
        }
    }

    /** Gives the memory of the copy back. A workspace that is lent itself keeps its tile open. */
    @Override
    public void close() {
        if (copy != null) {
            copy.close();
            copy = null;
        }
    }
}
