package easel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.DivergedException;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Errors name what is wrong, what is expected and the remedy, before the first step. */
class TrainingErrorsTest {
    private static final Tensor INPUTS = Tensor.zeros(Shape.of(10, 2));

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    private static Training training() {
        return Given.classifier(Given.network(4));
    }

    @Test
    void examplesHaveOneTargetForEachInput() {
        assertMessage("inputs (10, 2) have 10 rows and targets (9, 1) have 9; give one target for each input",
                () -> Examples.of(INPUTS, Tensor.zeros(Shape.of(9, 1))));
        assertMessage("inputs (10, 2) have 10 rows and there are 11 labels; give one label for each input",
                () -> Examples.of(INPUTS, new int[11]));
        assertMessage("there are 0 examples; give at least 1", () -> Examples.of(0, i -> INPUTS, i -> INPUTS));
    }

    @Test
    void aSourceWithoutExamplesIsAnError() {
        Examples none = new Examples() {
            @Override
            public int size() {
                return 0;
            }

            @Override
            public Tensor inputs(int[] indices) {
                throw new AssertionError();
            }

            @Override
            public Tensor targets(int[] indices) {
                throw new AssertionError();
            }
        };
        assertMessage("there are 0 examples; give at least 1", () -> training().train(none));
        assertMessage("there are 0 examples; give at least 1", () -> training().evaluate(none));
        assertMessage("there are 0 examples; give at least 1",
                () -> training().withValidation(none).train(Given.quadrants(8)));
    }

    @Test
    void aBatchIsNotLargerThanTheTrainingExamples() {
        assertMessage("batch of 8 from 7 training examples: expected a batch of 1 to 7",
                () -> training().train(Given.quadrants(7)));
        assertMessage("batch of 8 from 5 training examples: expected a batch of 1 to 5",
                () -> training().withValidationSplit(0.5).train(Given.quadrants(10)));
    }

    @Test
    void aSplitLeavesExamplesOnBothSides() {
        assertMessage("a validation split of 0.01 divides 10 examples into 10 for training and 0 for validation; both"
                + " need at least 1. Change the split, or use withValidation",
                () -> training().withValidationSplit(0.01).train(Given.quadrants(10)));
        assertMessage("a validation split of 0.99 divides 10 examples into 0 for training and 10 for validation; both"
                + " need at least 1. Change the split, or use withValidation",
                () -> training().withValidationSplit(0.99).train(Given.quadrants(10)));
    }

    @Test
    void classLabelsAreOutputsOfTheNetwork() {
        for (int label : new int[] {4, -1}) {
            int[] labels = new int[10];
            labels[9] = label;
            Examples examples = Examples.of(INPUTS, labels);
            String message = "the label of example 9 is " + (float) label + "; the network has 4 outputs, so class"
                    + " labels are whole numbers from 0 to 3";
            assertMessage(message, () -> training().train(examples));
            assertMessage(message, () -> training().evaluate(examples));
            assertMessage(message, () -> training().withValidation(examples).train(Given.quadrants(10)));
        }
        Tensor halves = Tensor.full(Shape.of(10), 0.5);
        assertMessage("the label of example 0 is 0.5; the network has 4 outputs, so class labels are whole numbers from"
                + " 0 to 3", () -> training().train(Examples.of(INPUTS, halves)));
    }

    @Test
    void classLabelsAreOnePerExample() {
        Tensor oneHot = Tensor.zeros(Shape.of(10, 4));
        assertMessage("the targets of one example have shape (1, 4); expected one class label, shape (1)",
                () -> training().train(Examples.of(INPUTS, oneHot)));
    }

    @Test
    void trainingAndValidationExamplesFitTheNetwork() {
        Training regression = Training.of(Given.network(1), Adam.withLearningRate(0.01), Objective.regression())
                .withBatch(5);
        Examples flat = Examples.of(INPUTS, Tensor.zeros(Shape.of(10)));
        String shapes = "meanSquaredError: predictions (5, 1) and targets (5) must have the same shape";
        assertMessage(shapes, () -> regression.train(flat));
        assertMessage(shapes, () -> regression.withValidation(flat).train(Given.products(10)));
        Examples wide = Examples.of(Tensor.zeros(Shape.of(10, 3)), Tensor.zeros(Shape.of(10, 1)));
        assertMessage("Sequential (2)→(1): input (N, 3) has 1 axis after N; expected (N, 2).",
                () -> regression.withValidation(wide).train(Given.products(10)));
    }

    @Test
    void settingsAreChecked() {
        assertMessage("epochs 0: expected at least 1", () -> training().withEpochs(0));
        assertMessage("steps 0: expected at least 1", () -> training().withSteps(0));
        assertMessage("batch 0: expected at least 1", () -> training().withBatch(0));
        assertMessage("limit 0: expected at least 1", () -> training().train(Given.quadrants(10), 0));
        for (double share : new double[] {0, 1, -0.1, Double.NaN}) {
            assertMessage("validation split " + share + ": expected a share above 0 and below 1, such as 0.1",
                    () -> training().withValidationSplit(share));
        }
        assertMessage("batch of 0 examples: give at least 1",
                () -> Objective.classification().evaluate(Given.network(4), Given.quadrants(4), 0));
    }

    @Test
    void namesOfMetricsDiffer() {
        assertMessage("there is already a metric \"accuracy\"; names of metrics must differ",
                () -> Objective.classification().withMetric(Metric.accuracy()));
        for (String name : new String[] {"loss", "", "validation loss"}) {
            assertMessage("the metric name \"" + name + "\" is not allowed: expected a name that is not blank, is"
                    + " not \"loss\" and does not begin with \"validation \", which begins the names of values on the"
                    + " validation examples; choose another name",
                    () -> new Metric(name, (outputs, targets) -> 0));
        }
    }

    /** 25 examples in batches of 8: the last batch of an epoch has one example. */
    @Test
    void warnsOfABatchOfOneExampleOnceAtTheStart() {
        Logger logger = Logger.getLogger(TrainingLoop.class.getName());
        List<String> lines = new ArrayList<>();
        logger.setFilter(record -> {
            lines.add(record.getMessage());
            return false;
        });
        try {
            Sequential network = Sequential.of(Shape.of(2), BatchNorm.of(2), Dense.of(2, 4, RandomStream.of(1)));
            Given.classifier(network).withEpochs(2).train(Given.quadrants(24));
            assertEquals(List.of(), lines);
            Given.classifier(network).withEpochs(2).train(Given.quadrants(25));
        } finally {
            logger.setFilter(null);
        }
        assertEquals(List.of("the network: a batch has 1 example, so BatchNorm 2 has 1 value of each feature to"
                + " normalize: in training mode its output is beta for every input. Use batches of at least 2 examples,"
                + " or no BatchNorm"), lines);
    }

    @Test
    void aDivergedStepChangesNoParameterAndIsNamed() {
        Examples good = Given.quadrants(24);
        int[] calls = {0};
        Examples broken = Examples.of(24, indices -> {
            Tensor inputs = good.inputs(indices);
            // Call 1 checks the labels, call 2 evaluates the first batch, and calls 3 and 4 are for steps 1 and 2.
            if (++calls[0] == 4) {
                inputs.array()[0] = Float.NaN;
            }
            return inputs;
        }, good::targets);
        Sequential network = Given.plainNetwork(4);
        Training training = Given.classifier(network).withEpochs(2);
        Sequential same = Given.plainNetwork(4);
        Given.classifier(same).withEpochs(2).train(good, 1);

        DivergedException e = assertThrows(DivergedException.class, () -> training.train(broken));

        assertEquals("step 2: update of the network refused: its loss is NaN; the first layer with an input or"
                + " parameter that is not finite is Dense 2→32: its input of shape (8, 2)", e.getMessage());
        assertEquals(1, training.stepsDone());
        assertEquals(Given.bits(same), Given.bits(network));
        // The next call reads the batch without NaN, so the run continues.
        assertEquals(6, training.train(broken).epochs().get(1).step());
    }
}
