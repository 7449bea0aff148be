package easel.examples;

import easel.core.Tensor;
import easel.datasets.DataFiles;
import easel.examples.commands.Manual;
import easel.examples.run.Launch;
import easel.export.Onnx;
import easel.gan.GanTrainer;
import easel.layers.Layer;
import easel.measures.FrechetDistance;
import easel.optim.Optimizer;
import easel.training.Training;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** JShell with the library: its packages are imported, and a random stream and a tape are defined. */
@Command(name = "shell", header = "Starts JShell with the library.",
        description = "Starts JShell, the JDK's interactive Java. The packages of the library are imported. The"
            + " variables random and tape are defined. Statements can also come from a pipe. Needs a JDK.",
        footer = {
            "  easel shell",
            "  echo \"Mnist.test().images()\" | easel shell"})
public final class Shell implements Callable<Integer> {
    static final List<String> PACKAGES = List.of("easel.core", "easel.core.convolution", "easel.core.kernels",
            "easel.core.ops", "easel.core.random", "easel.core.state", "easel.layers", "easel.optim", "easel.training",
            "easel.gan", "easel.measures", "easel.datasets", "easel.export");

    /** A class of each module. JShell's class path has the jars or folders of these classes and of the data files. */
    private static final List<Class<?>> MODULES = List.of(Tensor.class, Layer.class, Optimizer.class,
            Training.class, GanTrainer.class, FrechetDistance.class, DataFiles.class, Onnx.class);

    private static final List<String> VARIABLES = List.of(
            "RandomStream random = RandomStream.of(1);",
            "Tape tape = Tape.training(random);");

    private static final String VECTOR_API = "jdk.incubator.vector";

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    Shell() {}

    /**
     * Starts JShell.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new Shell(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (!isPresent("jdk.jshell")) {
            throw new IOException("JShell is not part of this Java, " + System.getProperty("java.home")
                    + ". Start the shell with a JDK.");
        }
        spec.commandLine().getOut().println(String.join(System.lineSeparator(),
                "The packages of Easel are imported. These variables are defined:",
                "  " + VARIABLES.get(0),
                "  " + VARIABLES.get(1) + "    // records one forward pass; assign a new tape for the next",
                "/exit ends the session."));
        spec.commandLine().getOut().flush();
        Path startup = Files.createTempFile("easel", ".jsh");
        try {
            Files.write(startup, startup());
            // Settings of JShell that the user has stored could change the output: they are not read.
            return JavaShellToolBuilder.builder().persistence(new HashMap<>())
                    .start(options(startup).toArray(String[]::new));
        } finally {
            Files.delete(startup);
        }
    }

    /** Imports and definitions, which JShell runs at its start and after each /reset. */
    static List<String> startup() {
        return Stream.concat(PACKAGES.stream().map(name -> "import " + name + ".*;"), VARIABLES.stream()).toList();
    }

    private static List<String> options(Path startup) throws URISyntaxException {
        List<String> options = new ArrayList<>(List.of("--class-path", classPath(), "--startup", "DEFAULT",
                "--startup", startup.toString(), "--feedback", "concise", "-R-Djava.awt.headless=true"));
        if (isPresent(VECTOR_API)) {
            options.add("-R--add-modules=" + VECTOR_API);
        }
        Properties properties = System.getProperties();
        properties.stringPropertyNames().stream().filter(name -> name.startsWith("easel."))
                .forEach(name -> options.add("-R-D" + name + "=" + properties.getProperty(name)));
        return options;
    }

    static String classPath() throws URISyntaxException {
        List<String> paths = new ArrayList<>();
        Stream<Class<?>> data = ServiceLoader.load(DataFiles.class, Shell.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::type);
        for (Class<?> type : Stream.concat(MODULES.stream(), data).toList()) {
            paths.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
        }
        return paths.stream().distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isPresent(String module) {
        return ModuleLayer.boot().findModule(module).isPresent();
    }
}
