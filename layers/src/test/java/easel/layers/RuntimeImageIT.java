package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Run-time images that jlink builds from the sampler, core and layers only. */
@LongTest
@Execution(ExecutionMode.CONCURRENT)
class RuntimeImageIT {
    private static final String VECTOR_API = "jdk.incubator.vector";
    private static final Set<String> MODULES = Set.of("sampler", "easel.core", "easel.layers",
            "java.base", "java.management", "jdk.management");

    @TempDir
    Path folder;

    private SamplerProject project;

    @BeforeEach
    void compileTheSamplerAsAModule() throws Exception {
        project = SamplerProject.in(folder);
        project.compileAsAModule();
    }

    @Test
    void anImageWithTheVectorApiUsesItAndOneWithoutGivesTheSameBits() throws Exception {
        String plain = link("plain");
        // Without the leading space, jlink would read the value as an option.
        String vector = link("vector", "--add-modules", VECTOR_API, "--add-options", " --add-modules=" + VECTOR_API);

        assertEquals(MODULES, modules(plain));
        Set<String> withVectorApi = new TreeSet<>(MODULES);
        withVectorApi.add(VECTOR_API);
        assertEquals(withVectorApi, modules(vector));

        JavaProcess.Result plainRun = draw(plain);
        JavaProcess.Result vectorRun = draw(vector);
        assertEquals(40, plainRun.expectSuccess().lines().distinct().count());
        assertEquals(plainRun.out(), vectorRun.expectSuccess());
        assertTrue(plainRun.err().contains("Matrix products by plain Java loops"), plainRun::err);
        assumeFalse(vectorRun.err().contains("java runs without fused multiply-add"),
                "the Vector API does not work here");
        assertTrue(plainRun.err().contains("start it with --add-modules " + VECTOR_API), plainRun::err);
        assertTrue(vectorRun.err().contains("Matrix products by the Vector API"), vectorRun::err);
    }

    /** Builds an image and returns the path of its java command. */
    private String link(String name, String... options) {
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElse(null);
        assumeTrue(jlink != null, "this JDK has no jlink");
        List<String> arguments = new ArrayList<>(List.of("--module-path", project.path(), "--add-modules", "sampler",
                "--output", folder.resolve(name).toString()));
        arguments.addAll(List.of(options));
        StringWriter messages = new StringWriter();
        PrintWriter writer = new PrintWriter(messages);
        assertEquals(0, jlink.run(writer, writer, arguments.toArray(String[]::new)), messages::toString);
        return folder.resolve(name).resolve("bin/java").toString();
    }

    private static Set<String> modules(String java) throws Exception {
        return JavaProcess.run(JavaProcess.withoutClassPath(java, "--list-modules")).expectSuccess().lines()
                .map(module -> module.replaceFirst("@.*", "")).collect(Collectors.toSet());
    }

    private JavaProcess.Result draw(String java) throws Exception {
        return project.run(java, "8", "-Deasel.gemm=vector", "-Djdk.system.logger.level=DEBUG", "-m",
                "sampler/sampler.Sampler");
    }
}
