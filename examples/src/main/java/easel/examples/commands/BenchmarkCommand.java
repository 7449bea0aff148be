package easel.examples.commands;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Parallel;
import easel.core.random.RandomStream;
import easel.examples.run.OptionTypes;
import easel.gan.ConvNetworks;
import easel.gan.DenseNetworks;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code easel benchmark}: what to expect of this machine. The module benchmarks measures with care. */
@Command(name = "benchmark", header = "Times matrix products and training steps.",
        description = {
            "Prints GFLOP/s of each kernel that works here, two operations to a multiply-add, and milliseconds for a"
                + " training step of each program's networks on random images. Each figure is the median of as many as"
                + " fit in --seconds, after a warm-up as long; there are at least three.",
            "-Deasel.gemm and -Deasel.threads, before -jar, choose kernel and threads of the steps. For comparisons use"
                + " the module benchmarks, which gives each measurement a fresh Java."},
        footer = {
            "  easel benchmark",
            "  easel benchmark small-mnist dcgan-mnist --seconds 5"})
public final class BenchmarkCommand implements Callable<Integer> {
    private static final int[][] PRODUCTS = {{32, 784, 1024}, {128, 784, 128}, {512, 512, 512}};
    private static final Shape IMAGE = Shape.of(28, 28, 1);
    private static final int AT_LEAST = 3;
    private static final List<String> ALL =
            List.of("vanilla-mnist", "small-mnist", "dcgan-mnist", "conv-mnist", "fashion");

    @Parameters(paramLabel = "PROGRAM", arity = "0..*", description = "Whose steps to time. Default: all of"
            + " vanilla-mnist, small-mnist, dcgan-mnist, conv-mnist and fashion.")
    private List<String> programs = ALL;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "1", converter = OptionTypes.AboveZero.class,
            description = "For each figure. Default: ${DEFAULT-VALUE}.")
    private float seconds;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    BenchmarkCommand() {}

    @Override
    public Integer call() {
        Gemm chosen = Gemm.chosen();
        programs.forEach(BenchmarkCommand::trainer);      // a wrong name is refused before minutes have passed
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
        for (String program : programs) {
            GanTrainer trainer = trainer(program);
            Tensor real = Tensor.zeros(IMAGE.batch(batch(program)));
            RandomStream.of(2).fillUniform(real.array(), -1, 1);
            double[] ms = timed(() -> trainer.step(number -> real));
            out.println(String.format(Locale.ROOT, "%-20s %5d %10.2f %7d", program, batch(program), ms[ms.length / 2],
                    ms.length));
            out.flush();
        }
        return 0;
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

    private static int batch(String program) {
        return switch (program) {
            case "vanilla-mnist" -> 32;
            case "fashion" -> 16;      // an eighth of the published one, as by default
            default -> 128;
        };
    }

    /** The program's networks and settings; times do not depend on labels or learning rates. */
    private static GanTrainer trainer(String program) {
        RandomStream random = RandomStream.of(1);
        int batch = batch(program);
        return switch (program) {
            case "vanilla-mnist" -> trainer(
                    of(GanSchedule.SEPARATE, 100, batch).withInferenceFakes(),
                    DenseNetworks.vanillaGenerator(100, IMAGE, random),
                    DenseNetworks.vanillaDiscriminator(IMAGE, 0, random));
            case "small-mnist" -> trainer(
                    of(GanSchedule.SIMULTANEOUS, 100, batch),
                    DenseNetworks.smallGenerator(100, IMAGE, random),
                    DenseNetworks.smallDiscriminator(IMAGE, random));
            case "dcgan-mnist" -> trainer(
                    of(GanSchedule.SIMULTANEOUS, 100, batch),
                    ConvNetworks.dcganGenerator(100, IMAGE, random),
                    ConvNetworks.dcganDiscriminator(IMAGE, random));
            case "conv-mnist" -> trainer(
                    of(GanSchedule.JOINED, 100, batch).withGeneratorBatch(2 * batch),
                    ConvNetworks.convGenerator(100, IMAGE, random),
                    ConvNetworks.convDiscriminator(IMAGE, random));
            case "fashion" -> trainer(
                    of(GanSchedule.JOINED, 128, batch).withInferenceFakes().withInferenceDiscriminator(),
                    ConvNetworks.fashionGenerator(128, IMAGE, random),
                    ConvNetworks.fashionDiscriminator(IMAGE, random));
            default -> throw new IllegalArgumentException("no networks of a program '" + program
                    + "' to time; expected some of " + String.join(", ", ALL));
        };
    }

    private static GanSettings of(GanSchedule schedule, int latent, int batch) {
        return GanSettings.of(schedule, LatentSpace.normal(latent), batch);
    }

    private static GanTrainer trainer(GanSettings settings, Sequential generator, Sequential discriminator) {
        return new GanTrainer(generator, discriminator, Adam.withLearningRate(2e-4f).withBeta1(0.5f),
                Adam.withLearningRate(2e-4f).withBeta1(0.5f), settings);
    }

    /** Sorted milliseconds. */
    private double[] timed(Runnable work) {
        for (long end = System.nanoTime() + (long) (seconds * 1e9); System.nanoTime() < end;) {
            work.run();
        }
        double[] ms = new double[64];
        int count = 0;
        for (long end = System.nanoTime() + (long) (seconds * 1e9); count < AT_LEAST || System.nanoTime() < end;) {
            ms = count == ms.length ? Arrays.copyOf(ms, 2 * count) : ms;
            long start = System.nanoTime();
            work.run();
            ms[count++] = (System.nanoTime() - start) / 1e6;
        }
        ms = Arrays.copyOf(ms, count);
        Arrays.sort(ms);
        return ms;
    }
}
