package easel.measures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.testkit.JavaProcess;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** All measures have the same bits for any number of threads. */
@Execution(ExecutionMode.CONCURRENT)
class ThreadsTest {
    /** Prints the results for sets that are cut into several chunks. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            RandomStream random = RandomStream.of(1);
            Tensor real = Golden.normal(150, 5, 1, 1);
            Tensor generated = Golden.normal(170, 5, 1.1, 2);
            Tensor heldOut = Golden.normal(160, 5, 1, 3);
            NearestNeighbours nearest = NearestNeighbours.of(generated, real, 3);
            double[] distances = new double[nearest.queries()];
            Arrays.setAll(distances, query -> nearest.distance(query, 2) + nearest.index(query, 1));
            System.out.println(Arrays.toString(distances));
            System.out.println(FrechetDistance.between(Golden.normal(300, 40, 1, 4), Golden.normal(300, 40, 1, 5)));
            System.out.println(KernelDistance.between(real, generated, 5, 100, random));
            System.out.println(KernelDistance.mmd(real, generated, KernelDistance.Estimator.BIASED));
            System.out.println(PrecisionRecall.between(real, generated));
            System.out.println(Arrays.toString(Realism.of(real, generated)));
            System.out.println(ClassifierScore.ofLogits(generated, random));
            System.out.println(ClassHistogram.ofLogits(generated).effectiveClasses());
            System.out.println(Mind.between(real, generated, 70, random));
            System.out.println(Authenticity.share(real, generated));
            System.out.println(CopyingTest.of(real, heldOut, generated));
        }
    }

    @Test
    void resultsDoNotDependOnTheThreads() throws Exception {
        String one = run(1);
        assertTrue(one.lines().count() == 11, one);
        assertEquals(one, run(3));
    }

    private static String run(int threads) throws Exception {
        return JavaProcess.run(JavaProcess.of(JavaProcess.FIRST_COMPILER, "-Deasel.threads=" + threads,
                Program.class.getName())).expectSuccess();
    }
}
