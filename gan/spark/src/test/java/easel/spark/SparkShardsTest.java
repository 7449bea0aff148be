package easel.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.DivergedException;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.AdversarialLoss;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.gan.LocalSteps;
import easel.gan.ShardWorker;
import easel.layers.Dense;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import easel.layers.SpectralNorm;
import easel.optim.Adam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The library's interface, on threads of this process. */
class SparkShardsTest {
    private static final int SHARDS = 4;
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark = new JavaSparkContext(new SparkConf().setMaster("local[2]").setAppName("test")
                .set("spark.ui.enabled", "false").set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1").set("spark.log.level", "OFF"));
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    /** Spectral normalization, and an average of G's weights. */
    static GanTrainer trainer() {
        return trainer(GanSettings.of(GanSchedule.PAIRED, LatentSpace.normal(3), 8 * SHARDS)
                .withLoss(AdversarialLoss.hinge()).withAverageHalfLife(100).withShards(SHARDS));
    }

    private static GanTrainer trainer(GanSettings settings) {
        RandomStream random = RandomStream.of(1);
        Sequential g = Sequential.of(Shape.of(3), Dense.of(3, 16, random), LeakyReLU.withSlope(0.2),
                Dense.of(16, 2, random));
        Sequential d = Sequential.of(Shape.of(2), SpectralNorm.of(Dense.of(2, 16, random), random),
                LeakyReLU.withSlope(0.2), SpectralNorm.of(Dense.of(16, 1, random), random));
        return new GanTrainer(g, d, Adam.withLearningRate(1e-3), Adam.withLearningRate(1e-3), settings);
    }

    static Tensor batch(long number) {
        Tensor points = Tensor.zeros(Shape.of(8 * SHARDS, 2));
        RandomStream.of(2).stream("points").at(number).fillNormal(points.array(), 1, 1);
        return points;
    }

    private static GanTrainer trainedBy(SparkShards shards) {
        return trainedBy(shards, trainer());
    }

    private static GanTrainer trainedBy(SparkShards shards, GanTrainer trainer) {
        trainer.computeShardsBy(shards);
        trainer.train(3, number -> {
            throw new AssertionError("the driver reads no batch");
        });
        return trainer;
    }

    private static GanTrainer trainerOfLocalSteps() {
        return trainer(LocalSteps.in(trainer().settings(), 2));
    }

    private static void assertSame(GanTrainer expected, GanTrainer actual) {
        assertEquals(expected.state().strings(), actual.state().strings());
        expected.state().tensors().forEach((name, tensor) ->
                assertArrayEquals(tensor.array(), actual.state().tensor(name).array(), name));
    }

    @Test
    void theResultsAreThoseOfOneProcess() {
        GanTrainer alone = trainer();
        alone.train(3, SparkShardsTest::batch);
        List<String> lines = new ArrayList<>();
        SparkShards shards = SparkShards.of(spark, () -> ShardWorker.of(trainer(), SparkShardsTest::batch))
                .withReport(lines::add);
        for (SparkShards same : List.of(shards, shards.withShardsPerTask(2), shards.withShardsPerTask(SHARDS))) {
            assertSame(alone, trainedBy(same));
        }
        assertEquals("executor driver: " + Machine.here().description(), lines.get(0));
        assertTrue(shards.timesPerStep(3).matches("\\d+ ms per step on executors: computing \\d+, sending \\d+, waiting"
                + " \\d+; 0\\.0 MB to the executors, 0\\.0 MB back"), shards.timesPerStep(3));
    }

    @Test
    void localStepsHaveTheResultsOfOneProcess() {
        GanTrainer alone = trainerOfLocalSteps();
        alone.train(3, SparkShardsTest::batch);
        SparkShards shards = SparkShards.of(spark, () -> ShardWorker.of(trainerOfLocalSteps(), SparkShardsTest::batch));
        assertSame(alone, trainedBy(shards, trainerOfLocalSteps()));
        assertSame(alone, trainedBy(shards.withShardsPerTask(2), trainerOfLocalSteps()));
    }

    @Test
    void aValueThatIsNotFiniteNamesItsShard() {
        SparkShards shards = SparkShards.of(spark, () -> ShardWorker.of(trainer(), number -> {
            Tensor points = batch(number);
            points.array()[points.size() - 1] = Float.NaN;
            return points;
        }));
        DivergedException error = assertThrows(DivergedException.class, () -> trainedBy(shards));
        assertTrue(error.getMessage().startsWith("step 1: shard 4 of 4: "), error.getMessage());
    }

    @Test
    void anUpdateThatTakesTooLongNamesWhatIsMissing() {
        SparkShards shards = SparkShards.of(spark, () -> ShardWorker.of(trainer(), number -> {
            try {
                Thread.sleep(10 * SHORT.toMillis());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return batch(number);
        })).withLimit(SHORT);
        UncheckedIOException error = assertThrows(UncheckedIOException.class, () -> trainedBy(shards));
        assertTrue(error.getMessage().startsWith("step 1: after 2 s the sums of shards 1, 2, 3, 4 are missing; "),
                error.getMessage());
    }

    @Test
    void aWorkerThatCannotBeMadeSaysWhy() {
        SparkShards shards = SparkShards.of(spark, () -> {
            throw new IOException("no such folder: digits");
        });
        UncheckedIOException error = assertThrows(UncheckedIOException.class, () -> trainedBy(shards));
        assertEquals("a task failed on the executors: no such folder: digits", error.getMessage());
    }

    @Test
    void otherMachinesAreRefusedUnlessAllowed() {
        Machine here = Machine.here();
        WorkerFactory factory = () -> ShardWorker.of(trainer(), SparkShardsTest::batch);
        Machine other = new Machine(here.version(), !here.blas(), here.product(), "another kernel");
        UncheckedIOException error = assertThrows(UncheckedIOException.class,
                () -> trainedBy(SparkShards.of(spark, factory, other)));
        assertEquals("executor driver would give other bits than the driver. Driver: another kernel. Executor: "
                + here.description() + ". Use the same version of Easel, and either BLAS or fused multiply-add, on all"
                + " machines, or allow mixed machines.", error.getMessage());
        assertEquals(3, trainedBy(SparkShards.of(spark, factory, other).withMixedMachines(true)).stepsDone());
        assertTrue(here.givesTheBitsOf(new Machine(here.version(), here.blas(), here.product(), "Java 25")));
        assertTrue(!here.givesTheBitsOf(new Machine("0.1.0", here.blas(), here.product(), "")));
        assertTrue(!here.givesTheBitsOf(new Machine(here.version(), here.blas(), here.product() + 1, "")));
    }

    @Test
    void impossibleOptionsAreRefused() {
        SparkShards shards = SparkShards.of(spark, () -> ShardWorker.of(trainer(), SparkShardsTest::batch));
        assertEquals("shards per task: expected a power of two, found 3",
                assertThrows(IllegalArgumentException.class, () -> shards.withShardsPerTask(3)).getMessage());
        assertEquals("the limit of an update must be positive, found PT0S",
                assertThrows(IllegalArgumentException.class, () -> shards.withLimit(Duration.ZERO)).getMessage());
    }
}
