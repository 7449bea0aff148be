package easel.spark;

import java.io.Serializable;

/**
 * What an executor returns for a task.
 *
 * @param sum from {@link easel.gan.ShardWorker#sum}; empty if the values were not finite
 * @param notFinite the message about values that are not finite, or empty. It is a result and not a failure of the
 *     task, because another attempt would end in the same way
 * @param nanos the time of the computation
 * @param executor the id of the executor
 * @param machine of the executor
 */
record ShardResult(byte[] sum, String notFinite, long nanos, String executor, Machine machine)
        implements Serializable {}
