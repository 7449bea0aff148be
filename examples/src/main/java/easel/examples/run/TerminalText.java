package easel.examples.run;

/**
 * Makes text harmless for a terminal. Names of files, and strings in files, may contain escape sequences that change
 * colours, the title or the text on the screen, or bidirectional controls that hide the order of letters.
 */
public final class TerminalText {
    private TerminalText() {}

    /**
     * Escapes all characters that do not print.
     *
     * @param text from a file, a name or a command line
     * @return one line in which control characters, line breaks, bidirectional controls and other invisible characters
     *     are written in the form {@code \}{@code u001b}
     */
    public static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> append(line, c, prints(c)));
        return line.toString();
    }

    /** Like {@link #line}, but keeps line breaks, tabs and carriage returns. */
    static String lines(String text) {
        StringBuilder lines = new StringBuilder();
        text.codePoints().forEach(c -> append(lines, c, c == '\n' || c == '\r' || c == '\t' || prints(c)));
        return lines.toString();
    }

    private static void append(StringBuilder text, int c, boolean prints) {
        if (prints) {
            text.appendCodePoint(c);
        } else {
            for (char unit : Character.toChars(c)) {
                text.append(String.format("\\u%04x", (int) unit));
            }
        }
    }

    private static boolean prints(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
