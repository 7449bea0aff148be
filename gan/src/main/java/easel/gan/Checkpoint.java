package easel.gan;

import easel.core.state.State;
import easel.gan.AdversarialLoss.CrossEntropy;
import easel.layers.Layer;
import easel.layers.Models;
import easel.optim.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a trainer's checkpoint: step, settings, both networks and both optimizers. {@link GanTrainer#state}
 * makes one; the methods here read its settings.
 */
public final class Checkpoint {
    /** To be increased when names or meanings change. */
    private static final String FORMAT = "easel GAN 1";

    private final Layer generator;
    private final Layer discriminator;
    private final Optimizer generatorOptimizer;
    private final Optimizer discriminatorOptimizer;
    private final GanSettings settings;

    Checkpoint(Layer generator, Layer discriminator, Optimizer generatorOptimizer, Optimizer discriminatorOptimizer,
            GanSettings settings) {
        this.generator = generator;
        this.discriminator = discriminator;
        this.generatorOptimizer = generatorOptimizer;
        this.discriminatorOptimizer = discriminatorOptimizer;
        this.settings = settings;
    }

    /**
     * The latent space of a training.
     *
     * @param checkpoint any state. Not modified
     * @return its latent space, or empty if the state has none, as that of a network alone
     * @throws IllegalArgumentException if the text is not that of a latent space
     */
    public static Optional<LatentSpace> latentSpace(State checkpoint) {
        return Optional.ofNullable(checkpoint.strings().get("settings.latent")).map(LatentSpace::parse);
    }

    /**
     * The loss of a training.
     *
     * @param checkpoint any state. Not modified
     * @return its loss, or empty if the state has none, as that of a network alone, or an application's own
     * @throws IllegalArgumentException if the text is that of a {@link CrossEntropy} with settings out of range
     */
    public static Optional<AdversarialLoss> loss(State checkpoint) {
        return Optional.ofNullable(checkpoint.strings().get("settings.loss")).flatMap(CrossEntropy::parse);
    }

    State state(long step) {
        return State.builder().string("checkpoint", FORMAT).string("step", Long.toString(step)).build()
                .plus(settings.state().under("settings"))
                .plus(Models.state(generator).under("generator"))
                .plus(Models.state(discriminator).under("discriminator"))
                .plus(generatorOptimizer.state(generator.tensors()).under("generator_optimizer"))
                .plus(discriminatorOptimizer.state(discriminator.tensors()).under("discriminator_optimizer"));
    }

    /** Restores networks and optimizers, all or none. Returns the number of steps done. */
    long restore(State checkpoint) {
        checkpoint.requireStrings(Map.of("checkpoint", FORMAT));
        State before = state(0);
        List<String> faults = new ArrayList<>();
        apply(checkpoint, before.strings(), faults);
        attempt("", faults, () -> checkpoint.count("step"));
        if (!faults.isEmpty()) {
            apply(before, Map.of(), new ArrayList<>());
            throw new IllegalArgumentException("the checkpoint does not fit this training: "
                    + String.join("; ", faults));
        }
        return checkpoint.count("step");
    }

    private void apply(State checkpoint, Map<String, String> current, List<String> faults) {
        Map<String, String> fixed = new LinkedHashMap<>(current);
        fixed.keySet().removeIf(name -> !name.matches("settings\\..*|.*\\.(architecture|format|library_version)"));
        attempt("", faults, () -> checkpoint.requireStrings(fixed));
        attempt("generator: ", faults, () -> checkpoint.within("generator").copyTo(generator.tensors()));
        attempt("discriminator: ", faults, () -> checkpoint.within("discriminator").copyTo(discriminator.tensors()));
        attempt("generator's optimizer: ", faults, () -> generatorOptimizer.restore(
                checkpoint.within("generator_optimizer"), generator.tensors()));
        attempt("discriminator's optimizer: ", faults, () -> discriminatorOptimizer.restore(
                checkpoint.within("discriminator_optimizer"), discriminator.tensors()));
    }

    private static void attempt(String part, List<String> faults, Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            faults.add(part + e.getMessage());
        }
    }
}
