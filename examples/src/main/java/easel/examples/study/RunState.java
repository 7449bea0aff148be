package easel.examples.study;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.datasets.ImageSource;
import easel.datasets.Scaling;
import easel.gan.AdversarialLoss;
import easel.gan.Checkpoint;
import easel.gan.ClassLabels;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The checkpoint of a GAN program, as the page shows it.
 *
 * @param step the number of completed steps
 * @param program the name of the program; empty if the checkpoint has none
 * @param game its networks
 * @param latent the distribution of its latent points
 * @param example the shape of one example
 */
record RunState(long step, String program, Game game, LatentSpace latent, Shape example) {
    /** Reads a checkpoint; an IllegalArgumentException says why a state cannot be shown. */
    static RunState of(State state) {
        LatentSpace latent = Checkpoint.latentSpace(state).orElseThrow(() -> new IllegalArgumentException(
                "it is no checkpoint of a GAN; expected the run of a program such as easel train vanilla-mnist"));
        Sequential g = Models.network(Checkpoint.generator(state));
        Sequential d = Models.network(state.within("discriminator"));
        AdversarialLoss loss = Checkpoint.loss(state).orElse(AdversarialLoss.nonSaturating(LabelPolicy.standard()));
        Game game = new Game(new StudyNetworks(g, d), loss.separateTerms()
                .orElse(AdversarialLoss.nonSaturating(LabelPolicy.standard())), (int) state.count("settings.packing"),
                Checkpoint.classes(state), hasSigmoid(g) ? Scaling.ZERO_TO_ONE : Scaling.MINUS_ONE_TO_ONE);
        return new RunState(state.count("step"), state.strings().getOrDefault("run.program", ""), game, latent,
                g.output());
    }

    private static boolean hasSigmoid(Sequential g) {
        return g.layers().stream().anyMatch(Sigmoid.class::isInstance);
    }

    /** The view of all steps of the run; {@code images} are its training images, if they are known and fit. */
    View view(long seed, Optional<? extends ImageSource> images) {
        int n = View.IMAGES * game.packing();
        int[] labels = labels(n);
        Optional<Tensor> real = images.map(set -> set.images(spaced(set, n), game.range()).reshaped(example.batch(n)));
        int[] realLabels = images.filter(set -> game.classes() > 0)
                .map(set -> IntStream.of(spaced(set, n)).map(set::label).toArray()).orElse(labels);
        return new View(latent.sample(n, RandomStream.of(seed).stream("study: shown noise")), labels, real, realLabels,
                example.size() == 2, latent.text().startsWith("NORMAL"));
    }

    /** Real examples (n, …) that are drawn from the training images, joined with their labels if there are classes. */
    Tensor real(ImageSource images, int n, RandomStream random) {
        int[] drawn = IntStream.generate(() -> random.nextInt(images.size())).limit(n).toArray();
        Tensor examples = images.images(drawn, game.range()).reshaped(example.batch(n));
        return game.classes() == 0 ? examples
                : ClassLabels.join(examples, IntStream.of(drawn).map(images::label).toArray(), game.classes());
    }

    private int[] labels(int n) {
        return IntStream.range(0, n).map(i -> game.classes() == 0 ? 0 : i * game.classes() / n).toArray();
    }

    /** n evenly spaced indices, because a folder is ordered by class. */
    private static int[] spaced(ImageSource images, int n) {
        return IntStream.range(0, n).map(i -> (int) ((long) i * images.size() / n)).toArray();
    }
}
