package easel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.ReLU;
import easel.layers.Sequential;
import easel.optim.Adam;
import easel.testkit.JavaProcess;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Training gives the same bits with any number of threads. */
@Execution(ExecutionMode.CONCURRENT)
class SameBytesTest {
    /** Trains a classifier of noise; prints the history and digests of the tensors. */
    public static void main(String[] arguments) {
        RandomStream random = RandomStream.of(1);
        Sequential network = Sequential.of(Shape.of(256), Dense.of(256, 512, random), ReLU.of(),
                Dropout.withRate(0.2), Dense.of(512, 10, random));
        Tensor inputs = Tensor.zeros(Shape.of(500, 256));
        random.fillNormal(inputs.array(), 0, 1);
        History history = Training.of(network, Adam.withLearningRate(1e-3), Objective.classification())
                .withBatch(64).withEpochs(2).withValidationSplit(0.2)
                .train(Examples.of(inputs, IntStream.range(0, 500).map(n -> n % 10).toArray()));
        System.out.println(history.epochs());
        network.tensors().forEach((name, tensor) ->
                System.out.println(name + " " + Arrays.hashCode(tensor.array())));
    }

    private static String trained(int threads) throws IOException, InterruptedException {
        return JavaProcess.run(JavaProcess.of("-Deasel.threads=" + threads, "-Deasel.gemm=java",
                SameBytesTest.class.getName())).expectSuccess();
    }

    @Test
    void oneThreadAndTwoThreadsGiveTheSameBits() throws IOException, InterruptedException {
        String one = trained(1);
        assertTrue(one.contains("0.weight"), one);
        assertEquals(one, trained(2));
    }
}
