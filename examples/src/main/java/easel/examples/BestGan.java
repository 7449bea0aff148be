package easel.examples;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.ImageGrid;
import easel.datasets.LabeledImages;
import easel.examples.run.OptionTypes;
import easel.examples.run.ResumableGan;
import easel.examples.run.Run;
import easel.examples.run.RunOptions;
import easel.examples.run.ShardOption;
import easel.gan.GanListener;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.layers.Sequential;
import easel.layers.Summary;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The training of {@link BestMnist} and {@link BestFashion}: {@link Recipe#BEST} on a data set. */
abstract class BestGan implements Callable<Integer> {

    @Option(names = "--steps", paramLabel = "N", defaultValue = "36000", converter = OptionTypes.AtLeastOne.class,
            description = "Training steps. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--decay-until", paramLabel = "N", defaultValue = "36000",
            converter = OptionTypes.AtLeastOne.class,
            description = "The learning rate falls until step N. Give a shorter training the number of its steps."
                + " Default: ${DEFAULT-VALUE}.")
    private int decayUntil;

    @Option(names = "--every", paramLabel = "N", defaultValue = "1000", converter = OptionTypes.AtLeastOne.class,
            description = "Steps between pictures. Default: ${DEFAULT-VALUE}.")
    private int every;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "64", converter = OptionTypes.AtLeastOne.class,
            description = "Real images per step, and equally many fake images. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.002",
            converter = OptionTypes.AboveZero.class,
            description = "Learning rate of Adam, for both networks; a twentieth of it from step --decay-until on."
                + " Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Mixin
    private ShardOption shards;

    @Mixin
    private RunOptions options;

    @Spec
    CommandSpec spec;

    /** The training images, (28, 28, 1). */
    abstract LabeledImages images() throws IOException;

    @Override
    public Integer call() throws IOException {
        RandomStream random = RandomStream.of(options.seed());
        LabeledImages images = images();
        options.requireBatch(batch, images.size());
        Recipe recipe = Recipe.BEST.withBatch(batch).withLearningRate(learningRate);
        Sequential generator = recipe.newGenerator(random);                           // (N, 74) to (N, 28, 28, 1)
        Sequential discriminator = recipe.newDiscriminator(random);                   // (N, 28, 28, 11) to (N, 1)
        GanTrainer trainer = recipe.trainer(options.profile().watch("Generator", generator),
                options.profile().watch("Discriminator", discriminator),
                shards.cut(recipe.settings(options.seed())), decayUntil)
                .sampleEvery(every, recipe.samples());
        LongFunction<Tensor> real = recipe.batches(images, random);                   // (N, 28, 28, 11)
        ImageGrid grid = recipe.grid();

        try (Run run = Run.start(spec.name(), options, new ResumableGan(trainer, real), images, steps, batch, spec)) {
            run.print("%s%n%s", Summary.of("Generator", generator), Summary.of("Discriminator", discriminator));

            trainer.listen(new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    if (step.step() % every == 0 || step.step() == 1 || step.step() == steps) {
                        run.print("step %5d  d_loss %.4f  g_loss %.4f", step.step(), step.discriminatorLoss(),
                                step.generatorLoss());
                    }
                }

                @Override
                public void onSample(long step, Tensor samples) {
                    run.frame(grid, samples, name(step));
                }
            });
            if (trainer.stepsDone() == 0) {
                run.frame(grid, trainer.samples(recipe.samples()), name(0));
            }
            run.train();
            run.frame(grid, trainer.samples(recipe.samples()), name(trainer.stepsDone()));
        }
        return 0;
    }

    private static String name(long step) {
        return String.format(Locale.ROOT, "step-%05d.png", step);
    }
}
