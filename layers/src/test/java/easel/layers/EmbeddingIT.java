package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program in core's README with the built jars of core and layers only. */
class EmbeddingIT {
    private static final String VECTOR_API = "--add-modules=jdk.incubator.vector";

    /** Classes of easel.core.kernels that only other packages of Easel use. */
    private static final Pattern INTERNAL =
            Pattern.compile("easel/core/kernels/(?!(Gemm|MatrixView|Parallel|Scratch)\\b).*");

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

    @Test
    void publicMethodsCarryTheNamesOfTheirParameters() throws Exception {
        String[] jars = SamplerProject.jars().split(File.pathSeparator);
        URL[] urls = {Path.of(jars[0]).toUri().toURL(), Path.of(jars[1]).toUri().toURL()};
        int methods = 0;
        List<Executable> nameless = new ArrayList<>();
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            for (String jar : jars) {
                for (Executable method : publicMethods(jar, loader)) {
                    methods++;
                    if (!Stream.of(method.getParameters()).allMatch(Parameter::isNamePresent)) {
                        nameless.add(method);
                    }
                }
            }
        }
        assertEquals(List.of(), nameless);
        assertTrue(methods > 300, "only " + methods + " methods");
    }

    /** The public and protected methods and constructors of a jar's public classes, except {@link #INTERNAL}. */
    private static List<Executable> publicMethods(String jar, ClassLoader loader) throws Exception {
        List<Executable> methods = new ArrayList<>();
        try (JarFile file = new JarFile(jar)) {
            for (JarEntry entry : Collections.list(file.entries())) {
                String name = entry.getName();
                if (!name.endsWith(".class") || name.equals("module-info.class") || INTERNAL.matcher(name).matches()) {
                    continue;
                }
                Class<?> type = Class.forName(name.replace(".class", "").replace('/', '.'), false, loader);
                if (Modifier.isPublic(type.getModifiers())) {
                    methods.addAll(List.of(type.getDeclaredConstructors()));
                    methods.addAll(List.of(type.getDeclaredMethods()));
                }
            }
        }
        methods.removeIf(method -> method.isSynthetic()
                || (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) == 0);
        return methods;
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
