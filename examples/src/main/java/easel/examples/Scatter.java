package easel.examples;

import easel.core.Tensor;
import easel.examples.run.Panels;
import easel.measures.ModeCoverage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Scatter plots side by side: gray squares at the means of the data, and over them the generated points, blue if they
 * have high quality (see {@link ModeCoverage}) and orange if not.
 */
final class Scatter {
    private static final int SIDE = 240;
    private static final int FONT = 2;               // magnification of the texts
    private static final int POINT = 2;
    private static final int MEAN = 6;
    private static final Color BACKGROUND = new Color(0x202020);
    private static final Color GRAY = new Color(0x808080);
    private static final Color BLUE = new Color(0x60B0FF);
    private static final Color ORANGE = new Color(0xFF9030);

    private final Graphics2D graphics;
    private final double limit;

    private Scatter(Graphics2D graphics, double limit) {
        this.graphics = graphics;
        this.limit = limit;
    }

    /**
     * Draws one panel per tensor. Points outside a panel are not drawn.
     *
     * @param data the data from which the points were learned
     * @param caption text below the panels, as of {@link Panels}
     * @param names a text above each panel
     * @param points (N, 2) for each panel
     */
    static BufferedImage draw(Mixture data, String caption, List<String> names, List<Tensor> points) {
        return Panels.draw(names, points.stream().map(panel -> panel(data, panel)).toList(), caption, FONT);
    }

    private static BufferedImage panel(Mixture data, Tensor points) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        new Scatter(graphics, data.limit).draw(data, points);
        graphics.dispose();
        return picture;
    }

    private void draw(Mixture data, Tensor points) {
        graphics.setColor(BACKGROUND);
        graphics.fillRect(0, 0, SIDE, SIDE);
        for (double[] mean : data.means) {
            square(mean[0], mean[1], MEAN, GRAY);
        }
        for (float[] point : points.toArray2D()) {
            square(point[0], point[1], POINT, ModeCoverage.modeOf(point, data.means, data.sigma) < 0 ? ORANGE : BLUE);
        }
    }

    /** A square with its centre at (x, y); the y axis points up. */
    private void square(double x, double y, int side, Color color) {
        graphics.setColor(color);
        graphics.fillRect(pixel(x) - side / 2, pixel(-y) - side / 2, side, side);
    }

    private int pixel(double coordinate) {
        double clipped = Math.max(-2 * limit, Math.min(2 * limit, coordinate));      // far outside the panel
        return (int) Math.floor((clipped + limit) * SIDE / (2 * limit));
    }
}
