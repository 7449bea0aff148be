package easel.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Small colour pictures in place of photographs. */
final class Photos {
    private Photos() {}

    /** Makes a folder of PNG files of different sizes: a bright square on a darker ground. */
    static Path draw(Path folder, int count) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            BufferedImage photo = new BufferedImage(70 + i, 66, BufferedImage.TYPE_INT_RGB);
            for (int row = 0; row < photo.getHeight(); row++) {
                for (int column = 0; column < photo.getWidth(); column++) {
                    boolean square = Math.abs(row - 33) < 15 && Math.abs(column - 30 - i) < 15;
                    photo.setRGB(column, row, square ? 0xFF8000 + 32 * i : 0x202060);
                }
            }
            ImageIO.write(photo, "png", folder.resolve("photo" + i + ".png").toFile());
        }
        return folder;
    }
}
