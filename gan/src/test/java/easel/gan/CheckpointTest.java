package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Tensor;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.optim.Adam;
import easel.optim.Optimizer;
import easel.optim.RmsProp;
import easel.optim.Schedule;
import easel.optim.Sgd;
import easel.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointTest {
    private static final int SAVED = 3;
    private static final int STEPS = 7;

    @TempDir
    Path folder;

    /** A run with random numbers and state: dropout, label noise, running statistics, moments, learning rates. */
    private static final class Training {
        final Sequential generator = Given.generator();
        final Sequential discriminator;
        final GanTrainer trainer;
        final GanEarlyStopping stopping;
        final List<GanStep> steps = new ArrayList<>();

        Training(GanSettings settings, Sequential discriminator, Optimizer optimizerG, Optimizer optimizerD) {
            this.discriminator = discriminator;
            this.trainer = new GanTrainer(generator, discriminator, optimizerG, optimizerD, settings).stepsPerEpoch(2);
            this.stopping = GanEarlyStopping.afterEpochs(100, GanStep::generatorLoss, trainer);
            trainer.listen(stopping).listen(new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    steps.add(step);
                }
            });
        }

        static Training of(GanSchedule schedule) {
            return new Training(settings(schedule), Given.discriminatorWithDropout(),
                    Adam.withSchedule(Schedule.linear(0.1f, 0.01f, 6)), Sgd.withLearningRate(0.1f).withMomentum(0.9f));
        }

        Training train(int count) {
            trainer.train(count, Given.real());
            return this;
        }

        void save(Path file) throws IOException {
            Safetensors.write(trainer.state().plus(stopping.state().under("stopping")), file);
        }

        Training load(Path file) throws IOException {
            State state = Safetensors.read(file);
            trainer.restore(state);
            stopping.restore(state.within("stopping"));
            return this;
        }

        /** Hash codes of all tensors and strings of the run. */
        Map<String, Integer> digests() {
            Map<String, Integer> digests = new LinkedHashMap<>();
            State state = trainer.state().plus(stopping.state().under("stopping"));
            state.tensors().forEach((name, tensor) -> digests.put(name, Arrays.hashCode(tensor.array())));
            state.strings().forEach((name, text) -> digests.put("string " + name, text.hashCode()));
            digests.put("samples", Arrays.hashCode(trainer.samples(5).array()));
            digests.put("losses", steps.subList(steps.size() - (STEPS - SAVED), steps.size()).hashCode());
            return digests;
        }
    }

    private static GanSettings settings(GanSchedule schedule) {
        return Given.settings(schedule).withSeed(7)
                .withDiscriminatorSteps(schedule == GanSchedule.SIMULTANEOUS ? 1 : 2)
                .withLoss(AdversarialLoss.nonSaturating(LabelPolicy.standard().withNoise(0.2f)));
    }

    /** Restores the checkpoint of each schedule from a folder, continues it, and prints the digests. */
    public static void main(String[] arguments) throws IOException {
        for (GanSchedule schedule : GanSchedule.values()) {
            Training training = Training.of(schedule).load(Path.of(arguments[0], schedule.name()));
            System.out.println(training.train(STEPS - SAVED).digests());
        }
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void aTrainingRestoredFromAFileContinuesBitForBit(GanSchedule schedule) throws IOException {
        Training uninterrupted = Training.of(schedule).train(SAVED);
        Path file = folder.resolve("checkpoint");
        uninterrupted.save(file);
        Training resumed = Training.of(schedule).train(1).load(file);      // loading discards this step
        assertEquals(SAVED, resumed.trainer.stepsDone());
        resumed.train(STEPS - SAVED);
        uninterrupted.train(STEPS - SAVED);
        assertEquals(uninterrupted.digests(), resumed.digests());
        assertEquals(STEPS, resumed.trainer.stepsDone());
        Given.assertSameBits(Given.copy(uninterrupted.generator), Given.copy(resumed.generator));
        assertEquals(uninterrupted.stopping.bestEpoch(), resumed.stopping.bestEpoch());
        assertFalse(Double.isInfinite(resumed.stopping.best()));
    }

    @Test
    void aTrainingRestoredInAnotherProcessContinuesBitForBit() throws IOException, InterruptedException {
        StringBuilder expected = new StringBuilder();
        for (GanSchedule schedule : GanSchedule.values()) {
            Training uninterrupted = Training.of(schedule).train(SAVED);
            uninterrupted.save(folder.resolve(schedule.name()));
            expected.append(uninterrupted.train(STEPS - SAVED).digests()).append(System.lineSeparator());
        }
        JavaProcess.Result run = JavaProcess.run(JavaProcess.of(
                "-Deasel.gemm=" + System.getProperty("easel.gemm", "auto"), CheckpointTest.class.getName(),
                folder.toString()));
        assertEquals(expected.toString(), run.expectSuccess());
    }

    @Test
    void laterStepsDoNotChangeACheckpoint() {
        Training training = Training.of(GanSchedule.JOINED).train(SAVED);
        State state = training.trainer.state();
        Map<String, float[]> before = new LinkedHashMap<>();
        state.tensors().forEach((name, tensor) -> before.put(name, tensor.array().clone()));
        training.train(2);
        training.trainer.restore(state);
        training.train(2);
        state.tensors().forEach((name, tensor) -> assertArrayEquals(before.get(name), tensor.array(), name));
    }

    @Test
    void aNetworkOfACheckpointLoadsAsAModel() {
        Training training = Training.of(GanSchedule.PAIRED).train(2);
        Sequential generator = Models.network(training.trainer.state().within("generator"));
        Tensor z = Given.normal(3, 4, 3);
        assertArrayEquals(training.generator.infer(z).array(), generator.infer(z).array());
    }

    @Test
    void oneMessageNamesEveryDifferenceAndNothingChanges() {
        State state = Training.of(GanSchedule.JOINED).train(SAVED).trainer.state();
        GanSettings other = GanSettings.of(GanSchedule.PAIRED, LatentSpace.uniform(3), 9).withGeneratorBatch(10)
                .withDiscriminatorSteps(3).withInferenceFakes(true).withInferenceDiscriminator(true).withSeed(8)
                .withLoss(AdversarialLoss.minimax(LabelPolicy.standard()));
        Training training = new Training(other, Given.discriminator(), Adam.withLearningRate(0.1f),
                RmsProp.withLearningRate(0.1f));
        refused(training, state, "\"settings.latent\" is \"NORMAL 3\" in the saved state, but \"UNIFORM 3\" here",
                "\"settings.batch\" is \"8\" in the saved state, but \"9\" here",
                "\"settings.generator_batch\" is \"8\" in the saved state, but \"10\" here",
                "\"settings.schedule\" is \"JOINED\" in the saved state, but \"PAIRED\" here",
                "\"settings.discriminator_steps\" is \"2\" in the saved state, but \"3\" here",
                "\"settings.loss\" is …\"",
                "\"settings.inference_fakes\"", "\"settings.inference_discriminator\"",
                "\"settings.seed\" is \"7\" in the saved state, but \"8\" here",
                "\"discriminator.architecture\" is …\"",
                "discriminator: ", "\"1.gamma\"", "generator's optimizer: ", "discriminator's optimizer: ");
    }

    @Test
    void aMissingPartIsRefusedAndNothingChanges() {
        Training training = Training.of(GanSchedule.JOINED).train(1);
        State state = Training.of(GanSchedule.JOINED).train(SAVED).trainer.state();
        for (String removed : List.of("generator.0.weight", "discriminator.3.bias", "generator_optimizer.0.weight.m",
                "discriminator_optimizer.3.bias.v")) {
            refused(training, without(state, removed, ""), removed.substring(removed.indexOf('.') + 1));
        }
        refused(training, without(state, "", "step"), "no string \"step\"");
        refused(training, without(state, "", "generator.library_version"), "\"generator.library_version\" is missing");
    }

    private static State without(State state, String tensor, String string) {
        State.Builder rest = State.builder();
        state.tensors().entrySet().stream().filter(e -> !e.getKey().equals(tensor))
                .forEach(e -> rest.tensor(e.getKey(), e.getValue()));
        state.strings().entrySet().stream().filter(e -> !e.getKey().equals(string))
                .forEach(e -> rest.string(e.getKey(), e.getValue()));
        return rest.build();
    }

    /** Every tensor of a checkpoint: those of both networks and of both optimizers. */
    @Test
    void valuesThatAreNotFiniteAreRefused() {
        Training training = Training.of(GanSchedule.SEPARATE);
        training.trainer.train(SAVED, Given.real());
        State state = training.trainer.state();
        for (String damaged : state.tensors().keySet()) {
            State.Builder copy = State.builder();
            state.strings().forEach(copy::string);
            state.tensors().forEach((name, tensor) -> copy.tensor(name,
                    name.equals(damaged) ? Tensor.full(tensor.shape(), Float.NaN) : tensor));
            refused(training, copy.build(), "impossible values: \"" + damaged.substring(damaged.indexOf('.') + 1)
                    + "\" has NaN at position 0, expected a finite number");
        }
    }

    @Test
    void statesThatAreNotCheckpointsOfThisFormatAreRefused() {
        Training training = Training.of(GanSchedule.SEPARATE);
        State model = Models.state(training.generator);
        refused(training, model, "\"checkpoint\" is missing");
        refused(training, State.builder().string("checkpoint", "easel GAN 9").build(),
                "\"checkpoint\" is \"easel GAN 9\" in the saved state, but \"easel GAN 1\" here");
    }

    private static void refused(Training training, State state, String... parts) {
        Map<String, String> strings = training.trainer.state().strings();
        Map<String, float[]> generator = Given.copy(training.generator);
        Map<String, float[]> discriminator = Given.copy(training.discriminator);
        String message = assertThrows(IllegalArgumentException.class, () -> training.trainer.restore(state))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> part + " is missing in " + message);
        }
        assertEquals(1, message.lines().count());
        assertEquals(strings, training.trainer.state().strings());
        Given.assertSameBits(generator, Given.copy(training.generator));
        Given.assertSameBits(discriminator, Given.copy(training.discriminator));
    }

    @Test
    void trainReturnsWhetherItTookAllSteps() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.SIMULTANEOUS));
        assertTrue(trainer.train(2, Given.real()));
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                trainer.stop();
            }
        });
        assertFalse(trainer.train(1, Given.real()));
        assertFalse(trainer.train(5, Given.real()));
        assertEquals(4, trainer.stepsDone());
    }
}
