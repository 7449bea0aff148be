package easel.examples.run;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Pictures of equal size side by side, each with its name above it, and a caption below all. */
public final class Panels {
    private static final int LINE = 2;               // pixels between two panels
    private static final int MARGIN = 3;             // pixels around the texts

    private Panels() {}

    /**
     * Draws the panels on black.
     *
     * @param names a text above each panel, as of {@link PixelFont}
     * @param panels pictures of equal size. Not modified
     * @param caption text below the panels
     * @param magnification of the texts
     * @return the picture
     */
    public static BufferedImage draw(List<String> names, List<BufferedImage> panels, String caption,
            int magnification) {
        int width = panels.get(0).getWidth();
        int height = panels.get(0).getHeight();
        int strip = PixelFont.height(magnification) + 2 * MARGIN;
        BufferedImage picture = new BufferedImage(panels.size() * (width + LINE) - LINE, height + 2 * strip,
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        for (int panel = 0; panel < panels.size(); panel++) {
            int left = panel * (width + LINE);
            graphics.drawImage(panels.get(panel), left, strip, null);
            PixelFont.draw(names.get(panel), picture, left + MARGIN, MARGIN, magnification);
        }
        graphics.dispose();
        PixelFont.draw(caption, picture, MARGIN, strip + height + MARGIN, magnification);
        return picture;
    }
}
