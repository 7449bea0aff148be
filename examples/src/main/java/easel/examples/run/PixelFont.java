package easel.examples.run;

import java.awt.image.BufferedImage;

/**
 * Digits, signs and small letters of 5 x 7 pixels. Java's fonts differ between machines; this one draws the same pixels
 * on all of them. A character that it does not have is blank.
 */
public final class PixelFont {
    private static final int WIDTH = 5;
    private static final int HEIGHT = 7;
    private static final int WHITE = 0xFFFFFFFF;
    private static final String CHARACTERS = "0123456789-+=abcdefghijklmnopqrstuvwxyz";
    private static final int PER_BLOCK = 13;
    /** The characters, in the order of CHARACTERS: 13 in each row of 7 lines, separated by one column of spaces. */
    private static final String[] ROWS = """
            .###. ..#.. .###. ##### ...#. ##### ..##. ##### .###. .###. ..... ..... .....
            #...# .##.. #...# ...#. ..##. #.... .#... ....# #...# #...# ..... ..#.. .....
            #..## ..#.. ....# ..#.. .#.#. ####. #.... ...#. #...# #...# ..... ..#.. #####
            #.#.# ..#.. ...#. ...#. #..#. ....# ####. ..#.. .###. .#### ##### ##### .....
            ##..# ..#.. ..#.. ....# ##### ....# #...# .#... #...# ....# ..... ..#.. #####
            #...# ..#.. .#... #...# ...#. #...# #...# .#... #...# ...#. ..... ..#.. .....
            .###. .###. ##### .###. ...#. .###. .###. .#... .###. .##.. ..... ..... .....
            ..... #.... ..... ....# ..... ..##. ..... #.... ..#.. ...#. #.... .##.. .....
            ..... #.... ..... ....# ..... .#..# .#### #.... ..... ..... #.... ..#.. .....
            .###. #.##. .###. .##.# .###. .#... #...# #.##. .##.. ..##. #..#. ..#.. ##.#.
            ....# ##..# #.... #..## #...# ###.. #...# ##..# ..#.. ...#. #.#.. ..#.. #.#.#
            .#### #...# #.... #...# ##### .#... .#### #...# ..#.. ...#. ##... ..#.. #.#.#
            #...# #...# #...# #...# #.... .#... ....# #...# ..#.. #..#. #.#.. ..#.. #...#
            .#### ####. .###. .#### .###. .#... .###. #...# .###. .##.. #..#. .###. #...#
            ..... ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... .....
            ..... ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... .....
            #.##. .###. ####. .##.# #.##. .###. ###.. #...# #...# #...# #...# #...# #####
            ##..# #...# #...# #..## ##..# #.... .#... #...# #...# #...# .#.#. #...# ...#.
            #...# #...# ####. .#### #.... .###. .#... #...# #...# #.#.# ..#.. .#### ..#..
            #...# #...# #.... ....# #.... ....# .#..# #..## .#.#. #.#.# .#.#. ....# .#...
            #...# .###. #.... ....# #.... ####. ..##. .##.# ..#.. .#.#. #...# .###. #####
            """.lines().toArray(String[]::new);

    private PixelFont() {}

    /**
     * Draws a line of text in white. Draws nothing outside the picture.
     *
     * @param text small letters, digits, spaces and the signs -, + and =
     * @param picture modified
     * @param left the first pixel column of the text
     * @param top the first pixel row of the text
     * @param magnification side of the square drawn for each of a character's 5 x 7 pixels, at least 1
     */
    public static void draw(String text, BufferedImage picture, int left, int top, int magnification) {
        for (int i = 0; i < text.length(); i++) {
            int character = CHARACTERS.indexOf(text.charAt(i));
            for (int pixel = 0; character >= 0 && pixel < WIDTH * HEIGHT; pixel++) {
                int x = pixel % WIDTH;
                int y = pixel / WIDTH;
                if (isSet(character, x, y)) {
                    square(picture, left + (i * (WIDTH + 1) + x) * magnification, top + y * magnification,
                            magnification);
                }
            }
        }
    }

    /**
     * The width of a line of text.
     *
     * @param characters number of characters, at least 1
     * @param magnification side of the square drawn for each pixel
     * @return pixels
     */
    public static int width(int characters, int magnification) {
        return (characters * (WIDTH + 1) - 1) * magnification;
    }

    /**
     * The height of a line of text.
     *
     * @param magnification side of the square drawn for each pixel
     * @return pixels
     */
    public static int height(int magnification) {
        return HEIGHT * magnification;
    }

    private static boolean isSet(int character, int x, int y) {
        return ROWS[character / PER_BLOCK * HEIGHT + y].charAt(character % PER_BLOCK * (WIDTH + 1) + x) == '#';
    }

    private static void square(BufferedImage picture, int left, int top, int side) {
        for (int y = Math.max(0, top); y < Math.min(top + side, picture.getHeight()); y++) {
            for (int x = Math.max(0, left); x < Math.min(left + side, picture.getWidth()); x++) {
                picture.setRGB(x, y, WHITE);
            }
        }
    }
}
