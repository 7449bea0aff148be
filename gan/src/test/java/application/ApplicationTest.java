package application;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.DivergedException;
import easel.core.GradientCheck;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.gan.Checkpoint;
import easel.gan.DenseNetworks;
import easel.gan.GanListener;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanSteps;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.gan.LatentWalk;
import easel.gan.UpdateSchedule;
import easel.layers.Dense;
import easel.layers.Initializer;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An application with its own loss, schedule, latent space, optimizer, learning rate, initial weights and listener. It
 * uses the public methods only.
 */
class ApplicationTest {
    private static final Shape EXAMPLE = Shape.of(4);
    private static final int BATCH = 6;
    /** Uniform weights in [-1/√fanIn, 1/√fanIn), the initial weights of PyTorch's linear layer. */
    private static final Initializer WEIGHTS = (shape, fanIn, fanOut, random) -> {
        Tensor w = Tensor.zeros(shape);
        float limit = (float) (1 / Math.sqrt(fanIn));
        random.fillUniform(w.array(), -limit, limit);
        return w;
    };

    @TempDir
    private Path folder;

    @BeforeAll
    static void register() {
        TruncatedNormal.register();
    }

    private static GanSettings settings() {
        return GanSettings.of(HistorySchedule.of(8, EXAMPLE), new TruncatedNormal(3, 2), BATCH)
                .withLoss(new HingeLoss()).withSeed(7);
    }

    private static GanTrainer trainer(GanSettings settings) {
        RandomStream random = RandomStream.of(1);
        Sequential generator = Sequential.of(Shape.of(3), Dense.of(3, 5, WEIGHTS, random), LeakyReLU.withSlope(0.2),
                Dense.of(5, 4, WEIGHTS, random), Tanh.of());
        Sequential discriminator = Sequential.of(EXAMPLE, Dense.of(4, 6, WEIGHTS, random), LeakyReLU.withSlope(0.2),
                Dense.of(6, 1, WEIGHTS, random));
        return new GanTrainer(generator, discriminator, new SignDescent(step -> 1e-2f / (1 + step)),
                new SignDescent(step -> 1e-2f), settings);
    }

    private static LongFunction<Tensor> real() {
        return number -> {
            Tensor batch = Tensor.zeros(EXAMPLE.batch(BATCH));
            RandomStream.of(5).at(number).fillUniform(batch.array(), -1, 1);
            return batch;
        };
    }

    private static Map<String, Object> contents(State state) {
        Map<String, Object> contents = new LinkedHashMap<>(state.strings());
        state.tensors().forEach((name, tensor) -> contents.put(name, List.of(tensor.toArray2D()).stream()
                .map(Arrays::toString).toList()));
        return contents;
    }

    @Test
    void aRunWithEverythingOfTheApplicationResumesBitForBit() throws IOException {
        GanTrainer whole = trainer(settings());
        whole.train(3, real());
        Path file = folder.resolve("checkpoint.safetensors");
        Safetensors.write(whole.state(), file);
        whole.train(4, real());

        GanTrainer resumed = trainer(settings());
        resumed.train(2, real());                                   // discarded by restore
        resumed.restore(Safetensors.read(file));
        assertEquals(3, resumed.stepsDone());
        resumed.train(4, real());
        assertEquals(contents(whole.state()), contents(resumed.state()));
        assertArrayEquals(whole.samples(5).array(), resumed.samples(5).array());
        assertEquals(whole.evaluate(real().apply(9), 5), resumed.evaluate(real().apply(9), 5));
    }

    @Test
    void listenersReceiveTheMeasurementsOfTheApplicationsSchedule() {
        GanTrainer trainer = trainer(settings()).sampleEvery(2, 3).stepsPerEpoch(4);
        List<GanStep> steps = new ArrayList<>();
        List<String> events = new ArrayList<>();
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                steps.add(step);
            }

            @Override
            public void onSample(long step, Tensor samples) {
                events.add("samples " + samples.shape() + " after step " + step);
            }

            @Override
            public void onEpoch(long epoch, long step) {
                events.add("epoch " + epoch + " after step " + step);
            }
        });
        trainer.train(4, real());
        assertEquals(List.of("samples (3, 4) after step 2", "samples (3, 4) after step 4", "epoch 1 after step 4"),
                events);
        assertEquals(List.of(1L, 2L, 3L, 4L), steps.stream().map(GanStep::step).toList());
        for (GanStep step : steps) {
            assertTrue(step.realLoss() > 0 && step.fakeLoss() > 0 && step.generatorLoss() != 0, step.toString());
        }
    }

    @Test
    void aCheckpointOfAnotherScheduleLossOrSpaceIsRefusedByName() {
        State state = trainer(settings()).state();
        GanSettings other = GanSettings.of(HistorySchedule.of(9, EXAMPLE), new TruncatedNormal(3, 1.5), BATCH);
        for (GanTrainer trainer : List.of(trainer(other), trainer(GanSettings.of(GanSchedule.PAIRED,
                LatentSpace.normal(3), BATCH)))) {
            String message = assertThrows(IllegalArgumentException.class, () -> trainer.restore(state)).getMessage();
            for (String part : List.of("\"settings.schedule\" is ", "HistorySchedule[capacity=8]",
                    "\"settings.latent\" is \"TRUNCATED_NORMAL 3 2.0\" in the saved state, but ",
                    "\"settings.loss\" is ",
                    "HingeLoss[]")) {
                assertTrue(message.contains(part), part + " is missing in " + message);
            }
        }
    }

    @Test
    void aCheckpointWithoutTheStateOfTheScheduleIsRefusedAndNothingChanges() {
        GanTrainer trainer = trainer(settings());
        trainer.train(2, real());
        State state = trainer.state();
        State.Builder rest = State.builder();
        state.strings().forEach(rest::string);
        state.tensors().forEach((name, tensor) -> {
            if (!name.equals("schedule.history")) {
                rest.tensor(name, tensor);
            }
        });
        trainer.train(1, real());
        Map<String, Object> before = contents(trainer.state());
        String message = assertThrows(IllegalArgumentException.class, () -> trainer.restore(rest.build())).getMessage();
        assertTrue(message.contains("schedule: ") && message.contains("\"history\""), message);
        assertEquals(before, contents(trainer.state()));
    }

    @Test
    void theScheduleRefusesSettingsItDoesNotSupport() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> settings().withDiscriminatorSteps(2)).getMessage();
        assertTrue(message.startsWith("a history of 8 examples requires 1 discriminator step"), message);
    }

    @Test
    void halfOfTheFirstFakeBatchIsFromTheHistory() {
        HistorySchedule schedule = HistorySchedule.of(8, EXAMPLE);
        GanTrainer trainer = trainer(GanSettings.of(schedule, LatentSpace.normal(3), BATCH));
        trainer.step(real());
        List<List<Float>> first = rows(schedule.history());
        trainer.step(real());
        List<List<Float>> second = rows(schedule.history());
        int same = 0;
        for (int i = 0; i < 8; i++) {
            same += first.get(i).equals(second.get(i)) ? 1 : 0;
        }
        assertEquals(8 - BATCH / 2, same, "a step replaces as many examples as half the batch");
    }

    private static List<List<Float>> rows(Tensor x) {
        List<List<Float>> rows = new ArrayList<>();
        for (float[] row : x.toArray2D()) {
            List<Float> numbers = new ArrayList<>();
            for (float number : row) {
                numbers.add(number);
            }
            rows.add(numbers);
        }
        return rows;
    }

    @Test
    void theProgramOfTheReadmeTrains() {
        RandomStream random = RandomStream.of(1);
        Shape image = Shape.of(784);
        Sequential generator = DenseNetworks.vanillaGenerator(100, image, random.stream("generator"));
        Sequential discriminator = DenseNetworks.vanillaDiscriminator(image, 0, random.stream("discriminator"));
        GanSettings settings = GanSettings.of(HistorySchedule.of(512, image), new TruncatedNormal(100, 2), 32)
                .withLoss(new HingeLoss());
        GanTrainer trainer = new GanTrainer(generator, discriminator,
                Adam.withLearningRate(2e-4).withBeta1(0.5), Adam.withLearningRate(2e-4).withBeta1(0.5), settings);
        assertEquals(1, trainer.step(number -> Tensor.zeros(image.batch(32))).step());
    }

    @Test
    void aLambdaIsASchedule() {
        UpdateSchedule twice = (gan, inputs) -> {
            GanSteps.Metrics metrics = GanSchedule.PAIRED.step(gan, inputs);
            Tensor z = inputs.latent("latent points of the second update", gan.settings().generatorBatch());
            double loss = gan.updateGenerator(z, inputs.random("layers in the second update"));
            return new GanSteps.Metrics(metrics.discriminator(), loss);
        };
        GanTrainer trainer = trainer(GanSettings.of(twice, LatentSpace.normal(3), BATCH));
        trainer.train(3, real());
        State state = trainer.state();
        assertEquals("6", state.string("generator_optimizer.steps"));
        assertEquals("3", state.string("discriminator_optimizer.steps"));
        assertEquals("of your own", state.string("settings.schedule"), "equal in all processes");
        trainer.train(2, real());
        GanTrainer resumed = trainer(GanSettings.of(twice, LatentSpace.normal(3), BATCH));
        resumed.restore(state);
        resumed.train(2, real());
        assertEquals(contents(trainer.state()), contents(resumed.state()));
    }

    @Test
    void divergenceInAScheduleOfTheApplicationNamesStepAndUpdate() {
        GanTrainer trainer = trainer(settings());
        trainer.step(real());
        String message = assertThrows(DivergedException.class,
                () -> trainer.step(number -> Tensor.full(EXAMPLE.batch(BATCH), Float.NaN))).getMessage();
        assertTrue(message.startsWith("step 2: update of the discriminator refused: "), message);
        assertEquals(1, trainer.stepsDone());
        assertEquals(2, trainer.step(real()).step());
    }

    @Test
    void anIndexWithoutADStepIsRefused() {
        UpdateSchedule second = (gan, inputs) -> {
            inputs.real(1);
            throw new AssertionError("there is one batch");
        };
        GanTrainer trainer = trainer(GanSettings.of(second, LatentSpace.normal(3), BATCH));
        String message = assertThrows(IllegalArgumentException.class, () -> trainer.step(real())).getMessage();
        assertEquals("there is no D step with index 1: expected an index from 0 to 0; use another index, or change"
                + " GanSettings.withDiscriminatorSteps", message);
    }

    @Test
    void aLatentSpaceOfTheApplicationIsReadFromACheckpoint() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Safetensors.write(trainer(settings()).state(), file);
        LatentSpace latent = Checkpoint.latentSpace(Safetensors.read(file)).orElseThrow();
        assertEquals(new TruncatedNormal(3, 2), latent);
        Tensor z = latent.sample(2000, RandomStream.of(1));
        float largest = 0;
        for (float x : z.array()) {
            largest = Math.max(largest, Math.abs(x));
        }
        assertTrue(largest > 1.9 && largest <= 2, "largest coordinate " + largest);
        assertEquals(Shape.of(5, 3), LatentWalk.spherical(rowOf(z, 0), rowOf(z, 1), 5).shape());
    }

    private static Tensor rowOf(Tensor z, int row) {
        return Tensor.of(Shape.of(z.columns()), z.toArray2D()[row]);
    }

    @Test
    void anUnregisteredLatentSpaceIsRefusedByNameWithTheRemedy() {
        assertEquals("\"SPHERE 100\" is not a latent space: this program does not know the type SPHERE. If the space is"
                + " your own, call LatentSpace.register before loading; otherwise use the Easel version that wrote it,"
                + " or a newer one", refusal("SPHERE 100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRUNCATED_NORMAL 3", "TRUNCATED_NORMAL 3 x", "TRUNCATED_NORMAL 0 2.0",
        "TRUNCATED_NORMAL 3 2", "TRUNCATED_NORMAL ", "TRUNCATED_NORMAL"})
    void damagedTextIsRefused(String text) {
        assertTrue(refusal(text).startsWith("\"" + text + "\" is not a latent space: "), refusal(text));
    }

    private static String refusal(String text) {
        return assertThrows(IllegalArgumentException.class, () -> LatentSpace.parse(text)).getMessage();
    }

    @Test
    void aTypeHasOneReader() {
        for (String type : List.of("NORMAL", "UNIFORM", "TRUNCATED_NORMAL")) {
            String message = assertThrows(IllegalArgumentException.class,
                    () -> LatentSpace.register(type, settings -> LatentSpace.normal(3))).getMessage();
            assertTrue(message.startsWith("the latent space type " + type + " already has a reader"), message);
        }
        for (String type : List.of("", "TWO WORDS")) {
            assertThrows(IllegalArgumentException.class,
                    () -> LatentSpace.register(type, settings -> LatentSpace.normal(3)), type);
        }
    }

    @Test
    void theHingeLossHasItsPublishedValuesAndGradients() {
        HingeLoss loss = new HingeLoss();
        Tensor logits = Tensor.of(Shape.of(4, 1), -2, -0.5, 0.25, 3);
        Tape tape = Tape.forInference();
        assertEquals((3 + 1.5 + 0.75 + 0) / 4, loss.real(logits, tape).item(), 1e-6);
        assertEquals((0 + 0.5 + 1.25 + 4) / 4, loss.fake(logits, tape).item(), 1e-6);
        assertEquals(-0.75 / 4, loss.generator(logits, tape).item(), 1e-6);
        for (Function<Tape, Tensor> part : List.<Function<Tape, Tensor>>of(t -> loss.real(logits, t),
                t -> loss.fake(logits, t), t -> loss.generator(logits, t))) {
            GradientCheck.of(part, RandomStream.of(1), List.of(logits)).requireWithin(1e-3);
        }
        assertEquals(0.25f, loss.towardsReal(0.25f), "a positive logit means real");
        assertEquals("HingeLoss[]", loss.text());
    }

    /** Each block of Java in this section of the README is in a file of this package. */
    @Test
    void readmeShowsTheClassesOfThisPackage() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int start = readme.indexOf("\n## Your own loss, schedule and latent space\n");
        String section = readme.substring(start, readme.indexOf("\n## ", start + 1));
        List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(section).results()
                .map(block -> block.group(1)).toList();
        Path sources = Path.of("src/test/java/application");
        for (Class<?> type : List.of(HingeLoss.class, HistorySchedule.class, TruncatedNormal.class)) {
            String source = Files.readString(sources.resolve(type.getSimpleName() + ".java"));
            assertTrue(blocks.contains(source), type.getSimpleName() + " is missing in README.md");
        }
        String test = unindented(Files.readString(sources.resolve("ApplicationTest.java")));
        List<String> others = blocks.stream().filter(block -> !block.startsWith("package ")).toList();
        assertFalse(others.isEmpty());
        others.forEach(block -> assertTrue(test.contains(unindented(block)), block + " is not in ApplicationTest"));
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).reduce("", (a, b) -> a + b + "\n");
    }
}
