package easel.layers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in core's README, run with only the jars of core and layers, after they are built. */
class EmbeddingIT {
    private static final Path PROJECT = Path.of("src/it/sampler");
    private static final Path SOURCES = PROJECT.resolve("src/main/java");

    private static final String JARS = System.getProperty("jars");

    @TempDir
    Path folder;

    @BeforeEach
    void saveAGenerator() throws IOException {
        RandomStream random = RandomStream.of(3);
        Models.save(Sequential.of(Shape.of(10), Dense.of(10, 32, random), BatchNorm.of(32), ReLU.of(),
                Reshape.to(4, 4, 2), UpSampling2D.by(2), Conv2D.of(2, 4, 3, random).withPadding(Padding.SAME),
                LeakyReLU.withSlope(0.2f), Conv2DTranspose.of(4, 1, 4, random).withStride(2).withPadding(Padding.SAME),
                Tanh.of()), folder.resolve("generator.safetensors"));
    }

    @Test
    void anyNumberOfThreadsGivesTheSameOnClassPathAndModulePath() throws Exception {
        compile("-cp", "sampler/Sampler.java");
        String path = JARS + File.pathSeparator + folder;
        String one = run("1", "-Deasel.threads=1", "-cp", path, "sampler.Sampler");
        assertEquals(40, one.lines().distinct().count());
        assertTrue(one.lines().allMatch(line -> line.matches("\\(4, 16, 16, 1\\) [0-9a-f]{8}")), one);
        assertEquals(one, run("8", "-cp", path, "sampler.Sampler"));
        assertEquals(one, run("8", "--add-modules", "jdk.incubator.vector", "-cp", path, "sampler.Sampler"));

        compile("-p", "module-info.java", "sampler/Sampler.java");
        assertEquals(one, run("8", "-p", path, "-m", "sampler/sampler.Sampler"));
        assertEquals(one, run("8", "--add-modules", "jdk.incubator.vector", "-p", path, "-m",
                "sampler/sampler.Sampler"));
    }

    @Test
    void runsWithoutJblas() throws Exception {
        compile("-cp", "sampler/Sampler.java");
        run("8", "-Deasel.gemm=jblas", "-cp", JARS + File.pathSeparator + folder, "sampler.Sampler");
        String log = Files.readString(folder.resolve("err"));
        assertTrue(log.contains("jblas is not on the class path"), log);
    }

    private void compile(String pathOption, String... files) throws IOException {
        assumeTrue(JARS != null, "needs the jars, which mvn verify builds");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, UTF_8)) {
            boolean done = compiler.getTask(messages, manager, null,
                    List.of("--release", "17", pathOption, JARS, "-d", folder.toString()), null,
                    manager.getJavaFileObjects(Stream.of(files).map(SOURCES::resolve).toArray(Path[]::new))).call();
            assertTrue(done, messages::toString);
        }
    }

    /** The output of the program with this number of threads. */
    private String run(String threads, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea", "-Duser.language=en"));
        command.addAll(List.of(options));
        command.addAll(List.of(folder.resolve("generator.safetensors").toString(), threads));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        int exit = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start()
                .waitFor();
        assertEquals(0, exit, () -> command + "\n" + read(err));
        return read(out);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void readmeShowsThisProject() throws IOException {
        String readme = Files.readString(Path.of("../core/README.md"));
        String section = readme.substring(readme.indexOf("\n## Embedding\n"),
                readme.indexOf("\n## System properties\n"));
        List<String> blocks = Pattern.compile("```[a-z]+\n(.*?)```", Pattern.DOTALL).matcher(section).results()
                .map(block -> block.group(1)).toList();
        String dependencies = Files.readString(PROJECT.resolve("pom.xml")).replaceAll("(?s)^.*</properties>\n\n", "")
                .replaceAll("(?s)\n {2}<build>.*$", "").replaceAll("(?m)^ {2}", "");
        assertEquals(List.of(dependencies, Files.readString(SOURCES.resolve("sampler/Sampler.java")),
                Files.readString(SOURCES.resolve("module-info.java"))), blocks);
    }
}
