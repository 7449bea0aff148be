package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class OutOfMemoryTest {
    private static String explain(String message, boolean maven, Optional<String> jar) {
        return OutOfMemory.explain(message, 300, maven, jar);
    }

    @Test
    void remedyFitsTheWayInWhichTheProgramWasStarted() {
        String start = "Out of memory: Java's heap has 300 MB. Choose a smaller --batch or --count, or give Java more"
                + " memory: ";
        Optional<String> jar = Optional.of("target/easel.jar");
        for (String message : new String[] {"Java heap space", "GC overhead limit exceeded", "null"}) {
            assertEquals(start + "java -Xmx600m -jar target/easel.jar.", explain(message, false, jar));
            assertEquals(start + "java -Xmx600m.", explain(message, false, Optional.empty()));
            assertEquals(start + "MAVEN_OPTS=-Xmx600m.", explain(message, true, Optional.of("classworlds.jar")));
        }
    }

    @Test
    void moreHeapIsNoRemedyForOtherShortages() {
        for (String message : new String[] {"unable to create native thread: possibly out of memory or process or"
            + " resource limits reached", "Requested array size exceeds VM limit", "Metaspace",
            "Compressed class space"}) {
            String line = explain(message, false, Optional.of("easel.jar"));
            assertTrue(line.contains(message) && !line.contains("-Xmx"), line);
        }
    }

    @Test
    void theJarIsTheOnlyEntryOfTheClassPath() {
        assertEquals(Optional.of("a/easel.jar"), OutOfMemory.jar("a/easel.jar"));
        assertEquals(Optional.empty(), OutOfMemory.jar("target/classes"));
        assertEquals(Optional.empty(), OutOfMemory.jar("a.jar" + File.pathSeparator + "easel.jar"));
    }

    @Test
    void tooSmallAHeapForMnistGivesOneLineWithTheSizeThatItNeeds() throws IOException, InterruptedException {
        JavaProcess.Result run = JavaProcess.run(JavaProcess.of("-Xmx64m", "-XX:+UseSerialGC",
                "easel.examples.SmallMnist", "--steps", "1"));
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("45 MB, which need a heap of 90 MB; this JVM's heap has "), run.err());
        assertTrue(run.err().contains(" MB. Start java with -Xmx90m or more."), run.err());
        assertEquals(1, run.err().lines().filter(line -> !line.startsWith("WARNING")).count(), run.err());
    }
}
