package easel.measures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Mnist;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QualityReportTest {
    private static final Evaluator EVALUATOR = Evaluator.mnist();
    private static final RandomStream RANDOM = RandomStream.of(1);
    private static final Tensor TRAINING = features(0, 200);
    private static final Tensor TEST = features(200, 340);
    private static final Tensor GENERATED = features(340, 470);
    private static final Tensor REAL = features(0, 130);

    private static Tensor features(int from, int to) {
        return EVALUATOR.features(Mnist.test(), IntStream.range(from, to).toArray());
    }

    private static Tensor everySecond(int from) {
        return EVALUATOR.features(Mnist.test(), IntStream.iterate(from, i -> i < 340, i -> i + 2).toArray());
    }

    private final QualityReport report = QualityReport.of(EVALUATOR, TRAINING, TEST, GENERATED, RANDOM);

    @Test
    void figuresAreTheValuesOfTheMeasures() {
        List<Figure> figures = report.figures();
        assertEquals(13, figures.size());
        assertFigure("fcd_130_140_", FrechetDistance.between(TEST, GENERATED), FrechetDistance.between(TEST, REAL));
        assertFigure("kid_130_140_", KernelDistance.between(TEST, GENERATED, 100, 130, RANDOM).mean(),
                KernelDistance.between(TEST, REAL, 100, 130, RANDOM).mean());
        assertFigure("mind_130_140_", Mind.between(TEST, GENERATED, RANDOM), Mind.between(TEST, REAL, RANDOM));
        PrecisionRecall open = PrecisionRecall.between(TEST, GENERATED);
        PrecisionRecall real = PrecisionRecall.between(TEST, REAL);
        assertFigure("precision_k5_130_140_", open.precision(), real.precision());
        assertFigure("recall_k5_130_140_", open.recall(), real.recall());
        assertFigure("density_k5_130_140_", open.density(), real.density());
        assertFigure("coverage_k5_130_140_", open.coverage(), real.coverage());
        PrecisionRecall closed = PrecisionRecall.between(TEST, GENERATED, Balls.closed(3));
        PrecisionRecall realClosed = PrecisionRecall.between(TEST, REAL, Balls.closed(3));
        assertFigure("improved_precision_k3_130_140_", closed.precision(), realClosed.precision());
        assertFigure("improved_recall_k3_130_140_", closed.recall(), realClosed.recall());
        assertFigure("authenticity_130_200_", Authenticity.share(TRAINING, GENERATED),
                Authenticity.share(TRAINING, TEST));
        assertFigure("copying_test_130_200_", CopyingTest.of(TRAINING, TEST, GENERATED).z(),
                CopyingTest.of(TRAINING, everySecond(200), everySecond(201)).z());
        assertFigure("classifier_score_130_",
                ClassifierScore.ofLogits(EVALUATOR.logitsOf(GENERATED), RANDOM).mean(),
                ClassifierScore.ofLogits(EVALUATOR.logitsOf(REAL), RANDOM).mean());
        assertFigure("effective_classes_130_", report.generatedClasses().effectiveClasses(),
                ClassHistogram.ofLogits(EVALUATOR.logitsOf(REAL)).effectiveClasses());
    }

    private void assertFigure(String name, double generated, double real) {
        Figure figure = report.figures().stream().filter(each -> each.name().equals(name + EVALUATOR.id()))
                .findFirst().orElseThrow(() -> new AssertionError(name + " is not in " + report.figures()));
        assertEquals(generated, figure.generated(), name);
        assertEquals(real, figure.real(), name);
    }

    @Test
    void classesNeighboursAndRealismAreThoseOfTheImages() {
        assertEquals(ClassHistogram.ofLogits(EVALUATOR.logitsOf(GENERATED)), report.generatedClasses());
        assertEquals(ClassHistogram.ofLogits(EVALUATOR.logitsOf(TEST)), report.realClasses());
        assertArrayEquals(Realism.of(TEST, GENERATED), report.realism());
        NearestNeighbours nearest = NearestNeighbours.of(GENERATED, TRAINING, 1);
        for (int i = 0; i < 130; i++) {
            assertEquals(nearest.index(i, 0), report.nearest().index(i, 0));
        }
    }

    @Test
    void copiesOfTrainingImagesAreFound() {
        QualityReport copies = QualityReport.of(EVALUATOR, TRAINING, TEST, REAL, RANDOM);
        Figure authenticity = copies.figures().get(9);
        assertTrue(authenticity.generated() == 0 && authenticity.real() > 0.2, authenticity.toString());
        assertTrue(copies.figures().get(10).generated() < -3, copies.figures().get(10).toString());
    }

    @Test
    void aTrainingImageForEachGeneratedOneIsRequired() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> QualityReport.of(EVALUATOR, TEST, TRAINING, TRAINING, RANDOM)).getMessage();
        assertTrue(message.startsWith("140 training examples; expected at least 200"), message);
    }
}
