package easel.spark;

import easel.core.state.Safetensors;
import easel.gan.GanListener;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.ShardWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An application's own GAN, with spectral normalization and an average of G's weights, in one process or on Spark.
 *
 * <pre>SpectralGan MASTER|alone STEPS FOLDER</pre>
 */
final class SpectralGan {
    private SpectralGan() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[2]));
        GanTrainer trainer = SparkShardsTest.trainer();
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                append(folder.resolve("losses.csv"), step.step() + "," + step.discriminatorLoss() + "\n");
            }
        });
        if (args[0].equals("alone")) {
            trainer.train(Long.parseLong(args[1]), SparkShardsTest::batch);
        } else {
            try (JavaSparkContext spark = new JavaSparkContext(
                    new SparkConf().setMaster(args[0]).setAppName("spectral").set("spark.log.level", "WARN"))) {
                trainer.computeShardsBy(SparkShards.of(spark,
                        () -> ShardWorker.of(SparkShardsTest.trainer(), SparkShardsTest::batch)));
                trainer.train(Long.parseLong(args[1]), SparkShardsTest::batch);
            }
        }
        Safetensors.write(trainer.state(), folder.resolve("checkpoint.safetensors"));
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
