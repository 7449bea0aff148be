package easel.spark;

import easel.core.DivergedException;
import easel.gan.ShardTask;
import easel.gan.ShardWorker;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * The worker of this process, made at the first task of a training. Tasks take turns, because the kernels of one task
 * already use all threads.
 */
final class ExecutorWorker {
    private static final String DRIVER = "driver";      // the id in local mode
    private static final String THREADS = "easel.threads";
    private static final String CORES = "spark.executor.cores";

    private static String training = "";
    private static Optional<ShardWorker> worker = Optional.empty();

    private ExecutorWorker() {}

    /** Computes a task of a training, which has an id of its own. */
    static synchronized ShardResult compute(String id, WorkerFactory factory, ShardTask task, byte[] networks)
            throws Exception {
        useTheCoresOfTheExecutor();
        if (!training.equals(id) || worker.isEmpty()) {
            worker = Optional.empty();
            training = id;
            worker = Optional.of(factory.create());
        }
        long start = System.nanoTime();
        byte[] sum = {};
        String notFinite = "";
        try {
            sum = worker.get().sum(task, networks);
        } catch (DivergedException e) {
            notFinite = e.getMessage();
        }
        return new ShardResult(sum, notFinite, System.nanoTime() - start, SparkEnv.get().executorId(), Here.MACHINE);
    }

    /** Executors of one machine would otherwise each use all of its processors, and wait for each other. */
    private static void useTheCoresOfTheExecutor() {
        SparkConf conf = SparkEnv.get().conf();
        boolean ofThisExecutor = !SparkEnv.get().executorId().equals(DRIVER)
                && conf.contains(CORES);
        if (ofThisExecutor && System.getProperty(THREADS) == null) {
            System.setProperty(THREADS, conf.get(CORES));
        }
    }

    /** Computed once in each process. */
    private static final class Here {
        static final Machine MACHINE = Machine.here();
    }
}
