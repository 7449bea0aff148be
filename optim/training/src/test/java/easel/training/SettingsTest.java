package easel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.random.RandomStream;
import easel.layers.Sequential;
import easel.optim.Adam;
import easel.testkit.PackageClasses;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Methods named withX, the validation split, own metrics, and stops. */
class SettingsTest {
    private static final Map<Class<?>, Object> ARGUMENTS = Map.of(int.class, 7, long.class, 7L, double.class, 0.25,
            boolean.class, false, String.class, "accuracy", RandomStream.class, RandomStream.of(2),
            Examples.class, Given.quadrants(9), EarlyStopping.class, EarlyStopping.afterEpochs(3),
            Metric.class, new Metric("other", (outputs, targets) -> 0));

    /** The settings of a training as its checkpoint has them, and its length. */
    private static String text(Object receiver, Examples examples) {
        if (receiver instanceof Training training) {
            Map<String, String> strings = training.state().within("settings").strings();
            return strings + " " + training.stepsPerEpoch(examples);
        }
        return receiver.toString();
    }

    @Test
    void everyMethodNamedWithReturnsAChangedCopy() throws Exception {
        Set<String> used = new TreeSet<>();
        Examples examples = Given.quadrants(50);
        for (Object receiver : List.of(Given.classifier(Given.network(4)), Objective.classification(),
                EarlyStopping.afterEpochs(1))) {
            for (Method method : receiver.getClass().getMethods()) {
                if (!method.getName().startsWith("with") || Modifier.isStatic(method.getModifiers())) {
                    continue;
                }
                String before = text(receiver, examples);
                Object copy = method.invoke(receiver, ARGUMENTS.get(method.getParameterTypes()[0]));
                assertEquals(receiver.getClass(), copy.getClass());
                assertNotSame(receiver, copy, method::toString);
                assertEquals(before, text(receiver, examples), method::toString);
                // A checkpoint does not have the length of the run.
                if (!Set.of("withEpochs", "withSteps").contains(method.getName())) {
                    assertFalse(before.equals(text(copy, examples)), method + " changes nothing");
                }
                used.add(receiver.getClass().getSimpleName() + "." + method.getName());
            }
        }
        assertTrue(used.size() >= 13, used::toString);
    }

    @Test
    void noPublicMethodTakesAFloat() throws Exception {
        for (Class<?> type : PackageClasses.of(Training.class)) {
            for (Method method : type.getMethods()) {
                assertFalse(List.of(method.getParameterTypes()).contains(float.class), method::toString);
            }
        }
    }

    @Test
    void aSplitIsDisjointAndDependsOnTheSeed() {
        Data data = split(5);
        List<Integer> held = held(data.validation().orElseThrow());
        List<Integer> trained = held(data.training());
        assertEquals(25, held.size());
        assertEquals(75, trained.size());
        Set<Integer> all = new TreeSet<>(held);
        all.addAll(trained);
        assertEquals(100, all.size());
        assertEquals(held, held(split(5).validation().orElseThrow()));
        assertFalse(held.equals(held(split(6).validation().orElseThrow())));
    }

    private static Data split(long seed) {
        Settings settings = new Settings();
        settings.validationSplit = 0.25;
        settings.random = RandomStream.of(seed);
        return Data.of(Given.numbers(100), settings);
    }

    private static List<Integer> held(Examples examples) {
        List<Integer> numbers = new ArrayList<>();
        for (int n = 0; n < examples.size(); n++) {
            assertEquals(examples.inputs(new int[] {n}).item(), examples.targets(new int[] {n}).item());
            numbers.add((int) examples.inputs(new int[] {n}).item());
        }
        return numbers;
    }

    @Test
    void aValidationSetReplacesASplitAndASplitReplacesASet() {
        Training split = Given.classifier(Given.network(4)).withValidationSplit(0.5);
        Training set = split.withValidation(Given.quadrants(9));
        assertEquals("9 examples", set.state().string("settings.validation"));
        assertEquals("split 0.1", set.withValidationSplit(0.1).state().string("settings.validation"));
        assertEquals(5, set.stepsPerEpoch(Given.quadrants(40)));
        assertEquals(9, set.train(Given.quadrants(40)).epochs().get(0).validation().orElseThrow().examples());
    }

    @Test
    void theSeedDeterminesTheOrderAndDropout() {
        Sequential one = Given.network(4);
        Sequential two = Given.network(4);
        RandomStream advanced = RandomStream.of(9);
        advanced.nextInt();
        Given.classifier(one).withSeed(9).train(Given.quadrants(24));
        Given.classifier(two).withRandom(advanced).train(Given.quadrants(24));
        assertEquals(Given.bits(one), Given.bits(two));
        Sequential three = Given.network(4);
        Given.classifier(three).withSeed(8).train(Given.quadrants(24));
        assertFalse(Given.bits(one).equals(Given.bits(three)));
    }

    @Test
    void anOwnMetricIsTheMeanOverTheExamples() {
        Metric size = new Metric("batch size", (outputs, targets) -> outputs.rows());
        Training training = Training.of(Given.network(4), Adam.withLearningRate(0.01),
                Objective.classification().withMetric(size)).withBatch(8).withValidationSplit(0.5);
        History history = training.train(Given.quadrants(24));
        // Batches of 8 and 4: (8·8 + 4·4) / 12.
        assertEquals(80 / 12.0, history.epochs().get(0).value("batch size"), 1e-12);
        assertEquals(80 / 12.0, history.epochs().get(0).value("validation batch size"), 1e-12);
        assertEquals(List.of("loss", "accuracy", "batch size"),
                List.copyOf(history.epochs().get(0).training().values().keySet()));
    }

    @Test
    void aStopInACallbackEndsTheRunAfterThatStep() {
        Training training = Given.classifier(Given.network(4)).withEpochs(4);
        List<Long> steps = new ArrayList<>();
        training.listen(new TrainingListener() {
            @Override
            public void onStep(TrainingStep step) {
                steps.add(step.epoch());
                if (step.step() == 5) {
                    training.stop();
                }
            }
        });
        History history = training.train(Given.quadrants(24));
        assertEquals(List.of(1L, 1L, 1L, 2L, 2L), steps);
        assertEquals(1, history.epochs().size());
        assertFalse(training.isFinished());

        assertEquals(4, training.train(Given.quadrants(24)).epochs().size());
        assertEquals(12, training.stepsDone());
        assertTrue(training.isFinished());
    }

    @Test
    void aStopAtTheEndOfAnEpochCompletesTheEpoch() {
        Training training = Given.classifier(Given.network(4)).withEpochs(4);
        training.listen(new TrainingListener() {
            @Override
            public void onStep(TrainingStep step) {
                training.stop();
            }
        });
        training.train(Given.quadrants(24));
        training.train(Given.quadrants(24));
        assertEquals(1, training.train(Given.quadrants(24)).epochs().size());
    }
}
