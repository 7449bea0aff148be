package easel.layers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.testkit.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The application in src/it/sampler, compiled against the jars of core and layers only. */
final class SamplerProject {
    static final Path HOME = Path.of("src/it/sampler");
    static final Path SOURCES = HOME.resolve("src/main/java");

    private final Path classes;
    private final Path model;

    private SamplerProject(Path folder) {
        this.classes = folder.resolve("classes");
        this.model = folder.resolve("generator.safetensors");
    }

    /** Saves a generator in the folder. Skips the test if Maven has not built the jars. */
    static SamplerProject in(Path folder) throws IOException {
        assumeTrue(jars() != null, "needs the jars, which Maven's verify builds");
        SamplerProject project = new SamplerProject(folder);
        RandomStream random = RandomStream.of(3);
        Models.save(Sequential.of(Shape.of(10), Dense.of(10, 32, random), BatchNorm.of(32), ReLU.of(),
                Reshape.to(4, 4, 2), UpSampling2D.by(2), Conv2D.of(2, 4, 3, random).withPadding(Padding.SAME),
                LeakyReLU.withSlope(0.2f), Conv2DTranspose.of(4, 1, 4, random).withStride(2).withPadding(Padding.SAME),
                Tanh.of()), project.model);
        return project;
    }

    private static String jars() {
        return System.getProperty("jars");
    }

    /** The jars of core and layers, and the compiled sampler. */
    String path() {
        return jars() + File.pathSeparator + classes;
    }

    /** Fails on any warning. The jars contain annotations of a library that is not on this class path. */
    void compileForTheClassPath() throws IOException {
        compile(List.of("-Xlint:all", "-Werror", "-cp"), "sampler/Sampler.java");
    }

    void compileAsAModule() throws IOException {
        compile(List.of("-p"), "module-info.java", "sampler/Sampler.java");
    }

    /** The last of the options is -cp or -p; the path of the jars follows it. */
    private void compile(List<String> options, String... files) throws IOException {
        List<String> all = new ArrayList<>(List.of("--release", "17", "-d", classes.toString()));
        all.addAll(options);
        all.add(jars());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, UTF_8)) {
            boolean compiled = compiler.getTask(messages, manager, null, all, null,
                    manager.getJavaFileObjects(Stream.of(files).map(SOURCES::resolve).toArray(Path[]::new))).call();
            assertTrue(compiled, messages::toString);
        }
    }

    /** Runs the sampler with this java command, number of threads and options, which end with the main class. */
    JavaProcess.Result run(String java, String threads, String... options) throws IOException, InterruptedException {
        ProcessBuilder process = JavaProcess.withoutClassPath(java, "-Duser.language=en");
        process.command().addAll(List.of(options));
        process.command().addAll(List.of(model.toString(), threads));
        return JavaProcess.run(process);
    }
}
