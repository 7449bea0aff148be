package easel.spark;

import easel.examples.Easel;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** {@code easel train} and {@code easel resume}, with the shards of each batch on the executors of a Spark cluster. */
@Command(name = "easel-spark", header = "Trains a GAN with the shards of each batch on the executors of Apache Spark.",
        description = {
            "The arguments are those of `easel train` and `easel resume`, with --shards. The run",
            "folder is on the driver. The results are the bytes of one process with the same",
            "--shards, for any number of executors.",
            "",
            "--data may be a URI of a file system that Spark reads, such as hdfs://; each executor",
            "then copies the data once."},
        footer = {
            "",
            "Examples:",
            "  spark-submit --class easel.spark.SparkTrain --jars easel.jar easel-spark.jar \\",
            "      train dcgan-mnist --batch 512 --shards 8"})
public final class SparkTrain implements Callable<Integer> {
    private static final int BEFORE_SPARK = 1000;        // a priority; Spark's hook has 40
    private static final int HOOK_SECONDS = 120;
    private static final Pattern URI = Pattern.compile("(?:--data=)?([a-zA-Z][a-zA-Z0-9+.-]*://\\S+)");

    @Option(names = "--master", paramLabel = "URL",
            description = "The master, such as local[2] or spark://host:7077. Default: that of spark-submit.")
    private String master;

    @Option(names = "--shards-per-task", paramLabel = "N", defaultValue = "1",
            converter = OptionTypes.AtLeastOne.class,
            description = "A power of two. Fewer tasks send fewer sums of gradients; use at least as many tasks as"
                + " executors. The results are the same. Default: ${DEFAULT-VALUE}.")
    private int shardsPerTask;

    @Option(names = "--limit", paramLabel = "SECONDS", defaultValue = "600", converter = OptionTypes.AtLeastOne.class,
            description = "The longest time of an update; a longer one ends the run with a message."
                + " Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--allow-mixed-machines",
            description = "Accept executors whose kernels round differently. The bits of the result then depend on"
                + " which executor computes a shard.")
    private boolean allowMixed;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help and exit.")
    private boolean help;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    SparkTrain() {}

    /**
     * Runs the training on the driver.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new SparkTrain(), args);
    }

    @Override
    public Integer call() {
        if (arguments.isEmpty() || !List.of("train", "resume").contains(arguments.get(0))) {
            throw new IllegalArgumentException("expected train or resume, and its arguments"
                    + (arguments.isEmpty() ? "" : ", found " + arguments.get(0)));
        }
        try (JavaSparkContext spark = started(configuration())) {
            Map<String, String> files = new HashMap<>();
            String[] args = arguments.stream().map(arg -> copied(arg, spark, files)).toArray(String[]::new);
            SparkHost host = new SparkHost(spark, arg -> remote(arg, files), shards -> shards
                    .withShardsPerTask(shardsPerTask).withLimit(Duration.ofSeconds(limit))
                    .withMixedMachines(allowMixed));
            CountDownLatch end = new CountDownLatch(1);
            keepSparkUntil(end);
            try {
                return Launch.execute(Easel.commandLine(host), args);
            } finally {
                end.countDown();
            }
        }
    }

    /** Scala does not declare the exceptions of Spark, such as that of a master that it cannot parse. */
    private static JavaSparkContext started(SparkConf configuration) {
        try {
            return new JavaSparkContext(configuration);
        } catch (Exception e) {
            throw new IllegalArgumentException("Spark does not start with these options: " + e.getMessage(), e);
        }
    }

    private SparkConf configuration() {
        SparkConf configuration = new SparkConf();
        if (master != null) {
            configuration.setMaster(master);
        }
        if (!configuration.contains("spark.master")) {
            throw new IllegalArgumentException("there is no master: start this program with spark-submit, or give"
                    + " --master, such as --master 'local[2]'");
        }
        configuration.setIfMissing("spark.app.name", "easel " + String.join(" ", arguments));
        configuration.setIfMissing("spark.log.level", "WARN");
        configuration.setIfMissing("spark.broadcast.compress", "false");       // floats hardly compress
        configuration.setIfMissing("spark.locality.wait", "0s");               // tasks have no data of their own
        return configuration;
    }

    /** After Ctrl-C the current step is completed. Spark's own hook, which stops the executors, comes later. */
    private static void keepSparkUntil(CountDownLatch end) {
        ShutdownHookManager.get().addShutdownHook(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, BEFORE_SPARK, HOOK_SECONDS, TimeUnit.SECONDS);
    }

    private static String remote(String arg, Map<String, String> files) {
        int value = arg.indexOf('=') + 1;
        return arg.substring(0, value) + files.getOrDefault(arg.substring(value), arg.substring(value));
    }

    /** Gives the data of a URI to all executors and replaces it by the driver's copy. Modified: files. */
    private static String copied(String arg, JavaSparkContext spark, Map<String, String> files) {
        Matcher uri = URI.matcher(arg);
        if (!uri.matches()) {
            return arg;
        }
        String source = uri.group(1).replaceAll("/+$", "");
        spark.addFile(source, true);
        String name = source.substring(source.lastIndexOf('/') + 1);
        String local = SparkFiles.get(name);
        files.put(local, ProgramWorkers.SPARK_FILE + name);
        return arg.substring(0, uri.start(1)) + local;
    }
}
