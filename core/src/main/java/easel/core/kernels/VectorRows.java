package easel.core.kernels;

import java.util.Arrays;

/** Reads the rows where they lie, eight at a time, with {@link VectorTile}. */
final class VectorRows extends IndirectGemm {
    /** Rows of B that stay in the first-level cache while the rows of A pass by. */
    private static final int DEPTH = 256;
    /** Rows that the first-level cache holds, though they lie far apart. 48 and 128 are a tenth slower. */
    private static final int TERMS = 64;

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    VectorRows() {}

    /** Places of rows, a panel of B, and copies, filled up with zeros, where tiles reach over an edge. */
    private static final class Workspace {
        final int[] places = new int[VectorTile.ROWS];
        final int[] xAt = new int[TERMS];
        final float[] x = new float[TERMS * VectorTile.ROWS];
        final float[] y = new float[TERMS * VectorTile.WIDTH];
        final float[] c = new float[VectorTile.ROWS * VectorTile.WIDTH];

        Workspace() {
            Arrays.setAll(xAt, k -> k * VectorTile.ROWS);
        }
    }

    @Override
    public int width(int columns) {
        return VectorTile.WIDTH;
    }

    @Override
    public int terms() {
        return TERMS;
    }

    @Override
    public void addProduct(float[] x, int[] at, int shift, int rows, int depth, float[] b, int offset, float[] c,
            int cAt, int stride, int width) {
        assert width == VectorTile.WIDTH && GROUP == VectorTile.ROWS : width;
        int[] places = WORKSPACE.get().places;
        int pieces = (depth - 1) / DEPTH + 1;
        for (int piece = 0; piece < pieces; piece++) {
            int k = piece * depth / pieces;
            int steps = (piece + 1) * depth / pieces - k;
            for (int r = 0; r < rows; r += VectorTile.ROWS) {
                for (int i = 0; i < VectorTile.ROWS; i++) {
                    places[i] = at[r + i] + shift + k;
                }
                int tile = cAt + r * stride;
                VectorTile.rows(c, tile, stride, c, tile, stride, x, places, b, offset + k * width, steps);
            }
        }
    }

    @Override
    public void addTransposedProduct(float[] x, int[] xAt, int xShift, float[] y, int[] yAt, int yShift, int depth,
            float[] c, int offset, int stride, int rows, int columns) {
        Workspace space = WORKSPACE.get();
        if (columns == VectorTile.WIDTH) {
            VectorTile.gather(y, yShift, yAt, space.y, depth);
        } else {
            copy(y, yAt, yShift, depth, columns, space.y, VectorTile.WIDTH);
        }
        for (int r = 0; r < rows; r += VectorTile.ROWS) {
            int at = offset + r * stride;
            if (r + VectorTile.ROWS <= rows && columns == VectorTile.WIDTH) {
                VectorTile.columns(c, at, stride, c, at, stride, x, xShift + r, xAt, space.y, 0, depth);
            } else {
                addEdge(space, x, xAt, xShift + r, depth, c, at, stride, Math.min(VectorTile.ROWS, rows - r), columns);
            }
        }
    }

    /** A tile of which only some rows and columns are wanted. */
    private static void addEdge(Workspace space, float[] x, int[] xAt, int xShift, int depth, float[] c, int offset,
            int stride, int rows, int columns) {
        copy(x, xAt, xShift, depth, rows, space.x, VectorTile.ROWS);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(c, offset + r * stride, space.c, r * VectorTile.WIDTH, columns);
        }
        VectorTile.columns(space.c, 0, VectorTile.WIDTH, space.c, 0, VectorTile.WIDTH, space.x, 0, space.xAt, space.y,
                0, depth);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(space.c, r * VectorTile.WIDTH, c, offset + r * stride, columns);
        }
    }

    private static void copy(float[] from, int[] at, int shift, int rows, int columns, float[] to, int width) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, at[r] + shift, to, r * width, columns);
            Arrays.fill(to, r * width + columns, (r + 1) * width, 0);
        }
    }
}
