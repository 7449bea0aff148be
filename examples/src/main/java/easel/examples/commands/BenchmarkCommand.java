package easel.examples.commands;

import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Parallel;
import easel.core.random.RandomStream;
import easel.examples.run.OptionTypes;
import easel.gan.GanProgram;
import easel.gan.GanTrainer;
import easel.layers.Models;
import easel.optim.Adam;
import easel.timing.Stopwatch;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code easel benchmark}: estimates the speed of this machine. The benchmarks module measures more precisely. */
@Command(name = "benchmark", header = "Times matrix products and training steps.",
        description = {
            "Prints the GFLOP/s of each available kernel, where a multiply-add is two operations. Then prints the"
                + " milliseconds of a training step of each program's networks on random images. Each figure is the"
                + " median of the repetitions that fit in --seconds, at least three, after a warm-up of the same"
                + " length.",
            "-Deasel.gemm and -Deasel.threads, before -jar, select the kernel and the number of threads. For"
                + " comparisons use the benchmarks module, which runs each measurement in a new JVM."},
        footer = {
            "  easel benchmark",
            "  easel benchmark small-mnist dcgan-mnist --seconds 5"})
public final class BenchmarkCommand implements Callable<Integer> {
    private static final int[][] PRODUCTS = {{32, 784, 1024}, {128, 784, 128}, {512, 512, 512}};
    private static final int MIN_REPETITIONS = 3;
    private static final Map<String, GanProgram> ALL = Stream.of(GanProgram.values())
            .collect(Collectors.toMap(GanProgram::title, program -> program, (a, b) -> a, LinkedHashMap::new));

    @Parameters(paramLabel = "PROGRAM", arity = "0..*", description = "The programs to time: vanilla-mnist,"
            + " small-mnist, dcgan-mnist, conv-mnist, fashion, dcgan-64. Default: all.")
    private List<String> names = List.copyOf(ALL.keySet());

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "1", converter = OptionTypes.AboveZero.class,
            description = "Time for each figure. Default: ${DEFAULT-VALUE}.")
    private float seconds;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    BenchmarkCommand() {}

    @Override
    public Integer call() {
        Gemm chosen = Gemm.chosen();
        List<GanProgram> programs = names.stream().map(BenchmarkCommand::program).toList();
        PrintWriter out = spec.commandLine().getOut();
        out.println("Easel " + Models.LIBRARY_VERSION + ", Java " + Runtime.version() + ", "
                + System.getProperty("os.arch") + ", threads: " + Parallel.threads());
        out.println();
        out.println("product, GFLOP/s     32×784×1024    128×784×128    512×512×512");
        for (Gemm.Kind kind : Gemm.Kind.values()) {
            if (kind != Gemm.Kind.NAIVE) {
                out.println(products(kind));
                out.flush();
            }
        }
        out.println();
        out.println("training step        batch         ms   steps   by " + chosen.describe());
        for (GanProgram program : programs) {
            GanTrainer trainer = trainer(program);
            Tensor real = Tensor.zeros(program.image().batch(program.batch()));
            RandomStream.of(2).fillUniform(real.array(), -1, 1);
            double[] ms = timed(() -> trainer.step(number -> real));
            out.println(String.format(Locale.ROOT, "%-20s %5d %10.2f %7d", program.title(), program.batch(),
                    ms[ms.length / 2], ms.length));
            out.flush();
        }
        return 0;
    }

    private static GanProgram program(String name) {
        if (!ALL.containsKey(name)) {
            throw new IllegalArgumentException("cannot time a program '" + name + "'; expected one of "
                    + String.join(", ", ALL.keySet()));
        }
        return ALL.get(name);
    }

    private String products(Gemm.Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-17s", name));
        Gemm gemm;
        try {
            gemm = Gemm.of(kind);
        } catch (IllegalStateException e) {
            return row + "not here: " + e.getMessage();
        }
        for (int[] p : PRODUCTS) {
            MatrixView a = random(p[0], p[2]);
            MatrixView b = random(p[2], p[1]);
            MatrixView c = random(p[0], p[1]);
            double[] ms = timed(() -> gemm.multiply(a, b, c));
            row.append(String.format(Locale.ROOT, "%15.1f", 2e-6 * p[0] * p[1] * p[2] / ms[ms.length / 2]));
        }
        return row.toString();
    }

    private static MatrixView random(int rows, int columns) {
        float[] values = new float[rows * columns];
        RandomStream.of(1).fillNormal(values, 0, 1);
        return MatrixView.of(values, rows, columns);
    }

    /** The program's networks and settings. */
    private static GanTrainer trainer(GanProgram program) {
        RandomStream random = RandomStream.of(1);
        return new GanTrainer(program.generator(random), program.discriminator(random), adam(), adam(),
                program.settings(program.batch()));
    }

    private static Adam adam() {
        return Adam.withLearningRate(2e-4f).withBeta1(0.5f);
    }

    /** Runs the work to warm up, then measures it; returns the milliseconds of each repetition, sorted. */
    private double[] timed(Runnable work) {
        Stopwatch.run(work, seconds, 0);
        double[] ms = Stopwatch.run(work, seconds, MIN_REPETITIONS);
        Arrays.sort(ms);
        return ms;
    }
}
