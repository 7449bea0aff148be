package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.ops.Arithmetic;
import easel.core.ops.Reduce;
import easel.core.random.RandomStream;
import easel.layers.AveragePool2D;
import easel.layers.BatchNorm;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.ELU;
import easel.layers.Initializer;
import easel.layers.Layer;
import easel.layers.LayerNorm;
import easel.layers.LeakyReLU;
import easel.layers.Losses;
import easel.layers.MaxPool2D;
import easel.layers.Summary;
import easel.optim.Adam;
import easel.optim.AdamW;
import easel.optim.Clip;
import easel.optim.Optimizer;
import easel.optim.RmsProp;
import easel.optim.Schedule;
import easel.optim.Sgd;
import easel.testkit.PackageClasses;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The factories and the methods withX of the modules layers, optim and gan. They take doubles, so that callers write
 * literals such as 1e-3; a double literal gives the same result as a float literal.
 */
class FactoriesTest {
    private static final Shape IMAGE = Shape.of(2, 2);

    /** A factory or method withX that takes doubles. {@code make} calls it and returns its result as text. */
    record Case(String method, DoubleFunction<String> make) {
        @Override
        public String toString() {
            return method;
        }
    }

    static final List<Case> CASES = List.of(
            new Case("BatchNorm.withMomentum", v -> text(BatchNorm.of(2).withMomentum(v))),
            new Case("BatchNorm.withEpsilon", v -> text(BatchNorm.of(2).withEpsilon(v))),
            new Case("Dropout.withRate", v -> text(Dropout.withRate(v))),
            new Case("ELU.withAlpha", v -> text(ELU.withAlpha(v))),
            new Case("LayerNorm.withEpsilon", v -> text(LayerNorm.of(2).withEpsilon(v))),
            new Case("LeakyReLU.withSlope", v -> text(LeakyReLU.withSlope(v))),
            new Case("Losses.huber", v -> text(Losses.huber(
                    Tensor.scalar(1), Tensor.scalar(0), v, Tape.forInference()))),
            new Case("Initializer.normal", v -> text(Initializer.normal(v))),
            new Case("Initializer.constant", v -> text(Initializer.constant(v))),
            new Case("Adam.withLearningRate", v -> text(Adam.withLearningRate(v))),
            new Case("Adam.withBeta1", v -> text(Adam.withLearningRate(1).withBeta1(v))),
            new Case("Adam.withBeta2", v -> text(Adam.withLearningRate(1).withBeta2(v))),
            new Case("Adam.withEpsilon", v -> text(Adam.withLearningRate(1).withEpsilon(v))),
            new Case("AdamW.withLearningRate", v -> text(AdamW.withLearningRate(v))),
            new Case("AdamW.withBeta1", v -> text(AdamW.withLearningRate(1).withBeta1(v))),
            new Case("AdamW.withBeta2", v -> text(AdamW.withLearningRate(1).withBeta2(v))),
            new Case("AdamW.withEpsilon", v -> text(AdamW.withLearningRate(1).withEpsilon(v))),
            new Case("AdamW.withWeightDecay", v -> text(AdamW.withLearningRate(1).withWeightDecay(v))),
            new Case("RmsProp.withLearningRate", v -> text(RmsProp.withLearningRate(v))),
            new Case("RmsProp.withRho", v -> text(RmsProp.withLearningRate(1).withRho(v))),
            new Case("RmsProp.withEpsilon", v -> text(RmsProp.withLearningRate(1).withEpsilon(v))),
            new Case("Sgd.withLearningRate", v -> text(Sgd.withLearningRate(v))),
            new Case("Sgd.withMomentum", v -> text(Sgd.withLearningRate(1).withMomentum(v))),
            new Case("Schedule.constant", v -> text(Schedule.constant(v))),
            new Case("Schedule.stepDecay", v -> text(Schedule.stepDecay(v, v, 2))),
            new Case("Schedule.exponential", v -> text(Schedule.exponential(v, v, 2))),
            new Case("Schedule.linear", v -> text(Schedule.linear(1, v, 7)) + text(Schedule.linear(v, 1, 7))),
            new Case("Schedule.cosine", v -> text(Schedule.cosine(1, v, 7)) + text(Schedule.cosine(v, 1, 7))),
            new Case("Clip.byValue", v -> clipped(gradients -> Clip.byValue(gradients, v))),
            new Case("Clip.byGlobalNorm", v -> clipped(gradients -> Clip.byGlobalNorm(gradients, v))),
            new Case("DenseNetworks.vanillaDiscriminator",
                    v -> text(DenseNetworks.vanillaDiscriminator(IMAGE, v, RandomStream.of(1)))),
            new Case("DiscriminatorTrainer.randomPixels",
                    v -> text(DiscriminatorTrainer.randomPixels(IMAGE, -v, v, 1).apply(3))),
            new Case("LabelPolicy", v -> new LabelPolicy(true, v, v).toString()),
            new Case("LabelPolicy.withSmoothing", v -> LabelPolicy.standard().withSmoothing(v).toString()),
            new Case("LabelPolicy.withNoise", v -> LabelPolicy.standard().withNoise(v).toString()),
            new Case("LabelPolicy.withFlips", v -> LabelPolicy.standard().withFlips(v).toString()),
            new Case("GradientPenalty",
                    v -> new GradientPenalty(GradientPenalty.Examples.REAL, v, v, 1).toString()),
            new Case("GradientPenalty.wganGp", v -> GradientPenalty.wganGp(v).toString()),
            new Case("GradientPenalty.r1", v -> GradientPenalty.r1(v).toString()),
            new Case("GradientPenalty.r2", v -> GradientPenalty.r2(v).toString()),
            new Case("GradientPenalty.dragan", v -> GradientPenalty.dragan(v).toString()),
            new Case("Regularization", v -> new Regularization(List.of(), v, v, 1).toString()),
            new Case("Regularization.withWeightClip", v -> Regularization.none().withWeightClip(v).toString()),
            new Case("Regularization.withNoise", v -> Regularization.none().withNoise(v, 1).toString()));

    /** Float parameters that are data, or components of a record that has a constructor with doubles too. */
    private static final Set<String> FLOATS = Set.of("AdversarialLoss.towardsReal(float)",
            "CrossEntropy.towardsReal(float)", "LabelPolicy(boolean, float, float, float)",
            "GradientPenalty(Examples, float, float, int)", "Regularization(List, float, float, long)");

    /** Methods that return {@code this} and are named for the action; everything named withX makes a copy. */
    private static final Set<String> ACTIONS =
            Set.of("GanTrainer.listen", "GanTrainer.sampleEvery", "GanTrainer.stepsPerEpoch");

    @Test
    void noFactoryTakesAFloat() throws Exception {
        assertEquals(new TreeSet<>(FLOATS), executables()
                .filter(e -> Arrays.asList(e.getParameterTypes()).contains(float.class))
                .map(FactoriesTest::signature).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyFactoryThatTakesADoubleHasACase() throws Exception {
        Set<String> found = executables()
                .filter(e -> Arrays.asList(e.getParameterTypes()).contains(double.class))
                .filter(e -> !isCanonicalConstructor(e))
                .map(FactoriesTest::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(found, CASES.stream().map(Case::method).collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void aDoubleLiteralEqualsAFloatLiteral(Case c) {
        assertEquals(c.make.apply(0.1f), c.make.apply(0.1));
        assertEquals(c.make.apply(1e-3f), c.make.apply(1e-3));
        assertTrue(!c.make.apply(0.1).equals(c.make.apply(0.2)), "the result depends on the argument");
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void numbersTooLargeForAFloatAreNotAccepted(Case c) {
        String message = "";
        try {
            c.make.apply(1e300);
        } catch (IllegalArgumentException e) {
            message = e.getMessage();
        }
        assertTrue(message.contains("1.0E300"), c + ": " + message);
    }

    @Test
    void onlyTrainersRecordsAndExceptionsHavePublicConstructors() throws Exception {
        assertEquals(Set.of(GanTrainer.class, DiscriminatorTrainer.class), executables()
                .filter(Constructor.class::isInstance).map(Executable::getDeclaringClass)
                .filter(type -> !type.isRecord() && !Throwable.class.isAssignableFrom(type))
                .collect(Collectors.toSet()));
    }

    @Test
    void everyMethodThatReturnsItsOwnTypeIsNamedWith() throws Exception {
        Set<String> others = ownType().filter(m -> !m.getName().startsWith("with"))
                .map(FactoriesTest::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(ACTIONS), others);
    }

    @Test
    void everyMethodNamedWithReturnsACopy() throws Exception {
        Map<String, Object> receivers = receivers();
        Set<String> used = new TreeSet<>();
        for (Method m : executables().filter(Method.class::isInstance).map(Method.class::cast)
                .filter(m -> !Modifier.isStatic(m.getModifiers()) && m.getName().startsWith("with")).toList()) {
            assertEquals(m.getDeclaringClass(), m.getReturnType(), m + " does not return its own type");
            Object receiver = receivers.get(m.getDeclaringClass().getSimpleName());
            assertTrue(receiver != null, "add a " + m.getDeclaringClass() + " to receivers");
            Object[] arguments = Stream.of(m.getParameterTypes()).map(FactoriesTest::argument).toArray();
            String before = text(receiver);
            assertNotSame(receiver, m.invoke(receiver, arguments), m.toString());
            assertEquals(before, text(receiver), m + " changed its receiver");
            used.add(m.getDeclaringClass().getSimpleName());
        }
        assertEquals(new TreeSet<>(receivers.keySet()), used);
    }

    private static Map<String, Object> receivers() {
        RandomStream random = RandomStream.of(1);
        Map<String, Object> receivers = new TreeMap<>();
        for (Object receiver : List.of(BatchNorm.of(2), LayerNorm.of(2), Dense.of(2, 3, random), Conv2D.of(1, 2, 3, random),
                Conv2DTranspose.of(1, 2, 3, random).withStride(2), MaxPool2D.of(2), AveragePool2D.of(2),
                Adam.withLearningRate(1),
                AdamW.withLearningRate(1), RmsProp.withLearningRate(1), Sgd.withLearningRate(1),
                LabelPolicy.standard(), GanWatchdog.of(line -> {}), Regularization.none(), GradientPenalty.r1(1),
                GanSettings.of(GanSchedule.JOINED, LatentSpace.normal(2), 4),
                Summary.of("D", DenseNetworks.smallDiscriminator(IMAGE, random)))) {
            receivers.put(receiver.getClass().getSimpleName(), receiver);
        }
        receivers.put("Schedule", Schedule.cosine(1, 0.5, 4));                // an instance of a private class
        return receivers;
    }

    private static Object argument(Class<?> type) {
        if (type == double.class) {
            return 0.25;
        } else if (type == boolean.class) {
            return true;
        } else if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == Padding.class) {
            return Padding.SAME;
        } else if (type == AdversarialLoss.class) {
            return AdversarialLoss.minimax(LabelPolicy.standard());
        } else if (type == Regularization.class) {
            return Regularization.none().withWeightClip(1);
        } else if (type == GradientPenalty.class) {
            return GradientPenalty.r1(1);
        } else if (type == Function.class) {
            return (Function<Tensor, int[]>) samples -> new int[samples.rows()];
        }
        throw new AssertionError("add an argument of " + type);
    }

    private static String text(Object result) {
        if (result instanceof Layer layer) {
            return layer + " " + layer.describe();
        } else if (result instanceof Schedule schedule) {
            return Adam.withSchedule(schedule) + " " + schedule.at(0) + " " + schedule.at(3) + " " + schedule.at(50);
        } else if (result instanceof Initializer initializer) {
            return text(initializer.create(IMAGE, 2, 2, RandomStream.of(1)));
        } else if (result instanceof Optimizer optimizer) {
            Parameter parameter = Parameter.of(Tensor.of(Shape.of(2), 1, -2));
            return optimizer.steps() + " steps, " + optimizer + " " + optimizer.state(Map.of("p", parameter)).strings();
        }
        return result.toString();
    }

    private static String clipped(UnaryOperator<Gradients> clip) {
        Tensor x = Tensor.of(Shape.of(3), 1, -2, 3);
        Tape tape = Tape.training(RandomStream.of(1));
        Gradients gradients = tape.gradients(Reduce.sum(Arithmetic.multiply(x, x, tape), tape),
                List.of(x));
        return text(clip.apply(gradients).of(x));
    }

    /** Public constructors and methods of the public classes of the three modules, without inherited methods. */
    private static Stream<Executable> executables() {
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> type : List.of(Layer.class, Optimizer.class, GanTrainer.class)) {
            PackageClasses.of(type).stream().filter(FactoriesTest::isPublic).forEach(types::add);
        }
        assertTrue(types.size() >= 55, types.size() + " classes");
        return types.stream().flatMap(type -> Stream.<Executable>concat(
                        Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods())))
                .filter(e -> Modifier.isPublic(e.getModifiers()) && !e.isSynthetic());
    }

    private static Stream<Method> ownType() {
        return executables().filter(Method.class::isInstance).map(Method.class::cast)
                .filter(m -> !Modifier.isStatic(m.getModifiers()) && m.getReturnType() == m.getDeclaringClass());
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass()
                && (type.getDeclaringClass() == null || isPublic(type.getDeclaringClass()));
    }

    /** Whether it is the constructor of a record of results, such as metrics, which the library alone creates. */
    private static boolean isCanonicalConstructor(Executable e) {
        return e instanceof Constructor && e.getDeclaringClass().isRecord()
                && Arrays.equals(e.getParameterTypes(), Stream.of(e.getDeclaringClass().getRecordComponents())
                        .map(component -> component.getType()).toArray());
    }

    private static String name(Executable e) {
        String type = e.getDeclaringClass().getSimpleName();
        return e instanceof Constructor ? type : type + "." + e.getName();
    }

    private static String signature(Executable e) {
        return name(e) + Stream.of(e.getParameterTypes()).map(Class::getSimpleName)
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
