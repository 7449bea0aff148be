package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Layer;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import easel.measures.Evaluator;
import easel.optim.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Evaluations of a GAN whose generator has running statistics and whose discriminator has random numbers. */
class GanQualityTest {
    private static final Evaluator EVALUATOR = EvaluatedData.mnist.evaluator();
    private static final LabeledImages MNIST = Mnist.train();
    private static final int COUNT = 130;

    private final List<Measurements> steps = new ArrayList<>();

    private static GanTrainer trainer(int classes, Layer last) {
        RandomStream random = RandomStream.of(1);
        return new GanTrainer(
                Sequential.of(Shape.of(2 + classes), Dense.of(2 + classes, 784, random), BatchNorm.of(784), last),
                Sequential.of(Shape.of(784 + classes), Dropout.withRate(0.5), Dense.of(784 + classes, 1, random)),
                Adam.withLearningRate(0.01), Adam.withLearningRate(0.01),
                GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(2), 4).withClasses(classes)
                        .withAverageHalfLife(10));
    }

    private static ResumableTrainer resumable(GanTrainer trainer) {
        return new ResumableGan(trainer, number -> MNIST.images(IntStream.range(0, 4).toArray(),
                Scaling.MINUS_ONE_TO_ONE).reshaped(Shape.of(4, 784)));
    }

    private static void train(ResumableTrainer trainer) {
        trainer.train(4, new ResumableTrainer.BatchReader() {
            @Override
            public <B> B read(Supplier<B> batch) {
                return batch.get();
            }
        });
    }

    @Test
    void evaluationsDoNotChangeTheTraining() {
        GanTrainer plain = trainer(0, Tanh.of());
        train(resumable(plain));
        GanTrainer trainer = trainer(0, Tanh.of());
        ResumableTrainer evaluated = resumable(trainer).evaluated(EVALUATOR, MNIST, 2, COUNT).orElseThrow();
        evaluated.listen(steps::add);
        train(evaluated);
        assertEquals(plain.state().strings(), trainer.state().strings());
        plain.state().tensors().forEach((name, tensor) ->
                assertArrayEquals(tensor.array(), trainer.state().tensor(name).array(), name));
        assertMeasuredAfterStepsTwoAndFour(evaluated.columns());
    }

    private void assertMeasuredAfterStepsTwoAndFour(Columns columns) {
        String id = EVALUATOR.id();
        List<String> names = List.of("fcd_130_650_" + id, "precision_130_130_" + id, "coverage_130_130_" + id,
                "effective_classes_130_" + id);
        assertEquals(names, columns.names().subList(columns.names().size() - 4, columns.names().size()));
        assertEquals(Optional.of(new Columns.Best(names.get(0), false)), columns.best());
        for (Measurements step : steps) {
            for (String name : names) {
                assertEquals(step.step() % 2 != 0, Double.isNaN(columns.value(name, step)), name + " " + step);
            }
        }
        double fcd = columns.value(names.get(0), steps.get(1));
        double classes = columns.value(names.get(3), steps.get(1));
        assertTrue(fcd > 10 && classes >= 1 && classes <= 10, steps.get(1).toString());
    }

    @Test
    void theGeneratorOfAConditionalGanReadsLabels() {
        ResumableTrainer evaluated = resumable(trainer(10, Sigmoid.of())).evaluated(EVALUATOR, MNIST, 1, COUNT)
                .orElseThrow();
        GanQuality quality = evaluated.quality().orElseThrow();
        assertTrue(quality.values(1).stream().noneMatch(value -> value.isNaN()), quality.values(1).toString());
        assertEquals(quality.values(1), quality.values(7), "the same latent points");
    }

    @Test
    void otherTrainingImagesAreCloserThanGeneratedOnes() {
        GanQuality quality = GanQuality.of(trainer(0, Tanh.of()), EVALUATOR, MNIST, 1, COUNT).orElseThrow();
        assertTrue(quality.floor() > 0 && quality.floor() < quality.values(1).get(0) / 2, quality.floor()
                + " is the distance of images of the same distribution, not " + quality.values(1).get(0));
    }

    @Test
    void imagesThatAreNotFiniteHaveNoMeasures() {
        GanTrainer trainer = trainer(0, Tanh.of());
        trainer.generator().parameters().get(0).update(weight -> weight[0] = Float.NaN);
        GanQuality quality = GanQuality.of(trainer, EVALUATOR, MNIST, 1, COUNT).orElseThrow();
        assertTrue(quality.values(1).stream().allMatch(value -> value.isNaN()), quality.values(1).toString());
        assertArrayEquals(new int[] {-1, -1, -1}, quality.classes(trainer.samples(3)));
    }

    @Test
    void digitsHaveClassesAndGrayImagesHaveNone() {
        GanQuality quality = GanQuality.of(trainer(0, Tanh.of()), EVALUATOR, MNIST, 1, COUNT).orElseThrow();
        int[] digits = IntStream.range(0, 100).toArray();
        int[] classes = quality.classes(MNIST.images(digits, Scaling.MINUS_ONE_TO_ONE));
        long right = IntStream.of(digits).filter(i -> classes[i] == MNIST.label(i)).count();
        assertTrue(right >= 80, right + " of 100");
        assertArrayEquals(new int[] {-1}, quality.classes(Tensor.zeros(Shape.of(1, 784))));
    }

    @Test
    void imagesOfUnknownRangeAreNotEvaluated() {
        GanTrainer withoutRange = trainer(0, Dense.of(784, 784, RandomStream.of(1)));
        assertEquals(Optional.empty(), GanQuality.of(withoutRange, EVALUATOR, MNIST, 1, COUNT));
    }
}
