package easel.gan;

import easel.core.state.State;
import easel.layers.Layer;
import easel.layers.Models;
import easel.optim.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a trainer's checkpoint: step, settings, both networks, both optimizers and the schedule's state.
 * {@link GanTrainer#state} makes a checkpoint. The public methods here read its settings.
 */
public final class Checkpoint {
    /** Increase the number when names or meanings of the contents change. */
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
     * Returns the latent space of a training run.
     *
     * @param checkpoint any state. Not modified
     * @return the latent space, or empty if the state has none, such as the state of a single network
     * @throws IllegalArgumentException if the text in the state does not describe a valid latent space, or describes an
     *     application's own space that is not registered; see {@link LatentSpace#register}
     */
    public static Optional<LatentSpace> latentSpace(State checkpoint) {
        return latentText(checkpoint).map(LatentSpace::parse);
    }

    /**
     * Returns the text of the latent space of a training run, which need not be registered.
     *
     * @param checkpoint any state. Not modified
     * @return {@link LatentSpace#text}, or empty if the state has none, such as the state of a single network
     */
    public static Optional<String> latentText(State checkpoint) {
        return Optional.ofNullable(checkpoint.strings().get("settings.latent"));
    }

    /**
     * Returns the loss of a training run.
     *
     * @param checkpoint any state. Not modified
     * @return the loss; empty if the state has none, such as the state of a single network, or if the loss is an
     *     application's own class
     * @throws IllegalArgumentException if the text in the state is an {@link AdversarialLoss.CrossEntropy} with
     *     invalid labels
     */
    public static Optional<AdversarialLoss> loss(State checkpoint) {
        return Optional.ofNullable(checkpoint.strings().get("settings.loss")).flatMap(AdversarialLoss::parse);
    }

    State state(long step) {
        return State.builder().string("checkpoint", FORMAT).string("step", Long.toString(step)).build()
                .plus(settings.state().under("settings"))
                .plus(settings.schedule().state().under("schedule"))
                .plus(Models.state(generator).under("generator"))
                .plus(Models.state(discriminator).under("discriminator"))
                .plus(generatorOptimizer.state(generator.tensors()).under("generator_optimizer"))
                .plus(discriminatorOptimizer.state(discriminator.tensors()).under("discriminator_optimizer"));
    }

    /** Restores networks, optimizers and schedule, or throws and changes none. Returns the number of steps. */
    long restore(State checkpoint) {
        checkpoint.requireStrings(Map.of("checkpoint", FORMAT));
        State before = state(0);
        List<String> faults = new ArrayList<>();
        attempt("generator: ", faults, () -> Models.checkValues(checkpoint.within("generator")));
        attempt("discriminator: ", faults, () -> Models.checkValues(checkpoint.within("discriminator")));
        apply(checkpoint, before.strings(), faults);
        checkpoint.strings().forEach((name, text) -> {
            if (name.startsWith("settings.") && !before.strings().containsKey(name)) {
                faults.add(name + " is " + text + "; this training run does not have this setting");
            }
        });
        attempt("", faults, () -> checkpoint.count("step"));
        if (!faults.isEmpty()) {
            apply(before, Map.of(), new ArrayList<>());
            throw new IllegalArgumentException("the checkpoint does not fit this training: "
                    + String.join("; ", faults));
        }
        return checkpoint.count("step");
    }

    /** Restores every part that fits. Adds a message to {@code faults} for each part that does not. */
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
        attempt("schedule: ", faults, () -> settings.schedule().restore(checkpoint.within("schedule")));
    }

    private static void attempt(String part, List<String> faults, Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            faults.add(part + e.getMessage());
        }
    }
}
