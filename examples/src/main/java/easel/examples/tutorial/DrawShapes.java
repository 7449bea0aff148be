package easel.examples.tutorial;

import easel.core.random.RandomStream;
import easel.examples.run.SmallProgram;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Chapter 8: fills a folder with pictures of coloured shapes, in place of your own pictures. */
public final class DrawShapes {
    private static final int COUNT = 600;
    private static final int SIDE = 48;         // pixels
    private static final int[] COLORS = {0xE41A1C, 0x377EB8, 0x4DAF4A, 0xFFD92F};

    private DrawShapes() {}

    /**
     * Writes 600 PNG files.
     *
     * @param args optional: the folder, by default runs/shapes
     * @throws IOException if a file cannot be written
     */
    public static void main(String[] args) throws IOException {
        SmallProgram.start(args, "DrawShapes [FOLDER], by default runs/shapes", SmallProgram.FILE);
        Path folder = Path.of(args.length > 0 ? args[0] : "runs/shapes");
        Files.createDirectories(folder);
        RandomStream random = RandomStream.of(1);
        for (int i = 1; i <= COUNT; i++) {
            Path file = folder.resolve(String.format(Locale.ROOT, "shape-%04d.png", i));
            ImageIO.write(draw(random), "png", file.toFile());
        }
        System.out.println(COUNT + " pictures of " + SIDE + "x" + SIDE + " pixels are in " + folder);
    }

    /** A disc, a square or a triangle of one colour, near the middle of a dark background. */
    private static BufferedImage draw(RandomStream random) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        int shape = random.nextInt(3);
        int color = COLORS[random.nextInt(COLORS.length)];
        double radius = 14 + 6 * random.nextDouble();
        double x = SIDE / 2 - 3 + 6 * random.nextDouble();
        double y = SIDE / 2 - 3 + 6 * random.nextDouble();
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                double right = (column + 0.5 - x) / radius;             // from the centre (x, y), in radii
                double down = (row + 0.5 - y) / radius;
                picture.setRGB(column, row, inside(shape, right, down) ? color : 0x202020);
            }
        }
        return picture;
    }

    /** Whether a point belongs to the shape 0 (disc), 1 (square) or 2 (triangle) around (0, 0) with radius 1. */
    private static boolean inside(int shape, double right, double down) {
        return switch (shape) {
            case 0 -> right * right + down * down < 1;
            case 1 -> Math.max(Math.abs(right), Math.abs(down)) < 0.8;
            default -> down < 0.8 && Math.abs(right) < (down + 1) / 1.8;
        };
    }
}
