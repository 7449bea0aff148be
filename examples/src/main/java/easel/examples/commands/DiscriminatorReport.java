package easel.examples.commands;

import easel.core.Shape;
import easel.core.Tensor;
import easel.datasets.ImageSource;
import easel.gan.AdversarialLoss;
import easel.gan.Checkpoint;
import easel.gan.ClassLabels;
import easel.layers.Predictor;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** The shares of real and of generated images that the discriminator of a checkpoint classifies as real. */
final class DiscriminatorReport {
    private final GeneratorOptions options;
    private final ModelFile file;
    private final Generator generator;

    DiscriminatorReport(GeneratorOptions options, ModelFile file, Generator generator) {
        this.options = options;
        this.file = file;
        this.generator = generator;
    }

    /**
     * A sentence with both shares; empty without a discriminator of single images.
     *
     * @param generated images with labels one after the other if there are classes, (N, H·W·C). Not modified
     * @param source of the real images, with labels if there are classes
     * @param indices of N real images
     */
    Optional<String> sentence(Tensor generated, ImageSource source, int[] indices) throws IOException {
        if (!file.isCheckpoint()) {
            return Optional.empty();
        }
        Predictor discriminator = Predictor.of(file.network(ModelFile.DISCRIMINATOR));
        int n = indices.length;
        Tensor real = source.images(indices, generator.scaling());
        if (generator.classes() > 0) {
            real = labeled(real, IntStream.of(indices).map(source::label).toArray());
            generated = labeled(generated, generator.labels(n, 1));
        }
        if (discriminator.input().size() != real.size() / n) {                                        // packed images
            options.note(file, "has a discriminator of " + discriminator.input() + " and not of single images; its"
                    + " accuracy is not computed");
            return Optional.empty();
        }
        Optional<AdversarialLoss> loss = Checkpoint.loss(file.state());
        if (loss.isEmpty()) {
            options.note(file, "was trained with a loss of an application; a positive logit counts as real");
        }
        return Optional.of(String.format(Locale.ROOT, "the discriminator takes %.1f %% of the real and %.1f %% of the"
                + " generated images for real", percentReal(discriminator, real, loss),
                percentReal(discriminator, generated, loss)));
    }

    /** Images in the generator's shape, joined with their labels. */
    private Tensor labeled(Tensor images, int[] labels) {
        Shape output = generator.network().output();
        return ClassLabels.join(images.reshaped(output.batch(labels.length)), labels, generator.classes());
    }

    private static double percentReal(Predictor discriminator, Tensor images, Optional<AdversarialLoss> loss) {
        int n = images.shape().axis(0);
        Tensor logits = discriminator.predict(images.reshaped(discriminator.input().batch(n)));          // (N, 1)
        int positive = 0;
        for (float logit : logits.array()) {
            positive += loss.map(known -> known.towardsReal(logit)).orElse(logit) > 0 ? 1 : 0;
        }
        return 100.0 * positive / n;
    }
}
