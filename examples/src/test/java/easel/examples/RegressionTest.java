package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Batches;
import easel.layers.Dense;
import easel.layers.Sequential;
import easel.optim.Adam;
import easel.training.Examples;
import easel.training.Objective;
import easel.training.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegressionTest {
    private static List<String> regression(String... args) {
        return Execution.printed(() -> Regression.main(args));
    }

    @Test
    void theCurveIsLearned() {
        List<String> lines = regression();
        List<String> table = lines.subList(lines.indexOf("") + 1, lines.size());
        assertEquals("    x   curve  prediction", table.get(0));
        assertEquals(1 + 9, table.size());
        for (String line : table.subList(1, 10)) {
            String[] numbers = line.strip().split(" +");
            assertEquals(Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2]), 0.2, line);
        }
    }

    @Test
    void theHistoryHasALineForEachEpochAndForTheIncompleteOne() {
        List<String> lines = regression("45");
        assertTrue(lines.get(0).matches("epoch +step +loss +mean absolute error +validation loss +validation mean.*"),
                lines.get(0));
        assertEquals(List.of("1*", "40"), List.of(lines.get(1).strip().split(" +")).subList(0, 2));
        assertEquals(List.of("2", "45"), List.of(lines.get(2).strip().split(" +")).subList(0, 2));
        assertEquals("", lines.get(3));
        assertEquals(lines, regression("45"));
    }

    @Test
    void trainingHasTheBatchesOfTheModuleDatasets() {
        List<List<Integer>> used = new ArrayList<>();
        Examples points = Examples.of(10, indices -> {
            used.add(IntStream.of(indices).boxed().toList());
            return Tensor.zeros(Shape.of(indices.length, 1));
        }, indices -> Tensor.zeros(Shape.of(indices.length, 1)));
        RandomStream random = RandomStream.of(4);
        Sequential net = Sequential.of(Shape.of(1), Dense.of(1, 1, random));
        Training.of(net, Adam.withLearningRate(0.01), Objective.regression())
                .withBatch(4).withSeed(4).withEpochs(3).train(points);

        Batches batches = Batches.shuffled(10, 4, random);
        List<List<Integer>> steps = used.subList(used.size() - 9, used.size());
        for (int step = 0; step < 9; step++) {
            assertEquals(IntStream.of(batches.indices(step)).boxed().toList(), steps.get(step));
        }
    }
}
