package easel.benchmarks;

import easel.core.RandomStream;
import easel.core.Shape;
import easel.core.Tensor;
import easel.gan.DenseNetworks;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Question: how long is one training step? The step is the one that other libraries are timed on: fakes from G in
 * training mode, a D update on real and fake (vanilla: two updates), then a G update through D on fresh points; one
 * fixed real batch. The median is the row p0.50.
 *
 * <p>Command: {@code mvn -q -pl benchmarks -am compile exec:exec@jmh -Djmh.args="TrainingStep"}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class TrainingStepBenchmark {
    /** The program: vanilla-mnist at batch 32, small-mnist at batch 128. */
    @Param({"vanilla", "small"})
    public String program;

    private GanTrainer trainer;
    private Tensor real;

    /** For the benchmark runner. */
    public TrainingStepBenchmark() {}

    /** Builds the networks and draws the real batch. */
    @Setup
    public void build() {
        RandomStream random = RandomStream.of(1);
        boolean vanilla = program.equals("vanilla");
        Shape image = vanilla ? Shape.of(784) : Shape.of(28, 28, 1);
        Sequential generator = vanilla
                ? DenseNetworks.vanillaGenerator(100, image, random)
                : DenseNetworks.smallGenerator(100, image, random);
        Sequential discriminator = vanilla
                ? DenseNetworks.vanillaDiscriminator(image, 0, random)
                : DenseNetworks.smallDiscriminator(image, random);
        int batch = vanilla ? 32 : 128;
        real = Tensor.zeros(image.batch(batch));
        random.fillUniform(real.array(), -1, 1);
        trainer = new GanTrainer(generator, discriminator,
                Adam.withLearningRate(2e-4f).beta1(0.5f), Adam.withLearningRate(2e-4f).beta1(0.5f),
                GanSettings.of(vanilla ? GanSchedule.SEPARATE : GanSchedule.JOINED, LatentSpace.normal(100), batch));
    }

    /**
     * One step.
     *
     * @return what it measured, so that nothing is optimised away
     */
    @Benchmark
    public GanStep step() {
        return trainer.step(draw -> real);
    }
}
