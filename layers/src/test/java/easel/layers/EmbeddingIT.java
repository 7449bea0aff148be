package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs the program in core's README with the built jars of core and layers only. */
@Execution(ExecutionMode.CONCURRENT)
class EmbeddingIT {
    private static final String VECTOR_API = "--add-modules=jdk.incubator.vector";

    @TempDir
    Path folder;

    @Test
    void anyNumberOfThreadsGivesTheSameImagesOnClassPathAndModulePath() throws Exception {
        SamplerProject project = SamplerProject.in(folder);
        String path = project.path();
        project.compileForTheClassPath();
        String one = draw(project, "1", "-Deasel.threads=1", "-cp", path, "sampler.Sampler");
        assertEquals(40, one.lines().distinct().count());
        assertTrue(one.lines().allMatch(line -> line.matches("\\(4, 16, 16, 1\\) [0-9a-f]{8}")), one);
        assertEquals(one, draw(project, "8", "-cp", path, "sampler.Sampler"));
        assertEquals(one, draw(project, "8", VECTOR_API, "-cp", path, "sampler.Sampler"));

        project.compileAsAModule();
        assertEquals(one, draw(project, "8", "-p", path, "-m", "sampler/sampler.Sampler"));
        assertEquals(one, draw(project, "8", VECTOR_API, "-p", path, "-m", "sampler/sampler.Sampler"));
    }

    @Test
    void runsWithoutJblasAndNamesTheRemedy() throws Exception {
        SamplerProject project = SamplerProject.in(folder);
        project.compileAsAModule();
        String log = project.run(JavaProcess.JAVA, "8", "-Deasel.gemm=jblas", "-cp", project.path(), "sampler.Sampler")
                .err();
        assertTrue(log.contains("jblas is not on the class path"), log);
        log = project.run(JavaProcess.JAVA, "8", "-Deasel.gemm=jblas", "-p", project.path(), "-m",
                "sampler/sampler.Sampler").err();
        assertTrue(log.contains("start java with --add-modules jblas"), log);
    }

    private static String draw(SamplerProject project, String threads, String... options) throws Exception {
        return project.run(JavaProcess.JAVA, threads, options).expectSuccess();
    }

    @Test
    void readmeShowsThisProject() throws IOException {
        String readme = Files.readString(Path.of("../core/README.md"));
        String section = readme.substring(readme.indexOf("\n## Embedding\n"),
                readme.indexOf("\n## System properties\n"));
        List<String> blocks = Pattern.compile("```[a-z]+\n(.*?)```", Pattern.DOTALL).matcher(section).results()
                .map(block -> block.group(1)).toList();
        String dependencies = Files.readString(SamplerProject.HOME.resolve("pom.xml"))
                .replaceAll("(?s)^.*</properties>\n\n", "")
                .replaceAll("(?s)\n {2}<build>.*$", "").replaceAll("(?m)^ {2}", "");
        assertEquals(List.of(dependencies, Files.readString(SamplerProject.SOURCES.resolve("sampler/Sampler.java")),
                Files.readString(SamplerProject.SOURCES.resolve("module-info.java"))), blocks);
    }
}
