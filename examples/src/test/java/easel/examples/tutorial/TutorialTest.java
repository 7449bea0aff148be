package easel.examples.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.tutorial.Chapter.Block;
import easel.examples.tutorial.Chapter.Command;
import easel.examples.tutorial.Chapter.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of the tutorial's pages. {@link TutorialOutputTest} runs their programs; ReadmeLinksTest checks links. */
class TutorialTest {
    private static final int MOST_LINES = 149;
    private static final long MOST_BYTES = 1_500_000;

    private static final Pattern SOURCE = Pattern.compile("\\]\\(([^)\\s]+\\.java)\\)");
    private static final Pattern TERM = Pattern.compile("(?m)^\\| ([^|]+) \\| [^|]+ \\| \\[\\d]\\(([^)]+)\\) \\|$");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");

    static List<Chapter> chapters() throws IOException {
        return Chapter.all();
    }

    private static String contents() throws IOException {
        return Files.readString(Chapter.FOLDER.resolve("README.md"));
    }

    /** A chapter ends with a link to the next one, the last chapter with a link to the contents. */
    @Test
    void eightChaptersFollowEachOther() throws IOException {
        List<Chapter> chapters = Chapter.all();
        assertEquals(IntStream.rangeClosed(1, 8).mapToObj(String::valueOf).toList(),
                chapters.stream().map(chapter -> chapter.name().substring(0, 1)).toList());
        int previous = 0;
        for (int i = 0; i < chapters.size(); i++) {
            String next = i + 1 < chapters.size() ? chapters.get(i + 1).name() : "README.md";
            String lastLine = chapters.get(i).text().strip().lines().reduce("", (first, second) -> second);
            assertTrue(lastLine.endsWith("](" + next + ")"), chapters.get(i) + ": " + lastLine);
            int position = contents().indexOf("](" + chapters.get(i).name() + ")");
            assertTrue(position > previous, "README.md lists the chapters in order: " + chapters.get(i));
            previous = position;
        }
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void aChapterIsShortAndHasItsSections(Chapter chapter) {
        long lines = chapter.text().lines().count();
        assertTrue(lines <= MOST_LINES, lines + " lines");
        List<String> headings = chapter.text().lines().filter(line -> line.startsWith("#")).toList();
        assertTrue(headings.get(0).startsWith("# " + chapter.name().charAt(0) + ". "), headings.get(0));
        assertEquals(List.of("## Exercises", "## Read on"),
                headings.subList(headings.size() - 2, headings.size()));
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void everyExerciseHasAFoldedSolution(Chapter chapter) {
        String text = chapter.text();
        String exercises = text.substring(text.indexOf("## Exercises"), text.indexOf("## Read on"));
        long count = exercises.lines().filter(line -> line.startsWith("**Exercise ")).count();
        assertTrue(count >= 1 && count <= 2, count + " exercises");
        assertEquals(count, exercises.lines().filter("<details><summary>Solution</summary>"::equals).count());
        assertEquals(count, exercises.lines().filter("</details>"::equals).count());
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void javaBlocksEqualTheSourcesThatTheChapterLinks(Chapter chapter) throws IOException {
        StringBuilder sources = new StringBuilder();
        for (MatchResult link : SOURCE.matcher(chapter.text()).results().toList()) {
            sources.append(unindented(Files.readString(Chapter.FOLDER.resolve(link.group(1)))));
        }
        for (Block block : chapter.blocks()) {
            if (block.kind().equals("java")) {
                assertTrue(sources.indexOf(unindented(block.content())) >= 0, block::content);
            }
        }
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n", "", "\n"));
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void eachOutputBelongsToACommand(Chapter chapter) {
        boolean command = false;
        for (Block block : chapter.blocks()) {
            if (block.kind().startsWith("text")) {
                assertTrue(command, "no command before the output " + block.content());
                command = false;
            } else {
                assertTrue(Set.of("", "java").contains(block.kind()), block.kind());
                command = !block.commands().isEmpty() || command && block.kind().equals("java");
                assertEquals(block.content().startsWith("mvn"), !block.commands().isEmpty(), block.content());
            }
        }
        assertTrue(chapter.blocks().stream().anyMatch(block -> !block.commands().isEmpty()));
    }

    @Test
    void picturesAreSmallAndAllAreShown() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Chapter chapter : Chapter.all()) {
            for (Picture picture : chapter.pictures()) {
                assertTrue(picture.source().startsWith("runs/"), chapter + ": " + picture);
                shown.add(picture.name());
            }
        }
        Set<String> stored = new TreeSet<>();
        long bytes = 0;
        try (Stream<Path> files = Files.list(Chapter.FOLDER.resolve("pictures"))) {
            for (Path file : files.toList()) {
                stored.add(file.getFileName().toString());
                bytes += Files.size(file);
            }
        }
        assertEquals(shown, stored);
        assertTrue(bytes <= MOST_BYTES, bytes + " bytes");
    }

    /** A term is bold at its first use, in the chapter that the glossary names, and no other words are bold. */
    @Test
    void termsAreIntroducedBeforeTheirUse() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> terms = new HashSet<>();
        List<MatchResult> glossary = TERM.matcher(contents()).results().toList();
        assertFalse(glossary.isEmpty());
        for (MatchResult row : glossary) {
            terms.add(row.group(1).toLowerCase(Locale.ROOT));
            Pattern use = Pattern.compile("(\\*\\*)?\\b" + Pattern.quote(row.group(1)) + "s?\\b(\\*\\*)?",
                    Pattern.CASE_INSENSITIVE);
            for (Chapter chapter : Chapter.all()) {
                Matcher first = use.matcher(chapter.prose());
                if (first.find()) {
                    if (!chapter.name().equals(row.group(2)) || first.group(1) == null || first.group(2) == null) {
                        wrong.add(row.group(1) + " in " + chapter + ": " + context(chapter.prose(), first.start()));
                    }
                    break;
                }
                if (chapter.name().equals(row.group(2))) {
                    wrong.add(row.group(1) + " does not occur in " + chapter);
                    break;
                }
            }
        }
        for (Chapter chapter : Chapter.all()) {
            BOLD.matcher(chapter.prose()).results().map(bold -> bold.group(1))
                    .filter(bold -> !bold.startsWith("Exercise ")
                            && !terms.contains(bold.toLowerCase(Locale.ROOT).replaceFirst("(?<!s)s$", ""))
                            && !terms.contains(bold.toLowerCase(Locale.ROOT)))
                    .forEach(bold -> wrong.add(bold + " in " + chapter + " is bold but not in the glossary"));
        }
        assertEquals(List.of(), wrong);
    }

    private static String context(String text, int at) {
        return text.substring(Math.max(0, at - 40), Math.min(text.length(), at + 40)).replace('\n', ' ');
    }

    @Test
    void everyProgramOfThisPackageIsRunByAChapter() throws IOException {
        Set<String> run = new HashSet<>();
        for (Chapter chapter : Chapter.all()) {
            chapter.blocks().stream().flatMap(block -> block.commands().stream()).map(Command::main).forEach(run::add);
        }
        Path sources = Path.of("src", "main", "java", "easel", "examples", "tutorial");
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                assertTrue(text.lines().count() <= 120, file + " has more than 120 lines");
                if (text.contains("void main(String[] args)")) {
                    String name = file.getFileName().toString().replace(".java", "");
                    assertTrue(run.contains("easel.examples.tutorial." + name), name);
                }
            }
        }
    }
}
