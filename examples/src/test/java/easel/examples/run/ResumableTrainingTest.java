package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.datasets.Mnist;
import easel.gan.LatentSpace;
import easel.layers.Dense;
import easel.layers.Sequential;
import easel.optim.Adam;
import easel.training.Examples;
import easel.training.Objective;
import easel.training.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seven steps of a classifier of points. An epoch has three steps. */
class ResumableTrainingTest {
    private static final int STEPS = 7;
    private static final ResumableTrainer.BatchReader READER = new ResumableTrainer.BatchReader() {
        @Override
        public <B> B read(Supplier<B> batch) {
            return batch.get();
        }
    };

    @TempDir
    Path folder;

    private static Examples examples(int size, long seed) {
        Tensor points = LatentSpace.normal(2).sample(size, RandomStream.of(seed));
        int[] labels = new int[size];
        for (int n = 0; n < size; n++) {
            labels[n] = points.at(n, 0) > points.at(n, 1) ? 1 : 0;
        }
        return Examples.of(points, labels);
    }

    private static ResumableTraining trainer(int steps) {
        Sequential net = Sequential.of(Shape.of(2), Dense.of(2, 2, RandomStream.of(1)));
        return new ResumableTraining(Training.of(net, Adam.withLearningRate(0.1), Objective.classification())
                .withBatch(4).withValidation(examples(9, 3)).withSteps(steps), examples(10, 2));
    }

    /** Trains from the last checkpoint of the folder to this step, and logs each step. */
    private ResumableTraining train(Path run, int until, int stopAfter) throws IOException {
        ResumableTraining trainer = trainer(until);
        Path losses = Files.createDirectories(run).resolve("losses.csv");
        Checkpoints checkpoints = new Checkpoints(new RunFolder(run), 3, STEPS, State.builder().build(),
                new BestCheckpoint(trainer.columns()));
        boolean resumes = Checkpoints.last(run).isPresent();
        if (resumes) {
            State checkpoint = Safetensors.read(Checkpoints.last(run).orElseThrow());
            trainer.restore(checkpoint);
            checkpoints.restore(checkpoint);
        }
        RunOptions options = new RunOptions();
        options.checkpointEvery = 2;
        options.keep = 3;
        CheckpointedTraining training = new CheckpointedTraining(trainer, until, options,
                new RunIdentity(State.builder().build(), State.builder().build(), Mnist.train()), checkpoints);
        try (LossLog log = resumes ? LossLog.resume(losses, trainer.columns(), trainer.stepsDone(), step -> { })
                : new LossLog(losses, trainer.columns())) {
            trainer.listen(step -> {
                training.add(step);
                add(log, step);
                if (step.step() == stopAfter) {
                    trainer.stop();
                }
            });
            training.train();
        }
        return trainer;
    }

    private static void add(LossLog log, Measurements step) {
        try {
            log.add(step);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void aResumedTrainingEqualsAnUninterruptedOne(int steps) throws IOException {
        Path whole = folder.resolve("whole");
        train(whole, STEPS, 0);
        for (String how : List.of("ended", "stopped")) {
            Path parts = folder.resolve(how);
            train(parts, how.equals("ended") ? steps : STEPS, steps);
            assertTrue(Files.exists(parts.resolve("checkpoint-00000" + steps + ".safetensors")), how);
            assertEquals(STEPS, train(parts, STEPS, 0).stepsDone());
            for (String name : List.of("losses.csv", "best.safetensors", "checkpoint-000007.safetensors")) {
                assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(parts.resolve(name)),
                        name + " of a training that was " + how);
            }
        }
    }

    @Test
    void onlyTheLastStepOfAnEpochHasTestValues() throws IOException {
        train(folder, STEPS, 0);
        List<String> lines = Files.readAllLines(folder.resolve("losses.csv"));
        assertEquals("step,loss,accuracy,test_loss,test_accuracy", lines.get(0));
        List<String> withTest = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            assertEquals(5, fields.length, line);
            assertFalse(fields[1].isEmpty() || fields[2].isEmpty(), line);
            assertEquals(fields[3].isEmpty(), fields[4].isEmpty(), line);
            if (!fields[3].isEmpty()) {
                withTest.add(fields[0]);
            }
        }
        assertEquals(List.of("3", "6"), withTest);
    }

    @Test
    void stopEndsTheTrainingAfterTheCurrentStep() {
        ResumableTraining trainer = trainer(STEPS);
        trainer.listen(step -> trainer.stop());
        for (int step = 1; step <= 4; step++) {
            assertFalse(trainer.train(1, READER), "stopped in the last step of the call");
            assertEquals(step, trainer.stepsDone());
        }
    }
}
