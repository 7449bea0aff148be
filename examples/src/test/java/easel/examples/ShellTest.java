package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import easel.library.PublicApi;
import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ShellTest {
    private static final String PROMPT = "jshell> ";

    /** The imports of JShell's start-up script DEFAULT. */
    private static final List<String> DEFAULT = List.of("java.io", "java.math", "java.net", "java.nio.file",
            "java.util", "java.util.concurrent", "java.util.function", "java.util.prefs", "java.util.regex",
            "java.util.stream");

    @TempDir
    Path folder;

    @Test
    @LongTest
    void readmeShowsASessionAndStatementsRunWithTheSystemPropertiesOfTheLibrary() throws Exception {
        Matcher block = Pattern.compile("```\n\\$ easel shell\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")));
        assertTrue(block.find());
        String exit = PROMPT + "/exit";
        assertTrue(block.group(1).endsWith(exit + "\n"));
        String session = block.group(1).replace(exit, PROMPT + "String property = System.getProperty(\"easel.threads\")"
                + "\n" + PROMPT + "property\nproperty ==> \"1\"\n" + exit);
        String input = session.lines().filter(line -> line.startsWith(PROMPT))
                .map(line -> line.substring(PROMPT.length()) + "\n").collect(Collectors.joining());
        // A terminal shows the typed statements. A pipe has no line break after a statement. It has nothing of the
        // statement, or its beginning if JShell waited for the rest.
        String expected = session.lines().map(line -> line.startsWith(PROMPT)
                ? Pattern.quote(PROMPT) + beginningOf(line.substring(PROMPT.length()))
                : Pattern.quote(line + "\n")).collect(Collectors.joining());
        String out = run(input, "-Deasel.threads=1");
        assertTrue(out.matches(expected), () -> "expected:\n" + session + "but was:\n" + out);
    }

    /** The pattern that matches the empty string, the string, and every beginning of it. */
    private static String beginningOf(String string) {
        return string.chars().mapToObj(c -> "(?:" + Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining()) + ")?".repeat(string.length());
    }

    @Test
    void everyPackageIsImportedAndNoClassNameIsAmbiguous() throws Exception {
        assertEquals(PublicApi.packages().stream().map(ShellTest::packageName).collect(Collectors.toSet()),
                Set.copyOf(Shell.PACKAGES));
        List<String> classes = PublicApi.types().stream().filter(type -> type.getDeclaringClass() == null)
                .filter(type -> Modifier.isPublic(type.getModifiers())).map(Class::getSimpleName).toList();
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            for (String path : Shell.classPath().split(System.getProperty("path.separator"))) {
                shell.addToClasspath(path);
            }
            Stream.concat(DEFAULT.stream().map(name -> "import " + name + ".*;"), Shell.startup().stream())
                    .forEach(line -> check(shell, line));
            // One statement with all classes takes a tenth of the time of a statement for each.
            if (!isValid(shell, "new Class<?>[] {" + String.join(".class, ", classes) + ".class}")) {
                assertEquals(List.of(), classes.stream().filter(name -> !isValid(shell, name + ".class")).toList());
                fail("JShell refuses the array of all classes");
            }
        }
    }

    private static boolean isValid(JShell shell, String expression) {
        return shell.eval(expression).get(0).status() == Snippet.Status.VALID;
    }


    private static void check(JShell shell, String line) {
        shell.eval(line).forEach(event -> {
            assertEquals(Snippet.Status.VALID, event.status(), line);
            assertEquals(null, event.exception(), line);
        });
    }

    private static String packageName(Path folder) {
        return folder.toString().replaceAll("^.*src.main.java.", "").replaceAll("[/\\\\]", ".");
    }

    private String run(String input, String... options) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("input"), input);
        ProcessBuilder process = JavaProcess.of(JavaProcess.FIRST_COMPILER, "-Duser.language=en");
        process.command().addAll(List.of(options));
        process.command().add(Shell.class.getName());
        return JavaProcess.run(process.redirectInput(file.toFile())).expectSuccess()
                .replace(System.lineSeparator(), "\n");
    }
}
