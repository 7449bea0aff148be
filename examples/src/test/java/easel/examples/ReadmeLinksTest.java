package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the READMEs and the tutorial refer only to files, headings and programs that exist. */
class ReadmeLinksTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String TUTORIAL = "gan/tutorial";
    private static final int MOST_LINES = 200;

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CODE = Pattern.compile("`[^`\n]+`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)(?: \"[^\"]*\")?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    /** A paragraph that ends with a link to a file, and the code after it. */
    private static final Pattern PROGRAM_TEXT =
            Pattern.compile("(?s)\\]\\(([^)\\s]+\\.java)\\)\\):\n\n```java\n(.*?)```");
    private static final Pattern PROGRAM = Pattern.compile("easel(?:\\.[a-z]+)+\\.[A-Z]\\w*");
    private static final Pattern MAIN_CLASS = Pattern.compile("-Dexec\\.mainClass=([\\w.]+)");

    @Test
    void projectAndModulesHaveAReadme() throws IOException {
        assertEquals(List.of("README.md", "benchmarks/README.md", "core/README.md", "datasets/README.md",
                "examples/README.md", "gan/README.md", "layers/README.md", "optim/README.md"), readmes());
    }

    @Test
    void theMainPageIsShort() throws IOException {
        int lines = Files.readAllLines(PROJECT.resolve("README.md")).size();
        assertTrue(lines <= MOST_LINES, lines + " lines");
    }

    @Test
    void theMainPageLinksToAllOthers() throws IOException {
        List<String> links = links("README.md");
        List<String> others = new ArrayList<>(readmes());
        others.remove("README.md");
        assertTrue(links.containsAll(others), links::toString);
    }

    @Test
    void everyRelativeLinkLeadsToAFileOrFolder() throws IOException {
        List<String> broken = new ArrayList<>();
        for (String readme : pages()) {
            for (String link : links(readme)) {
                String path = link.replaceFirst("#.*", "");
                if (!path.isEmpty() && !Files.exists(PROJECT.resolve(readme).resolveSibling(path))) {
                    broken.add(readme + ": " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void everyAnchorIsAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        for (String readme : pages()) {
            for (String link : links(readme)) {
                String[] parts = link.split("#", 2);
                Path page = parts[0].isEmpty()
                        ? PROJECT.resolve(readme) : PROJECT.resolve(readme).resolveSibling(parts[0]);
                if (parts.length == 2 && !anchors(page).contains(parts[1])) {
                    broken.add(readme + ": " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void programTextEqualsItsSource() throws IOException {
        Set<String> readmesWithPrograms = new TreeSet<>();
        for (String readme : readmes()) {
            for (MatchResult program : PROGRAM_TEXT.matcher(text(readme)).results().toList()) {
                String file = Files.readString(PROJECT.resolve(readme).resolveSibling(program.group(1)));
                assertTrue(unindented(file).contains(unindented(program.group(2))), program::group);
                readmesWithPrograms.add(readme);
            }
        }
        assertTrue(readmesWithPrograms.containsAll(List.of("README.md", "optim/README.md")),
                readmesWithPrograms::toString);
    }

    @Test
    void everyProgramIsAClassWithAMainMethod() throws Exception {
        for (String readme : pages()) {
            String text = text(readme);
            List<String> programs = new ArrayList<>(MAIN_CLASS.matcher(text).results().map(m -> m.group(1)).toList());
            programs.addAll(PROGRAM.matcher(tableOfPrograms(text)).results().map(MatchResult::group).toList());
            for (String program : programs) {
                Class.forName(program, false, getClass().getClassLoader()).getMethod("main", String[].class);
            }
        }
    }

    /** The rows of the table whose heading ends in {@code -Dexec.mainClass=…}; empty if there is no such table. */
    private static String tableOfPrograms(String text) {
        int start = text.indexOf("-Dexec.mainClass=…");
        return start < 0 ? "" : text.substring(start, text.indexOf("\n\n", start));
    }

    /** Paths of all READMEs, relative to the project, in order. */
    private static List<String> readmes() throws IOException {
        try (Stream<Path> files = Files.find(PROJECT, 2, (file, any) -> file.endsWith("README.md"))) {
            return files.map(file -> PROJECT.relativize(file).toString().replace(File.separatorChar, '/'))
                    .sorted().toList();
        }
    }

    /** The READMEs and the pages of the tutorial. */
    private static List<String> pages() throws IOException {
        List<String> pages = new ArrayList<>(readmes());
        try (Stream<Path> files = Files.list(PROJECT.resolve(TUTORIAL))) {
            files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".md")).sorted()
                    .forEach(name -> pages.add(TUTORIAL + "/" + name));
        }
        return pages;
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    /** The anchors that GitHub derives from the headings of a page. */
    private static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(CODE_BLOCK.matcher(Files.readString(page)).replaceAll("")).results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String text(String readme) throws IOException {
        return Files.readString(PROJECT.resolve(readme));
    }

    /** The targets of all links and pictures of a README that are not web addresses. */
    private static List<String> links(String readme) throws IOException {
        String prose = CODE.matcher(CODE_BLOCK.matcher(text(readme)).replaceAll("")).replaceAll("");
        return LINK.matcher(prose).results().map(link -> link.group(1)).filter(link -> !link.contains("://")).toList();
    }
}
