package easel.core.kernels;

/** Reads the patches where they lie, with {@link VectorMicroKernel}: eight places of a line, or eight taps, at a time. */
final class VectorPatches extends PatchGemm {
    private static final int ROWS = VectorMicroKernel.ROWS;
    private static final int WIDTH = VectorMicroKernel.WIDTH;
    /** Where chains start. */
    private static final float[] ZEROS = new float[WIDTH];

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    VectorPatches() {}

    private static final class Workspace {
        final int[] places = new int[ROWS];
        final float[] tile = new float[ROWS * WIDTH];
        float[] panels = new float[0];

        /** panels[(p·depth + k)·WIDTH + j] = b[offset + k·columns + p·WIDTH + j]; columns beyond B are not stored. */
        void pack(float[] b, int offset, int depth, int columns) {
            int size = depth * ((columns - 1) / WIDTH + 1) * WIDTH;
            if (panels.length < size) {
                panels = new float[size];
            }
            VectorMicroKernel.pack(b, offset, columns, panels, depth, columns);
        }
    }

    @Override
    public void multiply(float[] x, int stride, int[] taps, int lines, int width, float[] b, int columns, float[] c,
            int offset) {
        assert SLACK >= ROWS : SLACK;
        Workspace space = WORKSPACE.get();
        space.pack(b, 0, taps.length, columns);
        int rows = Math.min(ROWS, width);
        for (int i = 0; i < lines; i++) {
            for (int j = 0; j < width; j += ROWS) {
                int place = Math.min(j, width - rows);       // the last tile repeats places of the one before
                int to = offset + (i * width + place) * columns;
                multiplyTile(space, x, i * stride + place, taps, columns, c, to, rows);
            }
        }
    }

    private static void multiplyTile(Workspace space, float[] x, int at, int[] taps, int columns, float[] c, int to,
            int rows) {
        for (int column = 0; column < columns; column += WIDTH) {
            int used = Math.min(WIDTH, columns - column);
            boolean whole = rows == ROWS && used == WIDTH;
            VectorMicroKernel.columns(ZEROS, 0, 0, whole ? c : space.tile, whole ? to + column : 0, whole ? columns : WIDTH,
                    x, at, taps, space.panels, column * taps.length, taps.length);
            for (int r = 0; r < rows && !whole; r++) {
                System.arraycopy(space.tile, r * WIDTH, c, to + r * columns + column, used);
            }
        }
    }

    @Override
    public void addTransposed(float[] x, int stride, int[] taps, int lines, int width, float[] b, int offset,
            int columns, float[] c) {
        Workspace space = WORKSPACE.get();
        for (int i = 0; i < lines; i++) {
            space.pack(b, offset + i * width * columns, width, columns);
            for (int k = 0; k < taps.length; k += ROWS) {
                for (int r = 0; r < ROWS; r++) {
                    space.places[r] = i * stride + taps[Math.min(k + r, taps.length - 1)];
                }
                addTransposedTiles(space, x, columns, c, k * columns, Math.min(ROWS, taps.length - k), width);
            }
        }
    }

    /** Some rows of C. */
    private static void addTransposedTiles(Workspace space, float[] x, int columns, float[] c, int to, int rows,
            int depth) {
        for (int column = 0; column < columns; column += WIDTH) {
            int used = Math.min(WIDTH, columns - column);
            boolean whole = rows == ROWS && used == WIDTH;
            float[] tile = whole ? c : space.tile;
            int at = whole ? to + column : 0;
            int stride = whole ? columns : WIDTH;
            for (int r = 0; r < rows && !whole; r++) {
                System.arraycopy(c, to + r * columns + column, tile, r * WIDTH, used);
            }
            VectorMicroKernel.rows(tile, at, stride, tile, at, stride, x, space.places, space.panels, column * depth, depth);
            for (int r = 0; r < rows && !whole; r++) {
                System.arraycopy(tile, r * WIDTH, c, to + r * columns + column, used);
            }
        }
    }
}
