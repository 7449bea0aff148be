package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.examples.tutorial.FirstLook;
import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import easel.testkit.PackageClasses;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes and output of every main class, with and without options, each in a process. */
@Execution(ExecutionMode.CONCURRENT)
class MainClassesTest {
    private static final Path FULL = Path.of("/dev/full");

    static List<Class<?>> mains() {
        List<Class<?>> mains = Stream.of(Xor.class, FirstLook.class)
                .flatMap(member -> PackageClasses.of(member).stream())
                .filter(MainClassesTest::hasMain).toList();
        assertTrue(mains.containsAll(List.of(Easel.class, XorBackward.class, TinyGan.class, Modes.class,
                LossesMnist.class, StackedMnist.class, FirstLook.class)));
        assertTrue(mains.size() >= 24, mains::toString);
        return mains;
    }

    private static boolean hasMain(Class<?> type) {
        return Stream.of(type.getDeclaredMethods()).anyMatch(method -> method.getName().equals("main")
                && Modifier.isStatic(method.getModifiers())
                && List.of(method.getParameterTypes()).equals(List.of(String[].class)));
    }

    private static ProcessBuilder process(Class<?> main, String... args) {
        ProcessBuilder process = JavaProcess.of(JavaProcess.FIRST_COMPILER, main.getName());
        process.command().addAll(List.of(args));
        return process;
    }

    private static JavaProcess.Result withLostOutput(ProcessBuilder process)
            throws IOException, InterruptedException {
        Process started = process.redirectOutput(FULL.toFile()).start();
        String err = new String(started.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new JavaProcess.Result(started.waitFor(), "", err);
    }

    @ParameterizedTest
    @LongTest
    @MethodSource("mains")
    void aWrongArgumentIsCodeTwoWithOneLineOnStandardError(Class<?> main) throws IOException, InterruptedException {
        JavaProcess.Result result = JavaProcess.run(process(main, "--wrong"));
        assertEquals(2, result.exit(), result.err());
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(Callable.class.isAssignableFrom(main) ? result.err().contains("--help lists all options.")
                : result.err().startsWith("Usage: " + main.getSimpleName()), result.err());
    }

    /** So each program does with its standard output what the programs of the next test do. */
    @ParameterizedTest
    @MethodSource("mains")
    void everyMainBeginsWithOneOfTwoStarts(Class<?> main) throws IOException {
        String source = Files.readString(Path.of("src/main/java", main.getName().replace('.', '/') + ".java"));
        String name = main.getSimpleName();
        String start = Callable.class.isAssignableFrom(main) ? "Launch.main(new " + name + "(), args);\n    }"
                : "SmallProgram.start(args, \"" + name;
        assertTrue(source.matches("(?s).*\n    public static void main\\(String\\[] args\\)( throws IOException)? \\{\n"
                + " *" + Pattern.quote(start) + ".*"), start);
    }

    @ParameterizedTest
    @LongTest
    @ValueSource(classes = {Easel.class, SmallMnist.class, TinyGan.class})
    void helpOnLostStandardOutputIsCodeOne(Class<?> main) throws IOException, InterruptedException {
        assumeTrue(Files.isWritable(FULL), "only Linux has a device that is always full");
        JavaProcess.Result result = withLostOutput(process(main, "--help"));
        assertEquals(1, result.exit(), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith("Standard output was lost"), result.err());
    }

    @Test
    void resultsOnLostStandardOutputAreCodeOne() throws IOException, InterruptedException {
        assumeTrue(Files.isWritable(FULL), "only Linux has a device that is always full");
        for (Class<?> main : List.of(Xor.class, XorBackward.class)) {
            JavaProcess.Result result = withLostOutput(process(main));
            assertEquals(1, result.exit(), result.err());
            assertTrue(result.err().contains("Standard output was lost"), result.err());
        }
    }

    @Test
    void helpOfASmallProgramIsItsUsage() throws IOException, InterruptedException {
        for (String help : List.of("--help", "-h")) {
            String out = JavaProcess.run(process(TinyGan.class, help)).expectSuccess();
            assertEquals("Usage: TinyGan [STEPS [PICTURE]], by default 1500 runs/tiny-gan.png", out.strip());
        }
    }

    @Test
    void aTerminalWithAsciiGetsAscii() throws IOException, InterruptedException {
        JavaProcess.Result result = JavaProcess.run(JavaProcess.of(JavaProcess.FIRST_COMPILER,
                "-Dfile.encoding=US-ASCII", "-Dstdout.encoding=US-ASCII", XorBackward.class.getName(), "--steps", "1"));
        assertTrue(result.expectSuccess().contains("Dense 2->8: (4, 2)"), result.out());
    }
}
