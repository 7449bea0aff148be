package easel.examples.tutorial;

import easel.core.Shape;
import easel.core.Tensor;
import easel.datasets.ImageGrid;
import easel.datasets.Scaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A row of square panels of pixels, to draw points, bars and probabilities without fonts: equal on every machine. */
final class Canvas {
    static final int SIDE = 190;                // pixels of a panel's height and width
    static final int REAL = 0x1F77B4;           // blue
    static final int FAKE = 0xE6550D;           // orange
    static final int BLACK = 0;

    private final int panels;
    private final Tensor pixels;

    /** White panels. */
    Canvas(int panels) {
        this.panels = panels;
        this.pixels = Tensor.full(Shape.of(panels, SIDE, SIDE, 3), 1);
    }

    /** Fills a rectangle; pixels outside the panel are ignored. Row 0 is at the top. */
    void fill(int panel, int left, int top, int width, int height, int color) {
        for (int y = Math.max(0, top); y < Math.min(SIDE, top + height); y++) {
            for (int x = Math.max(0, left); x < Math.min(SIDE, left + width); x++) {
                for (int c = 0; c < 3; c++) {
                    pixels.array()[((panel * SIDE + y) * SIDE + x) * 3 + c] = (color >> 16 - 8 * c & 0xFF) / 255f;
                }
            }
        }
    }

    /** The points at the centres of squares of 2x2 pixels, row by row, (SIDE/2·SIDE/2, 2): the panel from -3 to 3. */
    static Tensor grid() {
        int cells = SIDE / 2;
        Tensor grid = Tensor.zeros(Shape.of(cells * cells, 2));
        for (int i = 0; i < cells * cells; i++) {
            grid.array()[2 * i] = 6f * (i % cells * 2 + 1) / SIDE - 3;
            grid.array()[2 * i + 1] = 3 - 6f * (i / cells * 2 + 1) / SIDE;
        }
        return grid;
    }

    /** Fills the panel with the colors of the probabilities (SIDE/2·SIDE/2, 1) of the grid's points. */
    void background(int panel, Tensor probabilities) {
        int cells = SIDE / 2;
        for (int i = 0; i < cells * cells; i++) {
            fill(panel, i % cells * 2, i / cells * 2, 2, 2, shade(probabilities.array()[i]));
        }
    }

    /** Draws points (N, 2) as small squares. */
    void points(int panel, Tensor points, int color) {
        for (float[] point : points.toArray2D()) {
            int column = (int) Math.floor((point[0] + 3) * SIDE / 6);
            int row = (int) Math.floor((3 - point[1]) * SIDE / 6);
            fill(panel, column - 1, row - 1, 2, 2, color);
        }
    }

    /** The color of a probability: orange at 0, white at 0.5, blue at 1, all of them pale. */
    private static int shade(double p) {
        int color = p < 0.5 ? 0xFDBE85 : 0x9ECAE1;
        double weight = Math.abs(2 * p - 1);
        int shade = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            shade = shade << 8 | (int) Math.round(255 - weight * (255 - (color >> shift & 0xFF)));
        }
        return shade;
    }

    /** Writes the panels as one PNG file, side by side. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        ImageGrid.of(1, panels, Shape.of(SIDE, SIDE, 3), Scaling.ZERO_TO_ONE).write(pixels, file);
    }
}
