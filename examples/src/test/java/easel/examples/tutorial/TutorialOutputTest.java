package easel.examples.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import easel.examples.tutorial.Chapter.Block;
import easel.examples.tutorial.Chapter.Command;
import easel.examples.tutorial.Chapter.Picture;
import easel.testkit.JavaProcess;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the commands of each chapter of the tutorial in their order, and compares each output and each picture with the
 * page. A command's output is the next block of kind {@code text}; if the kind is {@code text refused}, the command
 * fails and the block has its error message. A line {@code …} stands for omitted lines. A picture's title is the path
 * of the file that a command writes.
 *
 * <p>This takes half a minute or more, so it is a command. The property {@code easel.tutorial} selects how much runs:
 *
 * <pre>
 * mvn -pl examples -am test -Dtest=TutorialOutputTest -Dsurefire.failIfNoSpecifiedTests=false -Deasel.tutorial=write
 * </pre>
 *
 * <ul>
 * <li>{@code short} runs all programs in one process; a long training ends after its first line with a result, which is
 *     compared, as .ci/run does for chapters 7 and 8.
 * <li>{@code all} runs each command in full in a process and compares all outputs and pictures, as .ci/run does for
 *     chapters 1 to 6.
 * <li>{@code write} runs each command in full in a process and writes all outputs and pictures into the pages. A line
 *     after omitted lines is replaced by the next line that begins with the same two words. Read the prose afterwards:
 *     it refers to the numbers.
 * </ul>
 *
 * <p>{@code -Deasel.tutorial.chapters=35} restricts each of these to chapters 3 and 5.
 */
@Execution(ExecutionMode.CONCURRENT)
@EnabledIfSystemProperty(named = "easel.tutorial", matches = ".+")
class TutorialOutputTest {
    private enum Mode {
        /** Short forms of long trainings; compare. */
        SHORT,
        /** All commands in full; compare. */
        ALL,
        /** All commands in full; write the pages. */
        WRITE
    }

    private static final Mode MODE = Mode.valueOf(System.getProperty("easel.tutorial", "short")
            .toUpperCase(Locale.ROOT));
    private static final String OMITTED = "…";

    @TempDir
    static Path folder;

    private static ProgramProcess programs;

    /** The output of each command that ran. */
    private final Map<Command, List<String>> outputs = new HashMap<>();

    @BeforeAll
    static void start() throws IOException {
        if (MODE == Mode.SHORT) {
            programs = new ProgramProcess(folder);
        }
    }

    @AfterAll
    static void end() throws IOException, InterruptedException {
        if (programs != null) {
            programs.end();
        }
    }

    static List<Chapter> chapters() throws IOException {
        String chosen = System.getProperty("easel.tutorial.chapters", "12345678");
        return Chapter.all().stream().filter(chapter -> chosen.contains(chapter.name().substring(0, 1))).toList();
    }

    @ParameterizedTest
    @MethodSource("chapters")
    @Execution(ExecutionMode.SAME_THREAD)      // the programs of a process run one after the other
    void outputsAndPicturesAreThoseOfThePage(Chapter chapter) throws IOException, InterruptedException {
        assumeTrue(fusedMultiplyAdd(), "without fused multiply-add the last digits differ");
        List<Block> blocks = chapter.blocks();
        StringBuilder text = new StringBuilder(chapter.text());
        int shift = 0;
        for (int i = 0; i < blocks.size(); i++) {
            for (Command command : blocks.get(i).commands()) {
                Block expected = output(blocks, i + 1);
                boolean refused = expected.kind().equals("text refused");
                if (MODE == Mode.SHORT && isLong(command)) {
                    compareFirstResult(command, expected);
                    continue;
                }
                List<String> lines = run(command, refused);
                if (MODE == Mode.WRITE && expected.kind().startsWith("text")) {
                    String content = filled(expected.content().lines().toList(), lines);
                    int start = expected.start() + shift;
                    text.replace(start, start + expected.content().length(), content);
                    shift += content.length() - expected.content().length();
                } else if (expected.kind().startsWith("text")) {
                    List<String> page = expected.content().lines().toList();
                    assertEquals(page, omitting(page, lines), command::toString);
                }
            }
        }
        if (MODE == Mode.WRITE) {
            Files.writeString(chapter.file(), text);
        }
        checkPictures(chapter);
    }

    /** The block with the output of the command before it; a block of another kind if the page does not show it. */
    private static Block output(List<Block> blocks, int next) {
        return next < blocks.size() ? blocks.get(next) : new Block("", "", 0);
    }

    private List<String> run(Command command, boolean refused) throws IOException, InterruptedException {
        if (outputs.containsKey(command)) {
            return outputs.get(command);
        }
        List<String> lines = MODE == Mode.SHORT && !refused ? programs.run(command) : runAlone(command, refused);
        outputs.put(command, lines);
        return lines;
    }

    private static List<String> runAlone(Command command, boolean refused) throws IOException, InterruptedException {
        ProcessBuilder process = JavaProcess.of(trains(command) && !refused
                ? "--add-modules=jdk.incubator.vector" : JavaProcess.FIRST_COMPILER);
        process.command().add(command.main());
        process.command().addAll(command.args());
        JavaProcess.Result result = JavaProcess.run(process.directory(folder.toFile()));
        assertEquals(refused, result.exit() != 0, command + " printed " + result.err());
        return (refused ? result.err() : result.out()).lines()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules")).toList();
    }

    /** Other programs run for so short a time that the second compiler and the Vector API would make them slower. */
    private static boolean trains(Command command) {
        return command.main().matches(".*\\.(FirstLook|TwoDimensions|TinyGan|Ablation|DcganMnist|Easel)");
    }

    /** Trainings of more than a second. */
    private static boolean isLong(Command command) {
        return command.main().matches(".*\\.(FirstLook|TwoDimensions|Ablation|Easel)")
                || command.main().endsWith(".TinyGan") && command.args().isEmpty()
                || command.main().endsWith(".DcganMnist") && command.args().contains("--steps");
    }

    /** Runs the program to its first result. This and earlier lines with results must be in the page. */
    private void compareFirstResult(Command command, Block expected) throws IOException, InterruptedException {
        boolean otherOptions = command.main().matches(".*\\.(TwoDimensions|Ablation)") && !command.args().isEmpty();
        if (command.main().endsWith(".Easel") || otherOptions) {
            return;                             // needs or repeats a whole training
        }
        Command exercise = new Command("easel.examples.TinyGan", List.of("200", "runs/tiny-gan-200.png"));
        List<String> printed = command.main().equals(exercise.main()) ? run(exercise, false)
                : programs.runToFirstResult(command);
        List<String> result = printed.stream().filter(line -> line.matches("(step +\\d+|real digits) .*")).toList();
        assertFalse(result.isEmpty(), command + " prints no result");
        List<String> page = expected.content().lines().toList();
        assertTrue(page.containsAll(result), () -> result + " is not in the page");
    }

    /** The output in the form of the page: with the page's omissions, where the lines between them are in order. */
    private static List<String> omitting(List<String> page, List<String> output) {
        List<String> result = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < page.size(); i++) {
            if (page.get(i).equals(OMITTED)) {
                result.add(OMITTED);
                List<String> rest = output.subList(next, output.size());
                next = i + 1 == page.size() ? output.size() : next + Math.max(0, rest.indexOf(page.get(i + 1)));
            } else if (next < output.size()) {
                result.add(output.get(next++));
            }
        }
        result.addAll(output.subList(next, output.size()));
        return result;
    }

    /** The page's block with the new output. A line after an omission is found by its first two words. */
    private static String filled(List<String> page, List<String> output) {
        if (!page.contains(OMITTED)) {
            return String.join("\n", output) + "\n";
        }
        StringBuilder result = new StringBuilder();
        int next = 0;
        for (int i = 0; i < page.size(); i++) {
            String line = page.get(i);
            if (i > 0 && page.get(i - 1).equals(OMITTED)) {
                while (next < output.size() && !key(output.get(next)).equals(key(line))) {
                    next++;
                }
            }
            assertTrue(line.equals(OMITTED) || next < output.size(), () -> line + " is not in the output " + output);
            result.append(line.equals(OMITTED) ? OMITTED : output.get(next++)).append('\n');
        }
        return result.toString();
    }

    private static List<String> key(String line) {
        return Arrays.stream(line.strip().split(" +")).limit(2).toList();
    }

    /** Compares pixels, because the compression of a PNG file depends on the version of zlib. */
    private void checkPictures(Chapter chapter) throws IOException {
        for (Picture picture : chapter.pictures()) {
            Path made = folder.resolve(picture.source());
            Path shown = Chapter.FOLDER.resolve("pictures").resolve(picture.name());
            assertTrue(MODE == Mode.SHORT || Files.exists(made), "no command writes " + picture.source());
            if (MODE == Mode.WRITE) {
                Files.createDirectories(shown.getParent());
                Files.copy(made, shown, StandardCopyOption.REPLACE_EXISTING);
            } else if (Files.exists(made)) {
                assertTrue(Arrays.equals(pixels(made), pixels(shown)), picture + " is not what the program draws");
            }
        }
    }

    private static int[] pixels(Path file) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        int width = picture.getWidth();
        int[] pixels = picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
        int[] all = Arrays.copyOf(pixels, pixels.length + 1);
        all[pixels.length] = width;
        return all;
    }

    private static boolean fusedMultiplyAdd() {
        return Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("UseFMA").getValue());
    }
}
