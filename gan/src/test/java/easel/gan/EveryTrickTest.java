package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.gan.AdversarialLoss.CrossEntropy;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.optim.Adam;
import easel.testkit.JavaProcess;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Each setting of a GAN's training, switched on in turn: N + M steps equal N steps, save, load, M steps, bit for bit,
 * and one thread gives the bits of two. Every component of the settings' records, every loss, every schedule and every
 * kind of penalty has a case.
 */
@Execution(ExecutionMode.CONCURRENT)
class EveryTrickTest {
    private static final int SAVED = 3;
    private static final int STEPS = 6;
    /** The number of examples, large enough that loops run on several threads. */
    private static final int BATCH = 96;
    private static final int PIXELS = 32;
    private static final int CLASSES = 3;
    private static final GradientPenalty PENALTY = GradientPenalty.r1(0.5);
    private static final LabelPolicy LABELS = LabelPolicy.standard();
    private static final GanSettings BASE = GanSettings.of(GanSchedule.PAIRED, LatentSpace.normal(8), BATCH);

    /** Settings in which one trick is on; those of a loss have the name of its factory. */
    record Case(String name, GanSettings settings) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case loss(String factory, AdversarialLoss loss) {
        return new Case(factory, BASE.withLoss(loss));
    }

    private static Case labels(String name, LabelPolicy labels) {
        return new Case(name, BASE.withLoss(AdversarialLoss.nonSaturating(labels)));
    }

    private static Case regularized(String name, Regularization regularization) {
        return new Case(name, BASE.withRegularization(regularization));
    }

    private static Case penalized(String name, GradientPenalty penalty) {
        return regularized(name, Regularization.none().withPenalty(penalty));
    }

    static final List<Case> CASES = List.of(
            new Case("none", BASE),
            new Case("uniform points", GanSettings.of(GanSchedule.PAIRED, LatentSpace.uniform(8), BATCH)),
            new Case("half of the batch", GanSettings.of(GanSchedule.PAIRED, LatentSpace.normal(8), BATCH / 2)),
            new Case("larger batch of G", BASE.withGeneratorBatch(2 * BATCH)),
            new Case("two steps of D", BASE.withDiscriminatorSteps(2)),
            new Case("inference fakes", BASE.withInferenceFakes(true)),
            new Case("inference discriminator", BASE.withInferenceDiscriminator(true)),
            new Case("seed", BASE.withSeed(7)),
            new Case("separate", GanSettings.of(GanSchedule.SEPARATE, LatentSpace.normal(8), BATCH)),
            new Case("joined", GanSettings.of(GanSchedule.JOINED, LatentSpace.normal(8), BATCH)),
            new Case("simultaneous", GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(8), BATCH)),
            new Case("packing", BASE.withPacking(3)),
            new Case("shards", BASE.withShards(6)),
            new Case("local steps", LocalSteps.in(BASE.withShards(3), 2)),
            new Case("average of weights", BASE.withAverageHalfLife(2 * BATCH)),
            loss("nonSaturating", AdversarialLoss.nonSaturating(LABELS)),
            loss("minimax", AdversarialLoss.minimax(LABELS)),
            loss("leastSquares", AdversarialLoss.leastSquares()),
            loss("hinge", AdversarialLoss.hinge()),
            loss("wasserstein", AdversarialLoss.wasserstein()),
            loss("relativisticPairing", AdversarialLoss.relativisticPairing()),
            loss("featureMatching", AdversarialLoss.featureMatching(AdversarialLoss.hinge(), 1)),
            labels("inverted labels", LABELS.withInversion(true)),
            labels("smooth labels", LABELS.withSmoothing(0.1)),
            labels("noisy labels", LABELS.withNoise(0.2)),
            labels("label flips", LABELS.withFlips(0.1)),
            regularized("weight clip", Regularization.none().withWeightClip(0.05)),
            regularized("instance noise", Regularization.none().withNoise(0.5, 5)),
            penalized("WGAN-GP", GradientPenalty.wganGp(10)),
            penalized("R1", PENALTY),
            penalized("R2", GradientPenalty.r2(0.5)),
            penalized("DRAGAN", GradientPenalty.dragan(10)),
            penalized("every third step", PENALTY.withInterval(3)),
            penalized("heavier", GradientPenalty.r1(2)),
            new Case("classes", BASE.withClasses(CLASSES)),
            new Case("all", BASE.withPacking(2).withShards(3).withAverageHalfLife(500).withDiscriminatorSteps(2)
                    .withLoss(AdversarialLoss.featureMatching(AdversarialLoss.relativisticPairing(), 2))
                    .withRegularization(Regularization.none().withPenalty(PENALTY).withWeightClip(0.1)
                            .withPenalty(GradientPenalty.r2(0.5).withInterval(3)).withNoise(0.2, 0)).withClasses(CLASSES)));

    /** The digests of uninterrupted trainings, which two tests use. */
    private static final Map<Case, Map<String, Integer>> TRAINED = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    static GanTrainer trainer(GanSettings settings) {
        RandomStream random = RandomStream.of(1);
        int latent = 8 + settings.classes();
        Sequential generator = Sequential.of(Shape.of(latent), Dense.of(latent, 64, random), BatchNorm.of(64),
                LeakyReLU.withSlope(0.2), Dense.of(64, PIXELS, random), Tanh.of());
        int input = settings.packing() * (PIXELS + settings.classes());
        Sequential discriminator = Sequential.of(Shape.of(input), Dense.of(input, 64, random),
                LeakyReLU.withSlope(0.2), Dropout.withRate(0.3), Dense.of(64, 16, random), Tanh.of(),
                Dense.of(16, 1, random));
        return new GanTrainer(generator, discriminator, Adam.withLearningRate(1e-2), Adam.withLearningRate(1e-2),
                settings);
    }

    static LongFunction<Tensor> real(GanSettings settings) {
        return number -> {
            Tensor batch = Tensor.zeros(Shape.of(settings.batch(), PIXELS));
            RandomStream.of(5).at(number).fillUniform(batch.array(), -1, 1);
            int[] labels = IntStream.range(0, settings.batch()).map(i -> i % CLASSES).toArray();
            return settings.classes() == 0 ? batch : ClassLabels.join(batch, labels, CLASSES);
        };
    }

    /** All tensors of the training by name, its strings, its samples and its evaluation, as hash codes. */
    static Map<String, Integer> digests(GanTrainer trainer, GanSettings settings) {
        Map<String, Integer> digests = new LinkedHashMap<>();
        trainer.state().tensors().forEach((name, tensor) -> digests.put(name, Arrays.hashCode(tensor.array())));
        digests.put("strings", new TreeMap<>(trainer.state().strings()).hashCode());
        digests.put("samples", Arrays.hashCode(trainer.samples(6).array()));
        digests.put("evaluation", trainer.evaluate(real(settings).apply(99), 6).hashCode());
        return digests;
    }

    private static Map<String, Integer> trained(Case c) {
        return TRAINED.computeIfAbsent(c, key -> {
            GanTrainer trainer = trainer(c.settings());
            trainer.train(STEPS, real(c.settings()));
            return digests(trainer, c.settings());
        });
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void aRestoredTrainingContinuesBitForBit(Case c) throws IOException {
        GanTrainer first = trainer(c.settings());
        first.train(SAVED, real(c.settings()));
        Path file = folder.resolve("checkpoint.safetensors");
        Safetensors.write(first.state(), file);
        GanTrainer second = trainer(c.settings());
        second.train(1, real(c.settings()));                        // discarded by restore
        second.restore(Safetensors.read(file));
        second.train(STEPS - SAVED, real(c.settings()));
        assertEquals(trained(c), digests(second, c.settings()));
    }

    /** Each trick acts: it changes the trained networks. */
    @Test
    void noTwoCasesGiveTheSameNetworks() {
        Map<Integer, String> seen = new TreeMap<>();
        for (Case c : CASES) {
            if (!c.settings().equals(BASE) || c.name().equals("none")) {
                Map<String, Integer> digests = new TreeMap<>(trained(c));
                digests.remove("strings");
                String same = seen.put(digests.hashCode(), c.name());
                assertTrue(same == null, c + " gives the networks of " + same);
            }
        }
    }

    /** Prints the digests of all cases. */
    public static void main(String[] arguments) {
        CASES.forEach(c -> System.out.println(c + " " + trained(c)));
    }

    private static Process start(int threads) throws IOException {
        return JavaProcess.of("-XX:TieredStopAtLevel=1", "-Deasel.gemm=java", "-Deasel.threads=" + threads,
                EveryTrickTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    @Test
    void oneThreadGivesTheBitsOfTwo() throws IOException {
        Process one = start(1);
        Process two = start(2);
        String expected = new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(CASES.size(), expected.lines().count());
        assertEquals(expected, new String(two.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void everyComponentOfTheSettingsHasACase() throws ReflectiveOperationException {
        Set<String> changed = new TreeSet<>();
        for (Case c : CASES) {
            collect(BASE, c.settings(), changed);
        }
        Set<String> components = Stream.of(GanSettings.class, Regularization.class, GradientPenalty.class,
                        LabelPolicy.class, CrossEntropy.class)
                .flatMap(type -> Stream.of(type.getRecordComponents())).map(EveryTrickTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
        components.removeAll(changed);
        assertEquals(Set.of(), components, "add a case that changes these settings");
    }

    /** Adds the names of the components that differ, also inside components that are records of one type. */
    private static void collect(Record base, Record other, Set<String> changed) throws ReflectiveOperationException {
        for (RecordComponent component : base.getClass().getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            Object before = component.getAccessor().invoke(base);
            Object after = component.getAccessor().invoke(other);
            if (!before.equals(after)) {
                changed.add(name(component));
                if (before instanceof Record record && after.getClass() == before.getClass()) {
                    collect(record, (Record) after, changed);
                }
            }
            if (after instanceof List<?> list) {
                for (Object element : list) {
                    collect(PENALTY, (Record) element, changed);
                }
            }
        }
    }

    private static String name(RecordComponent component) {
        return component.getDeclaringRecord().getSimpleName() + "." + component.getName();
    }

    @Test
    void everyLossScheduleAndKindOfPenaltyHasACase() {
        Set<String> names = CASES.stream().map(Case::name).collect(Collectors.toSet());
        Stream.of(AdversarialLoss.class.getDeclaredMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()) && !m.isSynthetic()
                        && AdversarialLoss.class.isAssignableFrom(m.getReturnType()))
                .forEach(m -> assertTrue(names.contains(m.getName()), "add a case of the loss " + m.getName()));
        assertTrue(CASES.stream().map(c -> c.settings().schedule()).collect(Collectors.toSet())
                .containsAll(Set.of(GanSchedule.values())));
        assertEquals(Set.of(GradientPenalty.Examples.values()),
                CASES.stream().flatMap(c -> c.settings().regularization().penalties().stream())
                        .map(GradientPenalty::examples).collect(Collectors.toSet()));
    }
}
