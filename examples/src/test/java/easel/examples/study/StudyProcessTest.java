package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.Execution;
import easel.examples.SmallMnist;
import easel.examples.Study;
import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The command easel study: its options, and its end by the page or a signal. */
@org.junit.jupiter.api.parallel.Execution(ExecutionMode.CONCURRENT)
class StudyProcessTest {
    @Test
    void wrongOptionsAreRefused() {
        Execution.assertRefused(2, "--port 65536: expected 0 (a free port) to 65535", "study", "--port", "65536");
        Execution.assertRefused(2, "--port -1: expected 0", "study", "--port", "-1");
        Execution.assertRefused(2, "ring, grid, gaussians, line, draw, mnist, fashion", "study", "circle");
        Execution.assertRefused(1, "runs/none: no such folder", "study", "runs/none");
        Execution.assertRefused(2, "seed", "study", "--seed", "-1");
        Execution.assertRefused(2, "'x' is not a whole number", "study", "--seed", "x");
    }

    @Test
    void aPortInUseIsAFailure() throws IOException {
        try (StudyServer other = StudyServer.start(new FakeModel(), 0)) {
            int port = other.address().getPort();
            Execution.assertRefused(1, "cannot listen on port " + port, "study", "--no-browser", "--port", port);
        }
    }

    private static Process start(String... options) throws IOException {
        ProcessBuilder process = JavaProcess.of(JavaProcess.FIRST_COMPILER, Study.class.getName(), "--no-browser");
        process.command().addAll(List.of(options));
        return process.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static URI address(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertTrue(line != null && line.startsWith("The study is at http://127.0.0.1:"), line);
        return URI.create(line.substring(line.indexOf("http")));
    }

    @Test
    void thePageEndsTheProcessWithCodeZero() throws IOException, InterruptedException {
        Process study = start("line", "--seed", "3");
        try (BufferedReader out = study.inputReader(StandardCharsets.UTF_8)) {
            URI address = address(out);
            try (RawHttp page = RawHttp.events(address)) {
                String state = page.readTo("data: ");
                assertTrue(state.contains("\"subject\":\"line\"") && state.contains("\"seed\":\"3\""), state);
                RawHttp.exchange(address, "POST", address.getPath() + "command", "{\"do\":\"end\"}",
                        "Content-Type: application/json");
                assertTrue(page.rest().contains("event: end"));
            }
            assertEquals(List.of("Ctrl-C or the button End ends it."), out.lines().toList());
            assertTrue(study.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, study.exitValue());
        } finally {
            study.destroyForcibly();
        }
    }

    @Test
    @LongTest
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java cannot send signals on Windows")
    void aSignalEndsATrainingThatThePageHasPaused(@TempDir Path folder) throws IOException, InterruptedException {
        Process run = JavaProcess.of(SmallMnist.class.getName(), "--steps", "1000000", "--batch", "2", "--study",
                "--evaluate-every", "0", "--out", folder.toString()).redirectErrorStream(true).start();
        try (BufferedReader out = run.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.startsWith("The page of the training is at ")) {
                line = out.readLine();
            }
            URI address = URI.create(String.valueOf(line).replaceFirst(".* at ", ""));
            while (line != null && !line.startsWith("epoch")) {      // the first step
                line = out.readLine();
            }
            try (RawHttp page = RawHttp.events(address)) {
                RawHttp.exchange(address, "POST", address.getPath() + "command", "{\"do\":\"pause\"}",
                        "Content-Type: application/json");
                String data = page.readTo("data: ");
                while (!data.contains("Paused before the next step.")) {
                    data = page.readTo("data: ");
                }
                assertTrue(data.contains("\"status\":\"paused\""), data);
                run.toHandle().destroy();
            }
            List<String> rest = out.lines().toList();
            assertTrue(run.waitFor(30, TimeUnit.SECONDS));
            assertEquals(128 + 15, run.exitValue(), rest::toString);
            assertTrue(rest.stream().anyMatch(text -> text.startsWith("Interrupted; stopped after step ")),
                    rest::toString);
        } finally {
            run.destroyForcibly();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java cannot send signals on Windows")
    void aSignalEndsTheStudyOnThePage() throws IOException, InterruptedException {
        Process study = start();
        try (BufferedReader out = study.inputReader(StandardCharsets.UTF_8)) {
            URI address = address(out);
            try (RawHttp page = RawHttp.events(address)) {
                page.readTo("event: history");
                RawHttp.exchange(address, "POST", address.getPath() + "command", "{\"do\":\"play\"}",
                        "Content-Type: application/json");
                study.toHandle().destroy();
                assertTrue(page.rest().contains("event: end"));
            }
            assertTrue(study.waitFor(30, TimeUnit.SECONDS));
            assertEquals(128 + 15, study.exitValue());
            assertEquals(List.of("Ctrl-C or the button End ends it."), out.lines().toList());
        } finally {
            study.destroyForcibly();
        }
    }
}
