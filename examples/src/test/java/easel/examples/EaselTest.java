package easel.examples;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.run.Launch;
import easel.layers.Models;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EaselTest {
    @TempDir
    Path folder;

    private static Stream<CommandLine> commands(CommandLine root) {
        return Stream.concat(Stream.of(root), root.getSubcommands().values().stream().flatMap(EaselTest::commands));
    }

    @Test
    void everyCommandHasHelp() {
        List<CommandLine> all = commands(Launch.commandLine(new Easel())).toList();
        assertEquals(1 + 10 + 7, all.size());
        for (CommandLine command : all) {
            String name = command.getCommandSpec().qualifiedName();
            List<String> args = new ArrayList<>(List.of(name.split(" ")));
            args.remove(0);
            args.add("--help");
            String help = succeed(args.toArray());
            assertTrue(("\n" + help).contains("\nUsage: " + name + " "), help);
            assertFalse(help.contains("${") || help.contains("\u001b"), help);
            assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
            if (command.getCommand() instanceof picocli.AutoComplete.GenerateCompletion) {
                continue;
            }
            assertTrue(help.contains("Example") && help.contains("--help"), help);
            command.getCommandSpec().options().forEach(option ->
                    assertTrue(help.contains(option.longestName()) && option.description().length > 0,
                            option.longestName()));
            command.getCommandSpec().subcommands().forEach((sub, line) ->
                    assertTrue(help.contains("\n  " + sub + " "), sub));
            assertTrue(help.contains("\nExit codes:\n  0   success\n  1   a file,"), help);
        }
    }

    @Test
    void versionIsTheOneWrittenIntoModels() {
        assertEquals("easel " + Models.LIBRARY_VERSION, succeed("--version").lines().findFirst().orElseThrow());
        assertTrue(succeed("-V").contains("Java "));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs bash")
    void completionIsAShellScriptWithAllCommands() throws IOException, InterruptedException {
        String script = succeed("generate-completion");
        for (String word : List.of("complete ", "sample", "vanilla-mnist", "--checkpoint-every", "--spherical")) {
            assertTrue(script.contains(word), word);
        }
        Path file = Files.writeString(folder.resolve("completion"), script);
        Process bash = new ProcessBuilder("bash", "-n", file.toString()).redirectErrorStream(true).start();
        assertEquals("", new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, bash.waitFor());
    }

    @Test
    void unknownCommandsAndOptionsAreRefused() {
        assertRefused(2, "Which command? One of train, resume, sample, ");
        assertRefused(2, "Which program? One of vanilla-mnist, ", "train");
        assertRefused(2, "'smaple'; did you mean sample", "smaple");
        assertRefused(2, "'vanila-mnist'; did you mean vanilla-mnist", "train", "vanila-mnist");
        assertRefused(2, "--sed", "sample", "model", "--sed", "1");
        assertRefused(2, "Missing required parameter: 'MODEL'", "sample");
    }
}
