package easel.examples;

import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.run.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Compares the files of a short run with those that the help of its program names. */
class ProgramFilesTest {
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
    void aShortRunLeavesTheFilesThatTheHelpNames(String program) throws IOException {
        String help = succeed("train", program, "--help");
        String printed = succeed("train", program, "--steps", 1, "--batch", 4, "--out", folder)
                + succeed("resume", folder.resolve(program + "-001"), "--steps", 2);      // a second frame
        Set<String> files = files(folder.resolve(program + "-001"));
        Map<String, String> listed = listed(help);
        assertTrue(listed.size() >= 5, help);
        if (printed.contains("No losses.png")) {      // this Java has no fonts
            listed.remove("losses.png");
            files.add("losses.png");
        }
        listed.forEach((file, description) -> assertTrue(files.contains(file) || description.contains("each epoch"),
                file + " is not in " + files));
        Set<String> named = names(help.replace("NNNNNN", "1"));
        named.add("settings-#.json");      // of a resumed run
        files.removeAll(named);
        assertEquals(Set.of(), files, "files that the help does not name");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theHelpOfEveryProgramNamesTheFilesOfTheHelpOfTrain(String program) {
        Set<String> common = names(succeed("train", "--help"));
        assertEquals(Set.of("index.html", "losses.csv", "losses.png", "settings.json"), common);
        assertTrue(listed(succeed("train", program, "--help")).keySet().containsAll(common), program);
    }

    private static Set<String> files(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> !name.startsWith("."))
                    .map(ProgramFilesTest::kind).collect(Collectors.toCollection(TreeSet::new));
        }
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

    private static Set<String> names(String text) {
        return FILE.matcher(text).results().map(MatchResult::group).map(ProgramFilesTest::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A name with each number replaced by #. */
    private static String kind(String name) {
        return name.replaceAll("[0-9]+", "#");
    }
}
