package application;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.gan.AdversarialLoss;
import easel.gan.Checkpoint;
import easel.gan.GanEarlyStopping;
import easel.gan.GanListener;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.gan.ShardExecutor;
import easel.gan.ShardWorker;
import easel.gan.UpdateSchedule;
import easel.layers.Dense;
import easel.layers.Initializer;
import easel.layers.Layer;
import easel.layers.LayerFactory;
import easel.layers.Models;
import easel.layers.Predictor;
import easel.layers.PreparedLayer;
import easel.layers.Sequential;
import easel.optim.Optimizer;
import easel.optim.Schedule;
import easel.testkit.PackageClasses;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An application implements every public interface of gan, layers and optim, and a run uses all implementations. */
class EveryInterfaceTest {
    private static final Shape EXAMPLE = Shape.of(4);
    private static final int BATCH = 6;

    private final List<GanStep> steps = new ArrayList<>();
    private final Map<Class<?>, Object> own = Map.ofEntries(
            entry(AdversarialLoss.class, new HingeLoss()),
            entry(AdversarialLoss.Separable.class, new HingeLoss()),
            entry(UpdateSchedule.class, HistorySchedule.of(8, EXAMPLE)),
            entry(LatentSpace.class, new TruncatedNormal(3, 2)),
            entry(ShardExecutor.class, new SameProcess(ShardWorker.of(ofShards(), real()))),
            entry(GanListener.class, new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    steps.add(step);
                }
            }),
            entry(Optimizer.class, new SignDescent(step -> 0.01f)),
            entry(Schedule.class, (Schedule) step -> 0.1f / (1 + step)),
            entry(Initializer.class, (Initializer) (shape, fanIn, fanOut, random) -> Tensor.full(shape, 1.0 / fanIn)),
            entry(Layer.class, new Shift(0.5f)),
            entry(PreparedLayer.class, new Shift(0.5f).prepare(EXAMPLE)),
            entry(LayerFactory.Reader.class, Shift.READER));

    private static GanTrainer ofShards() {
        RandomStream random = RandomStream.of(1);
        return new GanTrainer(Sequential.of(Shape.of(3), Dense.of(3, 4, random)),
                Sequential.of(EXAMPLE, Dense.of(4, 1, random)), new SignDescent(step -> 0.01f),
                new SignDescent(step -> 0.01f),
                GanSettings.of(GanSchedule.PAIRED, LatentSpace.normal(3), BATCH).withShards(3));
    }

    private static LongFunction<Tensor> real() {
        return number -> Tensor.full(EXAMPLE.batch(BATCH), 0.1 * number);
    }

    private <T> T own(Class<T> type) {
        return type.cast(own.get(type));
    }

    @Test
    void everyPublicInterfaceHasAnImplementation() {
        TreeSet<Class<?>> found = Stream.of(GanTrainer.class, Layer.class, Optimizer.class)
                .flatMap(member -> PackageClasses.of(member).stream())
                .filter(type -> type.isInterface() && isPublic(type))
                .collect(Collectors.toCollection(() -> new TreeSet<>(Comparator.comparing(Class::getName))));
        TreeSet<Class<?>> implemented = new TreeSet<>(found.comparator());
        implemented.addAll(own.keySet());
        assertEquals(implemented, found, "add an implementation of each interface to this test");
        found.forEach(type -> assertTrue(!type.isSealed(), type + " is closed to applications"));
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getDeclaringClass() == null || isPublic(type.getDeclaringClass()));
    }

    @Test
    void anExecutorComputesTheShards() {
        GanTrainer alone = ofShards();
        GanTrainer driver = ofShards();
        driver.computeShardsBy(own(ShardExecutor.class));
        alone.train(3, real());
        driver.train(3, real());
        assertArrayEquals(alone.samples(4).array(), driver.samples(4).array());
    }

    @Test
    void aRunUsesAllOfThem() {
        LayerFactory.register("Shift", own(LayerFactory.Reader.class));
        RandomStream random = RandomStream.of(1);
        Initializer weights = own(Initializer.class);
        Sequential generator = Sequential.of(Shape.of(3), Dense.of(3, 4, weights, random), own(Layer.class));
        Sequential discriminator = Sequential.of(EXAMPLE, Dense.of(4, 1, weights, random));
        GanTrainer trainer = new GanTrainer(generator, discriminator, own(Optimizer.class),
                new SignDescent(own(Schedule.class)), GanSettings.of(own(UpdateSchedule.class), own(LatentSpace.class),
                        BATCH).withLoss(own(AdversarialLoss.class)).withAverageHalfLife(4 * BATCH));
        trainer.listen(own(GanListener.class)).listen(GanEarlyStopping.afterEpochs(1, GanStep::generatorLoss, trainer));
        trainer.train(3, real());
        assertEquals(List.of(1L, 2L, 3L), steps.stream().map(GanStep::step).toList());

        State state = trainer.state();
        assertEquals("3", state.string("generator_optimizer.steps"));
        assertEquals("HingeLoss[]", state.string("settings.loss"));
        Sequential loaded = Models.network(state.within("generator"));
        Tensor z = own(LatentSpace.class).sample(5, RandomStream.of(2));
        assertArrayEquals(generator.infer(z).array(), loaded.infer(z).array());
        assertArrayEquals(generator.infer(z).array(), Predictor.of(generator).predict(z).array());
        Sequential average = Models.network(Checkpoint.generator(state));
        assertArrayEquals(trainer.generator().infer(z).array(), average.infer(z).array());
        assertArrayEquals(own(Layer.class).infer(z).array(), own(PreparedLayer.class).infer(z, Tensor::zeros).array());
    }
}
