package easel.spark;

import easel.examples.Easel;
import easel.gan.ShardWorker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkFiles;
import picocli.CommandLine;

/**
 * Workers of a program of {@code easel train}. An executor runs the program with the options of the driver up to the
 * start of its training. The program then waits on a daemon thread, and its trainer is the replica.
 */
record ProgramWorkers(List<String> program) implements WorkerFactory {
    /** Stands for a file or folder that the driver gave to all executors by {@code SparkContext.addFile}. */
    static final String SPARK_FILE = "spark-file:";

    ProgramWorkers {
        program = new ArrayList<>(program);      // serializable
    }

    @Override
    public ShardWorker create() throws Exception {
        CompletableFuture<ShardWorker> worker = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(worker), "replica of " + program.get(0));
        thread.setDaemon(true);
        thread.start();
        return worker.get();
    }

    private void run(CompletableFuture<ShardWorker> worker) {
        CommandLine easel = Easel.commandLine((name, trainer, real) -> {
            worker.complete(ShardWorker.of(trainer, real));
            waitForTheEndOfTheProcess();
        });
        StringWriter errors = new StringWriter();
        easel.setErr(new PrintWriter(errors, true));
        List<String> args = new ArrayList<>(List.of("train"));
        program.forEach(arg -> args.add(local(arg)));
        int code = easel.execute(args.toArray(new String[0]));
        worker.completeExceptionally(new IllegalStateException("the program ended with code " + code
                + " before its training: " + errors.toString().strip()));
    }

    private static String local(String arg) {
        int file = arg.indexOf("=" + SPARK_FILE);
        return file < 0 ? arg
                : arg.substring(0, file + 1) + SparkFiles.get(arg.substring(file + 1 + SPARK_FILE.length()));
    }

    private static void waitForTheEndOfTheProcess() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
