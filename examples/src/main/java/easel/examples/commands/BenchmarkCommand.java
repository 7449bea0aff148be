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
import easel.layers.Predictor;
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
@Command(name = "benchmark", header = "Times matrix products, training steps and inference.",
        description = {
            "Prints the GFLOP/s of each available kernel, where a multiply-add is two operations. Then prints the"
                + " milliseconds of a training step of each program's networks on random images, and those of one image"
                + " of its generator. Each figure is the median of the repetitions that fit in --seconds, at least"
                + " three, after a warm-up of the same length.",
            "-Deasel.gemm and -Deasel.threads, before -jar, select the kernel and the number of threads. For"
                + " comparisons use the benchmarks module, which runs each measurement in a new JVM."},
        footer = {
            "  easel benchmark",
            "  easel benchmark small-mnist dcgan-mnist --seconds 5"})
public final class BenchmarkCommand implements Callable<Integer> {
    private static final int[][] PRODUCTS = {{32, 784, 1024}, {128, 784, 128}, {512, 512, 512}};
    private static final int MIN_REPETITIONS = 3;
    /**
     * Medians of exec@peers in ms on two cores of an AMD EPYC (family 26) with JDK 17: with 512-bit and with 256-bit
     * vectors. There, dcgan-64 has another batch. See benchmarks/README.md.
     */
    private static final Map<GanProgram, double[]> TYPICAL = Map.of(
            GanProgram.VANILLA, new double[] {4.42, 5.66}, GanProgram.SMALL, new double[] {1.47, 1.91},
            GanProgram.DCGAN, new double[] {94, 141}, GanProgram.CONV, new double[] {246, 392},
            GanProgram.FASHION, new double[] {200, 284});
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
        out.println("training step by " + chosen.describe());
        out.println("typical: two cores of an AMD EPYC (family 26), Java 17, with 512-bit and 256-bit vectors");
        out.println("                     batch         ms   steps   typical ms, 512 bits   256 bits");
        for (GanProgram program : programs) {
            GanTrainer trainer = trainer(program);
            Tensor real = Tensor.zeros(program.image().batch(program.batch()));
            RandomStream.of(2).fillUniform(real.array(), -1, 1);
            double[] ms = timed(() -> trainer.step(number -> real));
            printRow(program, program.batch(), ms, typical(program));
        }
        out.println();
        out.println("one generated image  batch         ms  images");
        for (GanProgram program : programs) {
            Predictor generator = Predictor.of(program.generator(RandomStream.of(1)));
            Tensor z = program.latent().sample(1, RandomStream.of(2));
            printRow(program, 1, timed(() -> generator.predict(z)), "");
        }
        return 0;
    }

    private static String typical(GanProgram program) {
        double[] ms = TYPICAL.get(program);
        return ms == null ? "" : String.format(Locale.ROOT, "%23.2f %10.2f", ms[0], ms[1]);
    }

    private void printRow(GanProgram program, int batch, double[] ms, String typical) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "%-20s %5d %10.2f %7d", program.title(), batch, ms[ms.length / 2],
                ms.length) + typical);
        out.flush();
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
