package easel.core.kernels;

import java.util.Arrays;

/** Reads the rows where they lie, eight at a time, with {@link VectorMicroKernel}. */
final class VectorRows extends IndirectGemm {
    /** Rows of B that stay in the first-level cache while the rows of A pass by. */
    private static final int DEPTH = 256;
    /** Rows that the first-level cache holds, though they lie far apart. 48 and 128 are a tenth slower. */
    private static final int TERMS = 64;

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    VectorRows() {}

    /** Places of rows, a panel of B, and copies, filled up with zeros, where tiles reach over an edge. */
    private static final class Workspace {
        final int[] places = new int[VectorMicroKernel.ROWS];
        final int[] xAt = new int[TERMS];
        final float[] x = new float[TERMS * VectorMicroKernel.ROWS];
        final float[] y = new float[TERMS * VectorMicroKernel.WIDTH];
        final float[] c = new float[VectorMicroKernel.ROWS * VectorMicroKernel.WIDTH];

        Workspace() {
            Arrays.setAll(xAt, k -> k * VectorMicroKernel.ROWS);
        }
    }

    @Override
    public int width(int columns) {
        return VectorMicroKernel.WIDTH;
    }

    @Override
    public int terms() {
        return TERMS;
    }

    @Override
    public void addProduct(float[] x, int[] at, int shift, int rows, int depth, float[] b, int offset, float[] c,
            int cAt, int stride, int width) {
        assert width == VectorMicroKernel.WIDTH && GROUP == VectorMicroKernel.ROWS : width;
        int[] places = WORKSPACE.get().places;
        int pieces = (depth - 1) / DEPTH + 1;
        for (int piece = 0; piece < pieces; piece++) {
            int k = piece * depth / pieces;
            int steps = (piece + 1) * depth / pieces - k;
            for (int r = 0; r < rows; r += VectorMicroKernel.ROWS) {
                for (int i = 0; i < VectorMicroKernel.ROWS; i++) {
                    places[i] = at[r + i] + shift + k;
                }
                int tile = cAt + r * stride;
                VectorMicroKernel.rows(c, tile, stride, c, tile, stride, x, places, b, offset + k * width, steps);
            }
        }
    }

    @Override
    public void addTransposedProduct(float[] x, int[] xAt, int xShift, float[] y, int[] yAt, int yShift, int depth,
            float[] c, int offset, int stride, int rows, int columns) {
        Workspace space = WORKSPACE.get();
        if (columns == VectorMicroKernel.WIDTH) {
            VectorMicroKernel.gather(y, yShift, yAt, space.y, depth);
        } else {
            copy(y, yAt, yShift, depth, columns, space.y, VectorMicroKernel.WIDTH);
        }
        for (int r = 0; r < rows; r += VectorMicroKernel.ROWS) {
            int at = offset + r * stride;
            if (r + VectorMicroKernel.ROWS <= rows && columns == VectorMicroKernel.WIDTH) {
                VectorMicroKernel.columns(c, at, stride, c, at, stride, x, xShift + r, xAt, space.y, 0, depth);
            } else {
                addEdge(space, x, xAt, xShift + r, depth, c, at, stride, Math.min(VectorMicroKernel.ROWS, rows - r), columns);
            }
        }
    }

    /** A tile of which only some rows and columns are wanted. */
    private static void addEdge(Workspace space, float[] x, int[] xAt, int xShift, int depth, float[] c, int offset,
            int stride, int rows, int columns) {
        copy(x, xAt, xShift, depth, rows, space.x, VectorMicroKernel.ROWS);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(c, offset + r * stride, space.c, r * VectorMicroKernel.WIDTH, columns);
        }
        VectorMicroKernel.columns(space.c, 0, VectorMicroKernel.WIDTH, space.c, 0, VectorMicroKernel.WIDTH, space.x, 0, space.xAt, space.y,
                0, depth);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(space.c, r * VectorMicroKernel.WIDTH, c, offset + r * stride, columns);
        }
    }

    private static void copy(float[] from, int[] at, int shift, int rows, int columns, float[] to, int width) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, at[r] + shift, to, r * width, columns);
            Arrays.fill(to, r * width + columns, (r + 1) * width, 0);
        }
    }
}
