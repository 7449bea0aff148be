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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the commands of each chapter of the tutorial in an empty folder, in their order, and compares each output and
 * each picture with the page. A command's output is the next block of kind {@code text}; if the kind is
 * {@code text refused}, the command fails and the block has its error message. A line {@code …} stands for omitted
 * lines. A picture's title is the path of the file that a command writes.
 *
 * <p>By default a long training runs for a few steps only, and the first line of its output is compared. The property
 * {@code easel.tutorial} selects more:
 *
 * <pre>
 * mvn -pl examples -am test -Dtest=TutorialOutputTest -Dsurefire.failIfNoSpecifiedTests=false -Deasel.tutorial=write
 * </pre>
 *
 * <ul>
 * <li>{@code all} runs all commands in full and compares their outputs and pictures, as .ci/run does for chapters 1
 *     to 6.
 * <li>{@code write} runs all commands in full and writes their outputs and pictures into the pages. A line after
 *     omitted lines is replaced by the next line that begins with the same two words. Read the prose afterwards: it
 *     refers to the numbers.
 * </ul>
 *
 * <p>{@code -Deasel.tutorial.chapters=35} restricts each of these to chapters 3 and 5.
 */
@Execution(ExecutionMode.CONCURRENT)
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
    private static final List<String> ONE_STEP = List.of("--steps", "1");

    @TempDir
    Path folder;

    /** The output of each command that ran. */
    private final Map<Command, List<String>> outputs = new HashMap<>();

    static List<Chapter> chapters() throws IOException {
        String chosen = System.getProperty("easel.tutorial.chapters", "12345678");
        return Chapter.all().stream().filter(chapter -> chosen.contains(chapter.name().substring(0, 1))).toList();
    }

    @ParameterizedTest
    @MethodSource("chapters")
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
                    compareShortForm(command, expected);
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
        ProcessBuilder process = JavaProcess.of(trainsOnImages(command)
                ? "--add-modules=jdk.incubator.vector" : JavaProcess.FIRST_COMPILER);
        if (MODE == Mode.SHORT) {
            process.command().add("-Deasel.threads=1");     // another chapter runs at the same time
        }
        process.command().add(command.main());
        process.command().addAll(command.args());
        JavaProcess.Result result = JavaProcess.run(process.directory(folder.toFile()));
        assertEquals(refused, result.exit() != 0, command + " printed " + result.err());
        List<String> lines = (refused ? result.err() : result.out()).lines()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules")).toList();
        outputs.put(command, lines);
        return lines;
    }

    /** Other programs run for so short a time that the second compiler and the Vector API would make them slower. */
    private static boolean trainsOnImages(Command command) {
        return command.main().matches(".*\\.(FirstLook|TwoDimensions|TinyGan|Ablation|DcganMnist|Easel)")
                && !command.args().containsAll(ONE_STEP);
    }

    /** Trainings of more than a few seconds. */
    private static boolean isLong(Command command) {
        return command.main().equals("easel.examples.TinyGan") && command.args().isEmpty()
                || command.main().endsWith(".Ablation")
                || command.main().endsWith(".TwoDimensions") && !command.args().isEmpty()
                || command.main().endsWith(".DcganMnist") && !command.args().contains("30x30")
                || command.main().endsWith(".Easel");
    }

    /** Runs fewer steps; the lines with results must also be in the page. */
    private void compareShortForm(Command command, Block expected) throws IOException, InterruptedException {
        if (command.main().endsWith(".Easel") || command.main().endsWith(".TwoDimensions")) {
            return;                             // needs a whole training
        }
        List<String> args = switch (command.main().replaceFirst(".*\\.", "")) {
            case "TinyGan" -> List.of("200", "runs/tiny-gan-200.png");      // the command of an exercise
            case "Ablation" -> List.of("1", "1", "short.png");
            default -> {
                List<String> all = new ArrayList<>(command.args());
                for (String option : List.of("--steps", "--out")) {
                    int index = all.indexOf(option);
                    if (index >= 0) {
                        all.subList(index, index + 2).clear();
                    }
                }
                all.addAll(ONE_STEP);
                all.addAll(List.of("--out", "short"));
                yield all;
            }
        };
        List<String> result = run(new Command(command.main(), args), false).stream()
                .filter(line -> line.matches("(step +\\d+|real digits) .*")).toList();
        assertFalse(result.isEmpty(), args + " prints no result");
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
