package easel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkFailureTest {
    private static final String TASK = "Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most"
            + " recent failure: Lost task 0.3 in stage 0.0 (TID 3) (10.0.0.2 executor 0): ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "java.lang.ClassNotFoundException: easel.spark.SparkShards | the executors do not have the class"
            + " easel.spark.SparkShards: give spark-submit the jar of easel-spark as application, or name it in --jars"
            + " or spark.executor.extraClassPath with an absolute path",
        "java.lang.NoClassDefFoundError: easel/gan/ShardWorker | the executors do not have the class"
            + " easel.gan.ShardWorker: give spark-submit the jar of easel-spark as application, or name it in --jars"
            + " or spark.executor.extraClassPath with an absolute path",
        "java.io.InvalidClassException: easel.gan.ShardTask; local class incompatible | the executors have other"
            + " classes than the driver: use the same jar on both (spark.executor.extraClassPath with an absolute"
            + " path)",
        "java.lang.ClassCastException: cannot assign instance of java.lang.invoke.SerializedLambda | the executors have"
            + " other classes than the driver: use the same jar on both (spark.executor.extraClassPath with an"
            + " absolute path)",
        "java.io.IOException: no such folder: digits | a task failed on the executors: no such folder: digits"})
    void theCauseIsOneLine(String cause, String line) {
        assertEquals(line, SparkFailure.explain(new Exception(TASK + cause + "\n\tat easel.Some.method(Some.java:1)")));
    }
}
