package easel.examples;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.run.Launch;
import easel.layers.Models;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
        assertEquals(1 + 13 + 11, all.size());
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
    void everyTextOfTheHelpIsAFormat() {
        // Picocli prints a warning on System.err for a text that is not one, such as "100 % on".
        PrintStream err = System.err;
        ByteArrayOutputStream warnings = new ByteArrayOutputStream();
        System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
        try {
            Stream.of(new Easel(), new SampleConvMnist(), new XorBackward(), new Modes(), new LossesMnist(),
                            new RecipeAblation(), new StackedMnist(), new Study())
                    .flatMap(program -> commands(Launch.commandLine(program)))
                    .forEach(CommandLine::getUsageMessage);
        } finally {
            System.setErr(err);
        }
        assertEquals("", warnings.toString(StandardCharsets.UTF_8));
    }

    @Test
    @SuppressWarnings("unchecked")
    void examplesInTheHelpOfAProgramAreCommandsOfItsCaller() {
        CommandLine.Model.CommandSpec train = Launch.commandLine(new Easel()).getSubcommands().get("train")
                .getCommandSpec();
        train.subcommands().forEach((name, program) -> {
            String easel = succeed("train", name, "--help");
            String required = name.equals("dcgan-64") ? " --data photos" : "";
            assertTrue(easel.contains("\n  easel train " + name + required + System.lineSeparator()), easel);
            assertFalse(easel.contains("mvn"), easel);
            Execution main = Execution.of((Callable<Integer>) program.getCommand(), "--help");
            assertTrue(main.out().contains("  mvn -q compile exec:java -Dexec.mainClass="
                    + program.getCommand().getClass().getName()), main.out());
            assertFalse(main.out().contains("easel train"), main.out());
            assertTrue(easel.contains(switch (name) {
                case "mnist-classifier", "best-mnist", "best-fashion" -> "No tutorial is its source.";
                case "cgan-mnist" -> "The source is cgan.py of PyTorch-GAN";
                default -> "The source is a published tutorial of ";
            }), easel);
        });
    }

    @Test
    void missingFilesHaveTheSameExitCodeInAllCommands() {
        Map<String, List<Object>> more = Map.of("interpolate", List.of(1, 2), "arithmetic", List.of("1+2"), "export",
                List.of("x.svg"));
        int checked = 0;
        for (CommandLine command : Launch.commandLine(new Easel()).getSubcommands().values()) {
            List<CommandLine.Model.PositionalParamSpec> parameters = command.getCommandSpec().positionalParameters();
            if (!parameters.isEmpty() && parameters.get(0).type() == Path.class) {
                List<Object> args = new ArrayList<>(List.of(command.getCommandName(), folder.resolve("nope")));
                args.addAll(more.getOrDefault(command.getCommandName(), List.of()));
                assertRefused(1, "nope: ", args.toArray());
                checked++;
            }
        }
        assertEquals(7, checked);
    }

    @Test
    void argumentsThatBeginWithMinusAreExplained() {
        for (Object[] args : new Object[][] {{"arithmetic", "M", "-5+8"}, {"arithmetic", "M", "3", "-5+8"}}) {
            assertRefused(2, "Put -- before an argument that begins with minus: -- -5+8.", args);
        }
        assertRefused(1, "M: no such file", "arithmetic", "M", "--", "-5+8");
    }

    @Test
    void xorBackwardHasHelpAndRefusesUnknownOptions() {
        Execution help = Execution.of(new XorBackward(), "--help");
        assertEquals(0, help.code());
        assertTrue(help.out().contains("--steps=N") && help.out().contains("mvn -q compile exec:java"), help.out());
        assertEquals(2, Execution.of(new XorBackward(), "--unknown").code());
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
