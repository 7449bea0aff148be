package easel.spark;

import easel.gan.ShardWorker;
import java.io.Serializable;

/**
 * Makes the worker of an executor: a replica of the trainer and the same real batches. Each executor receives a copy of
 * this object. A lambda that captures only strings and numbers will do.
 */
@FunctionalInterface
public interface WorkerFactory extends Serializable {
    /**
     * Makes a worker. Called once in each executor.
     *
     * @return networks and settings equal to those of the trainer; the weights do not matter
     * @throws Exception such as an IOException if the data cannot be read; the executor reports it to the driver
     */
    ShardWorker create() throws Exception;
}
