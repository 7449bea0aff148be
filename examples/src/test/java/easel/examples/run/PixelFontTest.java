package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PixelFontTest {
    private static String drawn(String text, int width, int height, int left, int top, int magnification) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        PixelFont.draw(text, picture, left, top, magnification);
        StringBuilder rows = new StringBuilder();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                rows.append(picture.getRGB(x, y) == -1 ? '#' : '.');
            }
            rows.append('\n');
        }
        return rows.toString();
    }

    @Test
    void charactersAreDrawnAtTheirPosition() {
        assertEquals("""
                .........................
                ........#...........###..
                ........#..........#...#.
                ..###..###...#####.#..##.
                .#......#..........#.#.#.
                ..###...#....#####.##..#.
                .....#..#..#.......#...#.
                .####....##.........###..
                """, drawn("st=0", 25, 8, 1, 1, 1));
    }

    @Test
    void signsAreMagnifiedAndCutAtTheEdge() {
        assertEquals("""
                ......
                ......
                ....##
                ....##
                ....##
                ....##
                ######
                ######
                ....##
                ....##
                """, drawn("+", 6, 10, 0, 0, 2));
        assertEquals("#\n#\n.\n.\n", drawn("-", 1, 4, -3, -6, 2));
    }

    @Test
    void everyCharacterIsDifferentAndOthersAreBlank() {
        Set<String> shapes = new HashSet<>();
        String characters = "0123456789-+=abcdefghijklmnopqrstuvwxyz";
        for (char c : characters.toCharArray()) {
            String shape = drawn(String.valueOf(c), 7, 9, 0, 0, 1);
            shapes.add(shape);
            assertTrue(shape.contains("#"), shape);
            assertTrue(shape.lines().allMatch(line -> line.endsWith("..")), "5 pixels wide");
            assertTrue(shape.endsWith(".......\n.......\n"), "7 pixels high");
        }
        assertEquals(characters.length(), shapes.size());
        for (String other : new String[] {" ", "A", "\u00e4", "?"}) {
            assertTrue(drawn(other, 7, 9, 0, 0, 1).indexOf('#') < 0, other);
        }
    }

    @Test
    void sizeIsThatOfTheText() {
        assertEquals(5, PixelFont.width(1, 1));
        assertEquals(3 * (9 * 6 - 1), PixelFont.width(9, 3));
        assertEquals(14, PixelFont.height(2));
    }
}
