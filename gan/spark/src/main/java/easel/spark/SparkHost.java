package easel.spark;

import easel.core.Tensor;
import easel.examples.run.TrainingHost;
import easel.gan.GanListener;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaSparkContext;

/** Lets the executors compute the shards of a program's training, and prints how the time of a step is spent. */
final class SparkHost implements TrainingHost {
    private final JavaSparkContext spark;
    private final UnaryOperator<String> remote;
    private final UnaryOperator<SparkShards> options;
    private Consumer<String> lines = line -> { };

    /**
     * A host for one training.
     *
     * @param remote maps an argument of the program to that of an executor
     * @param options sets the limit and so on
     */
    SparkHost(JavaSparkContext spark, UnaryOperator<String> remote, UnaryOperator<SparkShards> options) {
        this.spark = spark;
        this.remote = remote;
        this.options = options;
    }

    @Override
    public void begin(List<String> program, GanTrainer trainer, LongFunction<Tensor> real) {
        if (trainer.settings().shards() == 1) {
            throw new IllegalArgumentException("--shards 1 leaves nothing to distribute: give --shards with at least"
                    + " the number of executors");
        }
        SparkShards shards = options.apply(SparkShards.of(spark,
                new ProgramWorkers(program.stream().map(remote).toList()))).withReport(line -> lines.accept(line));
        trainer.computeShardsBy(shards);
        trainer.listen(new GanListener() {
            private long done;
            private long reported;

            @Override
            public void onStep(GanStep step) {
                done++;
                if (Long.toString(done).matches("[125]0+")) {
                    lines.accept("step " + step.step() + ": " + shards.timesPerStep(done - reported));
                    reported = done;
                }
            }
        });
    }

    @Override
    public void started(Consumer<String> print) {
        lines = print;
    }
}
