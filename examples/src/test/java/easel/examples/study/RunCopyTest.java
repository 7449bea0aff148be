package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.gan.AdversarialLoss;
import easel.gan.ClassLabels;
import easel.gan.DenseNetworks;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.GradientPenalty;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.gan.Regularization;
import easel.layers.Sequential;
import easel.optim.Adam;
import easel.optim.AdamW;
import easel.optim.Optimizer;
import easel.optim.RmsProp;
import easel.optim.Schedule;
import easel.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that a copy from a checkpoint takes the next step of a program's run, bit for bit. */
class RunCopyTest {
    static final Shape IMAGE = Shape.of(6, 6, 1);
    private static final int BATCH = 4;

    private static GanSettings settings(GanSchedule schedule) {
        return GanSettings.of(schedule, LatentSpace.normal(5), BATCH).withSeed(3);
    }

    private static GanTrainer trainer(GanSettings settings, Optimizer ofG, Optimizer ofD) {
        RandomStream random = RandomStream.of(1);
        int classes = settings.classes();
        Sequential g = DenseNetworks.smallGenerator(5 + classes, IMAGE, random);
        Sequential d = DenseNetworks.smallDiscriminator(IMAGE.withColumns((1L + classes) * settings.packing()), random);
        return new GanTrainer(g, d, ofG, ofD, settings);
    }

    /** A small GAN at step 0. */
    static GanTrainer trainer(GanSchedule schedule) {
        return trainer(settings(schedule), Adam.withLearningRate(1e-3), Adam.withLearningRate(1e-3));
    }

    /** A batch of a GAN without classes. */
    static Tensor real(long number) {
        return real(number, 0);
    }

    private static Tensor real(long number, int classes) {
        Tensor images = Tensor.zeros(IMAGE.batch(BATCH));
        RandomStream.of(2).at(number).fillNormal(images.array(), 0, 1);
        return classes == 0 ? images
                : ClassLabels.join(images, IntStream.range(0, BATCH).map(i -> i % classes).toArray(), classes);
    }

    /** Schedules, losses, optimizers and other settings of programs, each at least once. */
    static Stream<GanTrainer> programs() {
        Adam adam = Adam.withLearningRate(1e-3);
        List<GanTrainer> all = new ArrayList<>();
        for (GanSchedule schedule : GanSchedule.values()) {
            all.add(trainer(settings(schedule), Adam.withLearningRate(1e-3).withBeta1(0.5), adam.withBeta1(0.3)));
        }
        all.add(trainer(settings(GanSchedule.PAIRED).withDiscriminatorSteps(3).withLoss(AdversarialLoss.wasserstein())
                .withRegularization(Regularization.none().withPenalty(GradientPenalty.wganGp(10))),
                RmsProp.withLearningRate(1e-3), RmsProp.withLearningRate(1e-3).withRho(0.8)));
        all.add(trainer(settings(GanSchedule.SEPARATE).withDiscriminatorSteps(2).withRegularization(
                Regularization.none().withPenalty(GradientPenalty.r1(2).withInterval(2)).withWeightClip(0.5)),
                Sgd.withLearningRate(0.01), Sgd.withLearningRate(0.01).withMomentum(0.9).withNesterov(true)));
        all.add(trainer(settings(GanSchedule.JOINED).withLoss(AdversarialLoss.minimax(LabelPolicy.standard()
                .withInversion(true).withNoise(0.1))).withInferenceFakes(true).withInferenceDiscriminator(true)
                .withRegularization(Regularization.none().withNoise(0.3, 10)),
                AdamW.withLearningRate(1e-3), Adam.withSchedule(Schedule.exponential(0.01, 0.5, 2))));
        all.add(trainer(settings(GanSchedule.PAIRED).withLoss(AdversarialLoss.relativisticPairing()).withClasses(3)
                .withAverageHalfLife(100).withRegularization(Regularization.none()
                        .withPenalty(GradientPenalty.dragan(1)).withPenalty(GradientPenalty.r2(1))),
                Adam.withLearningRate(1e-3), Sgd.withLearningRate(0.01).withMomentum(0.5)));
        all.add(trainer(settings(GanSchedule.SIMULTANEOUS).withPacking(2).withLoss(AdversarialLoss.leastSquares()),
                Adam.withLearningRate(1e-3), Adam.withLearningRate(1e-3)));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theOperationsAreThoseOfTheNextStepOfTheRun(GanTrainer trainer) {
        trainer.train(3, number -> real(number, trainer.settings().classes()));
        State state = trainer.state();
        RunCopy copy = RunCopy.of(state, number -> real(number, trainer.settings().classes()), "");
        StepTrace trace = copy.takeApart();
        Point measured = copy.measure();
        state.tensors().forEach((name, tensor) ->
                assertArrayEquals(tensor.array(), trainer.state().tensor(name).array(), name));
        GanStep step = trainer.step(number -> real(number, trainer.settings().classes()));
        assertEquals(step, trace.step());
        assertEquals(Point.of(step, Double.NaN, null).values(), measured.values());
        assertEquals(4, measured.norms().size());
        assertEquals(measured.norms().keySet(), measured.ratios().keySet());
        State after = trainer.state();
        for (String network : List.of("G", "D")) {
            Operation last = trace.operations().stream().filter(o -> o.pass().equals("update")
                    && o.stage() == (network.equals("G") ? Stage.UPDATE_OF_G : Stage.UPDATE_OF_D).number())
                    .reduce((a, b) -> b).orElseThrow();
            if (trainer.settings().regularization().weightClip() == 0) {
                String name = (network.equals("G") ? "generator." : "discriminator.") + last.layer() + ".weight";
                assertArrayEquals(after.tensor(name).array(), last.tensor("W new").orElseThrow().array(), name);
            }
        }
        checkStages(trainer.settings().schedule() == GanSchedule.JOINED, trace);
        checkSums(trace);
    }

    private static void checkStages(boolean joined, StepTrace trace) {
        List<Integer> stages = trace.operations().stream().map(Operation::stage).distinct().toList();
        assertEquals(IntStream.rangeClosed(1, 10).filter(stage -> !joined || stage != 4).boxed().toList(), stages);
        for (Operation operation : trace.operations()) {
            assertFalse(operation.stage() == 6 && operation.network().equals("G"), operation.name());
        }
    }

    private static void checkSums(StepTrace trace) {
        for (int i = 0; i < trace.operations().size(); i++) {
            Operation operation = trace.operations().get(i);
            JsonObject json = trace.json(i, "", 0, 0, 0);
            assertEquals(json.get("sum").isJsonObject(), json.get("why").getAsString().isEmpty(), operation.name());
            for (String name : Sums.computed(operation)) {
                Sums.of(new Element(operation, name, 0, 0, 0)).ifPresent(sum -> assertEquals(sum.value(), sum.total(),
                        sum.bound(), operation.pass() + " " + operation.name() + " " + name));
            }
        }
    }
}
