package easel.examples.tutorial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One page of the tutorial, as Markdown.
 *
 * @param file the page
 * @param text its content
 */
record Chapter(Path file, String text) {
    static final Path FOLDER = Path.of("..", "gan", "tutorial").toAbsolutePath().normalize();

    private static final Pattern BLOCK = Pattern.compile("(?m)^```([a-z ]*)\n((?s:.*?))^```$");
    private static final Pattern COMMAND = Pattern.compile("mvn -q compile exec:java -Dexec.mainClass=([\\w.]+)"
            + "(?: -Dexec.args=(?:\"([^\"\n]*)\"|(\\S+)))?\n");
    private static final Pattern PICTURE = Pattern.compile("!\\[[^]]+]\\(pictures/([^ )]+)(?: \"([^\"]+)\")?\\)");

    /**
     * A code block.
     *
     * @param kind the text after the opening fence
     * @param content its lines
     * @param start index of the content in the text
     */
    record Block(String kind, String content, int start) {
        /** The program that this block runs, if it is a command. */
        List<Command> commands() {
            Matcher command = COMMAND.matcher(content);
            return kind.isEmpty() && command.matches() ? List.of(new Command(command.group(1), arguments(command)))
                    : List.of();
        }

        private static List<String> arguments(MatchResult command) {
            String args = command.group(2) != null ? command.group(2) : command.group(3);
            return args == null ? List.of() : List.of(args.split(" "));
        }
    }

    /** A program and its arguments. */
    record Command(String main, List<String> args) {}

    /**
     * A picture of a page.
     *
     * @param name its file in the folder of pictures
     * @param source the file that a program of the page writes; it is the title of the picture in the page
     */
    record Picture(String name, String source) {}

    /** The eight chapters, in order. */
    static List<Chapter> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Chapter> chapters = new ArrayList<>();
            for (Path file : files.filter(f -> f.getFileName().toString().matches("\\d.*\\.md")).sorted().toList()) {
                chapters.add(new Chapter(file, Files.readString(file)));
            }
            return chapters;
        }
    }

    String name() {
        return file.getFileName().toString();
    }

    /** All code blocks, in order. */
    List<Block> blocks() {
        return BLOCK.matcher(text).results()
                .map(block -> new Block(block.group(1), block.group(2), block.start(2))).toList();
    }

    List<Picture> pictures() {
        return PICTURE.matcher(text).results()
                .map(picture -> new Picture(picture.group(1), String.valueOf(picture.group(2)))).toList();
    }

    /** The text without code, headings, and the targets and texts of links. */
    String prose() {
        return BLOCK.matcher(text).replaceAll("")
                .replaceAll("`[^`\n]+`", "")
                .replaceAll("(?m)^#.*$", "")
                .replaceAll("!?\\[[^]]*]\\([^)]*\\)", "");
    }

    @Override
    public String toString() {
        return name();
    }
}
