package easel.datasets.picture;

/** Undoes the filters of PNG: each byte was stored as a difference to a prediction from its neighbours. */
final class PngFilter {
    private final byte[] data;
    private final int distance;

    /** Filters {@code data}, in place; the left neighbour of a byte is {@code distance} bytes before it. */
    PngFilter(byte[] data, int distance) {
        this.data = data;
        this.distance = distance;
    }

    /** Undoes the filters of rows of {@code length} bytes after one byte that names the filter. Modifies the data. */
    void undo(int start, int rows, int length) throws PictureException {
        for (int row = 0; row < rows; row++) {
            int first = start + row * (1 + length) + 1;
            int above = row == 0 ? -1 : first - 1 - length;
            switch (data[first - 1]) {
                case 0 -> { }
                case 1 -> left(first, length);
                case 2 -> above(first, above, length);
                case 3 -> average(first, above, length);
                case 4 -> paeth(first, above, length);
                default -> throw PictureException.damaged("filter " + (data[first - 1] & 0xFF) + " in row " + row);
            }
        }
    }

    private void left(int first, int length) {
        for (int i = distance; i < length; i++) {
            data[first + i] += data[first + i - distance];
        }
    }

    private void above(int first, int above, int length) {
        for (int i = 0; above >= 0 && i < length; i++) {
            data[first + i] += data[above + i];
        }
    }

    private void average(int first, int above, int length) {
        for (int i = 0; i < length; i++) {
            int a = i < distance ? 0 : data[first + i - distance] & 0xFF;
            int b = above < 0 ? 0 : data[above + i] & 0xFF;
            data[first + i] += (byte) ((a + b) / 2);
        }
    }

    private void paeth(int first, int above, int length) {
        for (int i = 0; i < length; i++) {
            int a = i < distance ? 0 : data[first + i - distance] & 0xFF;
            int b = above < 0 ? 0 : data[above + i] & 0xFF;
            int c = i < distance || above < 0 ? 0 : data[above + i - distance] & 0xFF;
            int toA = Math.abs(b - c);
            int toB = Math.abs(a - c);
            int toC = Math.abs(a + b - 2 * c);
            data[first + i] += (byte) (toA <= toB && toA <= toC ? a : toB <= toC ? b : c);
        }
    }
}
