package easel.examples;

import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.run.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A killed run that is resumed without options has the same files as an uninterrupted run, byte for byte. They are the
 * files that the help of its program names.
 */
class ProgramFilesTest {
    /** These files have times, settings of each part of the run, or no content. README lists them. */
    private static final Pattern MAY_DIFFER = Pattern.compile("index\\.html|settings(-\\d+)?\\.json|\\.lock");
    /**
     * Files of a run that is killed after step 1: pictures of step 0 or 1, the first checkpoint, and losses and best
     * checkpoint, which may be of a later step than the last checkpoint.
     */
    private static final Pattern OF_STEP_ONE = Pattern.compile("(step-0+[01]|epoch-01-batch-00[01])\\.png"
            + "|(checkpoint-000001|best)\\.safetensors|losses\\.csv|\\.lock|settings\\.json");

    /** A line of the list of files, with the lines that continue its description. */
    private static final Pattern LISTED = Pattern.compile("(?m)^  (\\S+\\.[a-z]+)( .*(?:\\R {4,}.*)*)$");
    private static final Pattern FILE = Pattern.compile("[\\w-]+\\.(?:html|csv|json|png|gif|svg|safetensors)");

    @TempDir
    Path folder;

    static Set<String> programs() {
        return Launch.commandLine(new Easel()).getSubcommands().get("train").getSubcommands().keySet();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aResumedAndProfiledRunHasTheFilesOfAnUninterruptedOneAndOfTheHelp(String program) throws IOException {
        int batch = program.equals("mnist-classifier") ? 100 : 4;      // also of the 10,000 images of its validation
        List<Object> train = new ArrayList<>(List.of("train", program, "--steps", 3, "--batch", batch, "--seed", 3,
                "--checkpoint-every", 1, "--keep", 9, "--out", folder));
        List<String> options = Launch.commandLine(new Easel()).getSubcommands().get("train").getSubcommands()
                .get(program).getCommandSpec().options().stream().map(option -> option.longestName()).toList();
        if (options.contains("--every")) {
            train.addAll(List.of("--every", 2));
        }
        if (options.contains("--patience")) {
            train.addAll(List.of("--patience", 9));
        }
        if (!List.of("dcgan-64", "mnist-classifier").contains(program)) {
            train.addAll(List.of("--evaluate-every", 2, "--evaluate-count", 130));
        }
        if (program.equals("dcgan-64")) {
            train.addAll(List.of("--data", Photos.draw(folder.resolve("photos"), 4)));
        }
        String printed = succeed(train.toArray());
        Path whole = folder.resolve(program + "-001");
        Path killed = Files.createDirectory(folder.resolve("killed"));
        for (String name : names(whole)) {
            if (OF_STEP_ONE.matcher(name).matches()) {
                Files.copy(whole.resolve(name), killed.resolve(name));
            }
        }
        String resumed = succeed("resume", killed, "--profile");
        assertTrue(resumed.startsWith("Resumed after step 1 of 3."), resumed);
        assertTrue(resumed.contains("\nProfile: "), resumed);
        assertEquals(compared(whole), compared(killed));
        for (String name : compared(whole)) {
            assertEquals(-1, Files.mismatch(whole.resolve(name), killed.resolve(name)), name);
        }
        assertHelpNames(program, killed, !(printed + resumed).contains("No losses.png"));
    }

    private static void assertHelpNames(String program, Path run, boolean fonts) throws IOException {
        String help = succeed("train", program, "--help");
        Set<String> files = kinds(run);
        Map<String, String> listed = listed(help);
        assertTrue(listed.size() >= 5, help);
        if (!fonts) {      // this Java cannot draw the plots
            listed.keySet().removeAll(Set.of("losses.png", "quality.png"));
            files.add("losses.png");
        }
        listed.forEach((file, description) -> assertTrue(files.contains(file) || description.contains("each epoch"),
                file + " is not in " + files));
        String unwrapped = help.replaceAll("\\.\\R +", ".");      // a line can end within "best.safetensors"
        Set<String> named = named(unwrapped.replace("NNNNNN", "1"));
        named.add("settings-#.json");      // of a resumed run
        files.removeAll(named);
        assertEquals(Set.of(), files, "files that the help does not name");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theHelpOfEveryProgramNamesTheFilesOfTheHelpOfTrain(String program) {
        Set<String> common = named(succeed("train", "--help"));
        assertEquals(Set.of("index.html", "losses.csv", "losses.png", "settings.json"), common);
        assertTrue(listed(succeed("train", program, "--help")).keySet().containsAll(common), program);
    }

    private static Set<String> compared(Path run) throws IOException {
        return names(run).stream().filter(name -> !MAY_DIFFER.matcher(name).matches()).collect(Collectors.toSet());
    }

    private static List<String> names(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Set<String> kinds(Path run) throws IOException {
        return names(run).stream().filter(name -> !name.startsWith(".")).map(ProgramFilesTest::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names and descriptions in the list of files. */
    private static Map<String, String> listed(String help) {
        List<String> parts = List.of(help.split("Creates a folder with:\\R"));
        assertEquals(2, parts.size(), help);
        Map<String, String> listed = new TreeMap<>();
        Matcher line = LISTED.matcher(parts.get(1).split("(?m)^\\S")[0]);
        while (line.find()) {
            listed.put(kind(line.group(1)), line.group(2));
        }
        return listed;
    }

    private static Set<String> named(String text) {
        return FILE.matcher(text).results().map(MatchResult::group).map(ProgramFilesTest::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A name with each number replaced by #. */
    private static String kind(String name) {
        return name.replaceAll("[0-9]+", "#");
    }
}
