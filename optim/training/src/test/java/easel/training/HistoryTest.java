package easel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Shape;
import easel.core.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Evaluations and histories as values and as text. */
class HistoryTest {
    private static Evaluation evaluation(double loss, double accuracy) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", loss);
        values.put("accuracy", accuracy);
        return new Evaluation(10, values);
    }

    @Test
    void theTableHasALineForEachEpochAndAStarAtTheBest() {
        History history = new History(List.of(
                new TrainingEpoch(1, 99, evaluation(12.5, 0.5), Optional.of(evaluation(1e-7, 0))),
                new TrainingEpoch(2, 198, evaluation(1.25, 1), Optional.of(evaluation(1e9, 1)))), 1);
        assertEquals(String.join("\n",
                "epoch  step     loss  accuracy  validation loss  validation accuracy",
                "   1*    99  12.5000    0.5000        1.000e-07               0.0000",
                "   2    198   1.2500    1.0000        1.000e+09               1.0000"), history.toString());
    }

    @Test
    void theTableHasNoColumnsForMissingValidation() {
        assertEquals("epoch  step    loss  accuracy\n    1     7  0.2500       NaN", new History(List.of(
                new TrainingEpoch(1, 7, evaluation(0.25, Double.NaN), Optional.empty())), 0).toString());
        assertEquals("No epoch has ended.", new History(List.of(), 0).toString());
    }

    @Test
    void anEvaluationNamesItsValues() {
        Evaluation evaluation = evaluation(0.03125, 0.9916);
        assertEquals("loss 0.0313, accuracy 0.9916", evaluation.toString());
        assertEquals(0.03125, evaluation.loss());
        assertEquals("there is no value \"recall\"; there are [loss, accuracy]", assertThrows(
                IllegalArgumentException.class, () -> evaluation.value("recall")).getMessage());
    }

    @Test
    void metricsHaveTheValuesOfTheirFormulas() {
        Tensor logits = Tensor.of(Shape.of(3, 2), 1, 2, 5, 4, 3, 3);
        Tensor labels = Tensor.of(Shape.of(3), 1, 1, 0);
        assertEquals(2 / 3.0, Metric.accuracy().function().applyAsDouble(logits, labels));
        Tensor p = Tensor.of(Shape.of(4, 1), 2, -1, 0, 0.5);
        Tensor t = Tensor.of(Shape.of(4, 1), 1, 1, 0, 1);
        assertEquals(0.75, Metric.binaryAccuracy().function().applyAsDouble(p, t));
        assertEquals(3.5 / 4, Metric.meanAbsoluteError().function().applyAsDouble(p, t));
    }
}
