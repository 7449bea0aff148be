package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.run.Columns.Curve;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;

/** A file that only shows the run cannot end the training. */
class LiveViewTest {
    private static final String THREADS = "the system starts no more threads; raise the limit of processes (ulimit -u,"
            + " or pids of a container)";

    @TempDir
    Path path;
    private final StringWriter out = new StringWriter();

    private LiveView view() {
        CommandSpec spec = CommandSpec.create().addOption(SettingsTest.option("--seed", 7L));
        return new LiveView(new RunFolder(path), new Settings("small", spec, "8 images", 0, 10),
                new Progress(new PrintWriter(out), 0, 10, 1, "images"),
                new Columns(List.of("loss"), List.of(new Curve("loss", "loss")), Optional.empty()),
                Optional.empty(), 0, 10);
    }

    private List<String> printed() {
        return out.toString().lines().toList();
    }

    @Test
    void eachFailureIsOneWarningForEachKindOfFile() {
        Map<Throwable, String> failures = new LinkedHashMap<>();
        failures.put(new IOException("disk full"), "disk full");
        failures.put(new UncheckedIOException(new IOException("gone")), "java.io.IOException: gone");
        failures.put(new AccessDeniedException("a.png"), "java.nio.file.AccessDeniedException: a.png");
        failures.put(new OutOfMemoryError("unable to create native thread: possibly out of memory"), THREADS);
        failures.put(new NoClassDefFoundError("Could not initialize class sun.java2d.Disposer").initCause(
                new ExceptionInInitializerError("Exception java.lang.OutOfMemoryError: unable to create native thread"
                + " [in thread \"main\"]")), THREADS);
        failures.put(new UnsatisfiedLinkError("no awt in java.library.path"),
                "java.lang.UnsatisfiedLinkError: no awt in java.library.path");
        failures.forEach((failure, reason) -> {
            out.getBuffer().setLength(0);
            LiveView view = view();
            for (String file : List.of("step-1.png", "step-2.png", "index.html", "step-3.png", "index.html")) {
                view.show(file, () -> throwAny(failure));
            }
            assertEquals(List.of("Warning: the training continues without step-1.png: " + reason,
                    "Warning: the training continues without index.html: " + reason), printed());
        });
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwAny(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void memoryThatIsExhaustedEndsTheTraining() {
        for (String message : new String[] {"Java heap space", "GC overhead limit exceeded", "Metaspace", null}) {
            OutOfMemoryError error = new OutOfMemoryError(message);
            assertSame(error, assertThrows(OutOfMemoryError.class, () -> view().show("a.png", () -> {
                throw error;
            })));
        }
        assertTrue(printed().isEmpty());
    }
}
