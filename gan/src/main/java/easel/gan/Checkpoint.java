package easel.gan;

import easel.core.state.State;
import easel.layers.Layer;
import easel.layers.Models;
import easel.optim.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a trainer's checkpoint: step, settings, both networks, the average of the generator's weights, both
 * optimizers and the schedule's state. {@link GanTrainer#state} makes a checkpoint. The public methods here read its
 * settings and select its generator.
 */
public final class Checkpoint {
    /** Increase the number when names or meanings of the contents change. */
    private static final String FORMAT = "easel GAN 1";
    private static final String AVERAGED_GENERATOR = "averaged_generator";
    private static final String CLASSES = "settings.classes";
    /**
     * Settings that checkpoints of 0.1.0 do not have, and the values that it used. If only one of them is missing, the
     * checkpoint is damaged.
     */
    private static final Map<String, String> LATER_SETTINGS = Map.of(
            "settings.regularization", Regularization.none().toString(),
            "settings.packing", "1",
            "settings.average_half_life", "0",
            CLASSES, "0",
            "settings.shards", "1");

    private final Layer generator;
    private final Layer discriminator;
    private final Optional<Layer> averagedGenerator;
    private final Optimizer generatorOptimizer;
    private final Optimizer discriminatorOptimizer;
    private final GanSettings settings;

    Checkpoint(Layer generator, Layer discriminator, Optional<Layer> averagedGenerator, Optimizer generatorOptimizer,
            Optimizer discriminatorOptimizer, GanSettings settings) {
        this.generator = generator;
        this.discriminator = discriminator;
        this.averagedGenerator = averagedGenerator;
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
     * Returns the number of classes of a training run. The generator of a conditional GAN reads latent points with
     * labels; see {@link ClassLabels#join}.
     *
     * @param checkpoint any state. Not modified
     * @return {@link GanSettings#classes}; 0 if the state has none, such as the state of a single network
     * @throws IllegalArgumentException if the text in the state is not a number
     */
    public static int classes(State checkpoint) {
        return checkpoint.strings().containsKey(CLASSES)
                ? (int) Math.min(Integer.MAX_VALUE, checkpoint.count(CLASSES)) : 0;
    }

    /**
     * Returns the loss of a training run.
     *
     * @param checkpoint any state. Not modified
     * @return the loss; empty if the state has none, such as the state of a single network, or if the loss is an
     *     application's own class
     * @throws IllegalArgumentException if the text in the state is an {@link AdversarialLoss.CrossEntropy} with invalid
     *     labels
     */
    public static Optional<AdversarialLoss> loss(State checkpoint) {
        return Optional.ofNullable(checkpoint.strings().get("settings.loss")).flatMap(AdversarialLoss::parse);
    }

    /**
     * Selects the generator for samples in the checkpoint of a training run: the average of the trained generator's
     * weights if there is one, and the trained generator otherwise. {@link Models#network} builds it.
     *
     * @param checkpoint from {@link GanTrainer#state}. Not modified
     * @return the state of one network; empty if the state has no generator
     */
    public static State generator(State checkpoint) {
        State averaged = checkpoint.within(AVERAGED_GENERATOR);
        return averaged.strings().isEmpty() ? checkpoint.within("generator") : averaged;
    }

    State state(long step) {
        State state = State.builder().string("checkpoint", FORMAT).string("step", Long.toString(step)).build()
                .plus(settings.state().under("settings"))
                .plus(settings.schedule().state().under("schedule"))
                .plus(Models.state(generator).under("generator"))
                .plus(Models.state(discriminator).under("discriminator"))
                .plus(generatorOptimizer.state(generator.tensors()).under("generator_optimizer"))
                .plus(discriminatorOptimizer.state(discriminator.tensors()).under("discriminator_optimizer"));
        return averagedGenerator.isEmpty() ? state
                : state.plus(Models.state(averagedGenerator.get()).under(AVERAGED_GENERATOR));
    }

    /** Restores networks, optimizers and schedule, or throws and changes none. Returns the number of steps. */
    long restore(State checkpoint) {
        checkpoint.requireStrings(Map.of("checkpoint", FORMAT));
        State before = state(0);
        List<String> faults = new ArrayList<>();
        attempt("generator: ", faults, () -> Models.checkValues(checkpoint.within("generator")));
        attempt("discriminator: ", faults, () -> Models.checkValues(checkpoint.within("discriminator")));
        attempt("averaged generator: ", faults, () -> Models.checkValues(checkpoint.within(AVERAGED_GENERATOR)));
        apply(checkpoint, before.strings(), faults);
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
        if (Collections.disjoint(checkpoint.strings().keySet(), LATER_SETTINGS.keySet())) {
            LATER_SETTINGS.forEach(fixed::remove);
        }
        attempt("", faults, () -> checkpoint.requireStrings(fixed));
        attempt("generator: ", faults, () -> checkpoint.within("generator").copyTo(generator.tensors()));
        attempt("discriminator: ", faults, () -> checkpoint.within("discriminator").copyTo(discriminator.tensors()));
        averagedGenerator.ifPresent(average -> attempt("averaged generator: ", faults,
                () -> checkpoint.within(AVERAGED_GENERATOR).copyTo(average.tensors())));
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
