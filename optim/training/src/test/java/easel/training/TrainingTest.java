package easel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.layers.Sequential;
import easel.optim.Adam;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Training and evaluation. */
class TrainingTest {
    @Test
    void aClassifierLearns() {
        Sequential network = Given.plainNetwork(4);
        Training training = Given.classifier(network).withEpochs(20).withValidationSplit(0.2);

        History history = training.train(Given.quadrants(400));

        assertEquals(20, history.epochs().size());
        assertEquals(800, training.stepsDone());
        assertTrue(training.isFinished());
        assertTrue(history.epochs().get(19).value("validation accuracy") > 0.95, history::toString);
        assertTrue(history.epochs().get(0).value("accuracy") < 0.8, history::toString);
    }

    @Test
    void aRegressionLearns() {
        Training training = Training.of(Given.plainNetwork(1), Adam.withLearningRate(0.02), Objective.regression())
                .withEpochs(40).withBatch(16);
        Examples examples = Given.products(320);

        double before = training.evaluate(examples).loss();
        training.train(examples);

        Evaluation after = training.evaluate(examples);
        assertTrue(after.loss() < before / 10, before + " to " + after);
        assertTrue(after.value("mean absolute error") < 0.1, after::toString);
    }

    @Test
    void anEpochHasEachExampleOnceAndEndsWithASmallerBatch() {
        List<Integer> used = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Examples all = Given.quadrants(20);
        Training training = Given.classifier(Given.network(4)).withEpochs(2);
        Examples recorded = Examples.of(20, indices -> {
            if (indices.length != 1) {
                sizes.add(indices.length);
                for (int i : indices) {
                    used.add(i);
                }
            }
            return all.inputs(indices);
        }, all::targets);

        training.train(recorded);

        assertEquals(3, training.stepsPerEpoch(all));
        assertEquals(6, training.stepsDone());
        // The first batch is evaluated before step 1.
        assertEquals(List.of(8, 8, 8, 4, 8, 8, 4), sizes);
        List<Integer> first = used.subList(8, 28);
        List<Integer> second = used.subList(28, 48);
        assertEquals(20, first.stream().distinct().count());
        assertEquals(20, second.stream().distinct().count());
        assertFalse(first.equals(second), "each epoch has another order");
    }

    @Test
    void anEvaluationIsTheMeanOverAllExamplesForAnyBatch() {
        Sequential network = Given.network(4);
        Examples examples = Given.quadrants(50);
        Evaluation whole = Objective.classification().evaluate(network, examples, 50);
        Evaluation batches = Objective.classification().evaluate(network, examples, 7);

        assertEquals(50, batches.examples());
        assertEquals(whole.loss(), batches.loss(), 1e-6);
        assertEquals(whole.value("accuracy"), batches.value("accuracy"), 1e-12);
        int correct = 0;
        for (int n = 0; n < 50; n++) {
            int[] one = {n};
            correct += Objective.classification().evaluate(network, Examples.of(examples.inputs(one),
                    examples.targets(one)), 1).value("accuracy") == 1 ? 1 : 0;
        }
        assertEquals(correct / 50.0, whole.value("accuracy"), 1e-12);
    }

    @Test
    void anEvaluationChangesNothing() {
        Sequential network = Given.network(4);
        Training training = Given.classifier(network).withEpochs(2);
        training.train(Given.quadrants(24), 2);
        Object before = Given.bits(training.state());

        training.evaluate(Given.quadrants(30));

        assertEquals(before, Given.bits(training.state()));
    }
}
