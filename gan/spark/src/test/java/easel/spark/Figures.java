package easel.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;

/**
 * Times the steps of dcgan-mnist in one process and on clusters of executor processes on this machine, fits a model to
 * the time that executors do not compute, and prints what it predicts for clusters of such machines.
 *
 * <pre>java … easel.spark.Figures FOLDER</pre>
 *
 * <p>README of this module has the whole command. Nothing else may run meanwhile.
 */
final class Figures {
    /** A batch, its shards, and the timed steps: those after the first ones, in which the JVMs compile the code. */
    private enum Batch {
        SMALL(128, 4, 100, 200), MEDIUM(512, 4, 50, 100), LARGE(2048, 16, 20, 50);

        final int size;
        final int shards;
        final int after;
        final int steps;

        Batch(int size, int shards, int after, int steps) {
            this.size = size;
            this.shards = shards;
            this.after = after;
            this.steps = steps;
        }
    }

    /** The parts of a step in milliseconds, from the last line that the driver prints about them. */
    private static final Pattern PARTS = Pattern.compile("ms per step on executors: computing (\\d+), sending (\\d+),"
            + " waiting (\\d+); ([\\d.]+) MB to the executors, ([\\d.]+) MB back");
    private static final int UPDATES = 2;

    private final Path folder;
    private final List<Row> rows = new ArrayList<>();
    private double perImage;      // of one process that uses all cores, in milliseconds

    /**
     * What was measured on a cluster, for a step.
     *
     * @param executors the number of executors
     * @param tasks the number of tasks of an update, each of which returns a sum
     * @param other the time that is not computing, in milliseconds
     * @param sent megabytes to all executors
     * @param back megabytes of all sums
     */
    record Row(int executors, int tasks, double other, double sent, double back) {}

    private Figures(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Figures figures = new Figures(Files.createDirectories(Path.of(args[0]).toAbsolutePath()));
        System.out.println("batch shards  run                        ms/step  compute  send  wait  MB out  MB back"
                + "  MB on the wire");
        for (Batch batch : Batch.values()) {
            figures.alone(batch, 1);
            figures.alone(batch, 2);
            for (int executors : new int[] {1, 2, 4}) {
                figures.cluster(batch, executors, batch.shards / executors);
            }
            if (batch == Batch.LARGE) {
                figures.cluster(batch, 2, 1);      // a task for each shard, the default
            }
        }
        predict(figures.rows, figures.perImage);
    }

    private void alone(Batch batch, int threads) throws IOException, InterruptedException {
        Path out = folder.resolve(batch.size + "-threads-" + threads);
        ProcessBuilder builder = Cluster.alone(Path.of(out + ".log"), List.of("-Deasel.threads=" + threads),
                "easel.examples.Easel", train(batch, out));
        double[] measured = measure(builder, batch, out);
        print("%5d %5d   one process, %d %-11s %7.0f%n", batch.size, batch.shards, threads,
                threads == 1 ? "thread" : "threads", measured[0]);
        perImage = measured[0] / batch.size;
    }

    private void cluster(Batch batch, int executors, int shardsPerTask) throws IOException, InterruptedException {
        int tasks = batch.shards / shardsPerTask;
        Path out = folder.resolve(batch.size + "-executors-" + executors + "-tasks-" + tasks);
        Path log = Path.of(out + ".log");
        List<Object> args = new ArrayList<>(List.of("--master", Cluster.executors(executors),
                "--shards-per-task", shardsPerTask));
        args.addAll(train(batch, out));
        double[] measured = measure(Cluster.driver(log, List.of(), SparkTrain.class.getName(), args), batch, out);
        MatchResult parts = PARTS.matcher(Files.readString(log)).results().reduce((first, last) -> last).orElseThrow();
        double sent = Double.parseDouble(parts.group(4));
        double back = Double.parseDouble(parts.group(5));
        print("%5d %5d   %-24s %7.0f %8s %5s %5s %7.1f %8.1f %10.1f%n", batch.size, batch.shards,
                executors + (executors == 1 ? " executor, " : " executors, ") + tasks
                        + (tasks == 1 ? " task" : " tasks"), measured[0], parts.group(1), parts.group(2),
                parts.group(3), sent, back, measured[1]);
        if (executors <= Runtime.getRuntime().availableProcessors()) {
            rows.add(new Row(executors, tasks, measured[0] - Double.parseDouble(parts.group(1)), sent, back));
        }
    }

    private static List<Object> train(Batch batch, Path out) {
        return List.of("train", "dcgan-mnist", "--steps", batch.steps, "--batch", batch.size, "--shards", batch.shards,
                "--evaluate-every", 0, "--keep", 1, "--out", out);
    }

    /** The median time of a step in milliseconds, and the megabytes that pass the loopback device in a step. */
    private static double[] measure(ProcessBuilder builder, Batch batch, Path out)
            throws IOException, InterruptedException {
        Process process = builder.start();
        Path run = out.resolve("dcgan-mnist-001");
        List<Long> ends = new ArrayList<>();      // when each step after the first ones was recorded, in nanoseconds
        double[] wire = new double[2];
        while (process.isAlive() && ends.size() <= batch.steps - batch.after) {
            Thread.sleep(2);
            if (Cluster.stepsDone(run) > batch.after + ends.size()) {
                wire[ends.isEmpty() ? 0 : 1] = loopbackMegabytes();
                ends.add(System.nanoTime());
            }
        }
        Cluster.succeed(builder, process);
        double[] steps = new double[ends.size() - 1];
        Arrays.setAll(steps, i -> (ends.get(i + 1) - ends.get(i)) / 1e6);
        Arrays.sort(steps);
        return new double[] {steps[steps.length / 2], (wire[1] - wire[0]) / steps.length};
    }

    private static double loopbackMegabytes() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/net/dev")).stream().filter(l -> l.strip().startsWith("lo:"))
                .findFirst().orElseThrow();
        return Long.parseLong(line.strip().split("[:\\s]+")[1]) / 1e6;
    }

    /** Fits a time for each job of Spark and for each megabyte, by least squares of relative errors. */
    static void predict(List<Row> rows, double perImage) {
        double[] ones = new double[rows.size()];
        Arrays.fill(ones, 1);
        double[][] terms = rows.stream().map(row -> new double[] {UPDATES / row.other,
            (row.sent + row.back) / row.other}).toArray(double[][]::new);
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        regression.setNoIntercept(true);
        regression.newSampleData(ones, terms);
        double[] fit = regression.estimateRegressionParameters();
        double worst = Arrays.stream(regression.estimateResiduals()).map(Math::abs).max().orElseThrow();
        print("%nfit: %.1f ms per job and %.2f ms per MB, with errors up to %.0f %%; computing: %.2f ms per image%n",
                fit[0], fit[1], 100 * worst, perImage);
        double network = rows.get(0).sent / rows.get(0).executors;
        double sum = rows.get(0).back / rows.get(0).tasks;
        print("%.1f MB to each executor in a step, %.1f MB for each sum%n", network, sum);
        print("%nms per step, predicted:  batch  machines  by loopback  10 Gbit/s  1 Gbit/s%n");
        for (int images : new int[] {2048, 16_384}) {
            print("%30d %9d %12.0f%n", images, 1, images * perImage);
            for (int machines : new int[] {8, 32, 128}) {
                // Executors pass a broadcast on to each other, so the driver sends about two copies.
                double megabytes = 2 * network + machines * sum;
                double time = images * perImage / machines + UPDATES * fit[0] + megabytes * fit[1];
                print("%30d %9d %12.0f %10.0f %9.0f%n", images, machines, time, time + megabytes / 1.25,
                        time + megabytes / 0.125);
            }
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
