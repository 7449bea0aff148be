package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.run.Launch;
import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** After kill -9, each command that opens the run's folder corrects its page. */
class KilledRunPageTest {
    private static final Map<String, List<Object>> MORE = Map.of("interpolate", List.of(1, 2), "arithmetic",
            List.of("1+2"), "export", List.of("x.svg"));

    @TempDir
    Path folder;

    private Path page() {
        return folder.resolve("small-mnist-001").resolve("index.html");
    }

    /** All commands whose first argument is a file or a folder, and a program with --resume. */
    private List<List<Object>> commands() {
        List<List<Object>> commands = new ArrayList<>();
        Path run = page().getParent();
        for (CommandLine command : Launch.commandLine(new Easel()).getSubcommands().values()) {
            List<CommandLine.Model.PositionalParamSpec> parameters = command.getCommandSpec().positionalParameters();
            if (!parameters.isEmpty() && parameters.get(0).type() == Path.class) {
                List<Object> args = new ArrayList<>(List.of(command.getCommandName(), run));
                args.addAll(MORE.getOrDefault(command.getCommandName(), List.of()));
                commands.add(args);
            }
        }
        commands.add(List.of("train", "small-mnist", "--resume", run));
        return commands;
    }

    /** The run has no checkpoint, so that each command ends at once with an error. */
    @Test
    @LongTest
    void thePageOfAKilledRunIsCorrectedByEachCommandThatOpensTheFolder() throws Exception {
        Process training = JavaProcess.of(JavaProcess.FIRST_COMPILER, "easel.examples.Easel", "train", "small-mnist",
                "--batch", "4", "--keep", "0", "--out", folder.toString()).redirectErrorStream(true).start();
        try {
            while (!Files.exists(page()) && training.isAlive()) {
                Thread.sleep(20);
            }
            String running = Files.readString(page());
            assertTrue(running.contains("no sign of life since 2"), running);
            Execution.easel("info", page().getParent());
            assertTrue(saysTraining(), "the lock is held");
        } finally {
            training.destroyForcibly().waitFor();
        }
        byte[] killed = Files.readAllBytes(page());
        assertTrue(saysTraining());
        assertEquals(8, commands().size());
        for (List<Object> command : commands()) {
            Files.write(page(), killed);
            assertEquals(1, Execution.easel(command.toArray()).code(), command::toString);
            String corrected = Files.readString(page());
            assertFalse(saysTraining(), command::toString);
            assertTrue(corrected.contains("<p id=\"status\">small-mnist: the process ended without completing the run"),
                    corrected);
        }
    }

    private boolean saysTraining() throws IOException {
        String page = Files.readString(page());
        assertEquals(page.contains("http-equiv"), page.contains("<script>"));
        return page.contains("http-equiv");
    }
}
