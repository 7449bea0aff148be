package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.DivergedException;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.datasets.Mnist;
import easel.gan.GanEarlyStopping;
import easel.gan.GanListener;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.Dense;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training that fails at step 3. Each step has two batches for D. */
class CheckpointedTrainingTest {
    @TempDir
    Path folder;

    private final RunOptions options = new RunOptions();
    private Failure failure;
    private GanTrainer trainer;
    private ResumableGan resumable;
    private GanEarlyStopping stopping;
    private CheckpointedTraining training;

    /** A failure, the step of the last checkpoint after it, and the exception. */
    private enum Failure {
        FIRST_BATCH(2, UncheckedIOException.class),
        FIRST_BATCH_WITHOUT_MEMORY(2, OutOfMemoryError.class),
        SECOND_BATCH(0, UncheckedIOException.class),
        DIVERGENCE(0, DivergedException.class),
        LISTENER(3, IllegalStateException.class),
        FILE(3, UncheckedIOException.class);

        private final long saved;
        private final Class<? extends Throwable> type;

        Failure(long saved, Class<? extends Throwable> type) {
            this.saved = saved;
            this.type = type;
        }

        Tensor batch(long number) {
            Tensor batch = Tensor.full(Shape.of(2, 3), (number + 1) * 0.1f);
            if (this == FIRST_BATCH && number == 4 || this == SECOND_BATCH && number == 5) {
                throw new UncheckedIOException(new IOException("broken"));
            }
            if (this == FIRST_BATCH_WITHOUT_MEMORY && number == 4) {
                throw new OutOfMemoryError("broken");
            }
            return this == DIVERGENCE && number == 4 ? Tensor.full(Shape.of(2, 3), Float.NaN) : batch;
        }
    }

    @BeforeEach
    void create() {
        options.checkpointEvery = 4;
        options.keep = 3;
        trainer = trainer();
        resumable = new ResumableGan(trainer, number -> failure.batch(number));
        stopping = GanEarlyStopping.afterEpochs(9, GanStep::generatorLoss, trainer);
        training = new CheckpointedTraining(resumable, 10, options,
                new RunIdentity(State.builder().build(), State.builder().build(), Mnist.train()),
                new Checkpoints(new RunFolder(folder), 3, 10, State.builder().build(),
                        new BestCheckpoint(ResumableGan.COLUMNS)));
        training.save("early_stopping", stopping::state, stopping::restore, State.builder().build());
        resumable.listen(step -> training.add(step));
    }

    private static GanTrainer trainer() {
        RandomStream random = RandomStream.of(1);
        return new GanTrainer(Sequential.of(Shape.of(2), Dense.of(2, 3, random)),
                Sequential.of(Shape.of(3), Dense.of(3, 1, random)), Adam.withLearningRate(0.1f),
                Adam.withLearningRate(0.1f),
                GanSettings.of(GanSchedule.SEPARATE, LatentSpace.normal(2), 2).withDiscriminatorSteps(2))
                .stepsPerEpoch(3);
    }

    @ParameterizedTest
    @EnumSource
    void aFailureBetweenTwoStepsLeavesACheckpointOfTheLastStep(Failure failure) throws IOException {
        this.failure = failure;
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                if (step.step() == 3 && failure == Failure.LISTENER) {
                    throw new IllegalStateException("broken");
                }
                if (step.step() == 3 && failure == Failure.FILE) {
                    training.fail(new IOException("broken"));
                    training.fail(new IOException("another file"));
                }
            }
        });
        trainer.listen(stopping);      // last: a broken file does not keep it from the end of the epoch
        Throwable thrown = assertThrows(failure.type, training::train);
        if (failure != Failure.DIVERGENCE) {
            assertEquals("broken", thrown.getMessage().replaceAll(".*: ", ""));
        }
        Optional<Path> last = Checkpoints.last(folder);
        assertEquals(failure.saved > 0, last.isPresent());
        assertEquals(failure.saved > 0, training.canContinue());
        if (last.isPresent()) {
            State saved = Safetensors.read(last.get());
            assertEquals(failure.saved, saved.count("step"));
            GanTrainer same = trainer();
            same.train(failure.saved, failure::batch);
            same.state().tensors().forEach((name, tensor) ->
                    assertArrayEquals(tensor.array(), saved.tensor(name).array(), name));
            assertEquals(failure == Failure.FILE ? "1" : "0", saved.string("early_stopping.best_epoch"));
        }
    }

    @Test
    void withoutCheckpointsAFailureWritesNone() throws IOException {
        options.keep = 0;
        failure = Failure.FIRST_BATCH;
        assertThrows(UncheckedIOException.class, training::train);
        assertEquals(Optional.empty(), Checkpoints.last(folder));
        assertFalse(training.canContinue());
    }

    @Test
    void aFileErrorOutsideTheTrainingIsThrownAtOnce() {
        assertThrows(UncheckedIOException.class, () -> training.fail(new IOException("broken")));
    }

    @Test
    void theFirstFailureIsReportedIfTheCheckpointCannotBeWrittenEither() throws IOException {
        Checkpoints nowhere = new Checkpoints(new RunFolder(folder.resolve("absent")), 3, 10, State.builder().build(),
                new BestCheckpoint(ResumableGan.COLUMNS));
        training = new CheckpointedTraining(resumable, 10, options,
                new RunIdentity(State.builder().build(), State.builder().build(), Mnist.train()), nowhere);
        failure = Failure.FIRST_BATCH;
        UncheckedIOException thrown = assertThrows(UncheckedIOException.class, training::train);
        assertEquals("broken", thrown.getCause().getMessage());
        assertEquals(1, thrown.getSuppressed().length);
        assertFalse(training.canContinue());
    }
}
