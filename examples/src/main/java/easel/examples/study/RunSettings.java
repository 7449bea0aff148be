package easel.examples.study;

import easel.core.state.State;
import easel.gan.AdversarialLoss;
import easel.gan.Checkpoint;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GradientPenalty;
import easel.gan.LatentSpace;
import easel.gan.Regularization;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the settings of a training from its checkpoint, without the average of G's weights. */
final class RunSettings {
    private static final Pattern PENALTY = Pattern.compile("GradientPenalty\\[examples=([A-Z]+), target=([^,]+),"
            + " weight=([^,]+), interval=(\\d+)]");
    private static final Pattern OTHERS = Pattern.compile("weightClip=([^,]+), noise=([^,]+), noiseSteps=(\\d+)]$");

    private RunSettings() {}

    /** The settings, or an IllegalArgumentException whose message says why there are none. */
    static GanSettings of(State state) {
        LatentSpace latent = Checkpoint.latentSpace(state).orElseThrow();
        AdversarialLoss loss = Checkpoint.loss(state).orElseThrow(() -> unknown("loss", state, "settings.loss"));
        GanSchedule schedule = Stream.of(GanSchedule.values())
                .filter(each -> each.text().equals(text(state, "schedule"))).findFirst()
                .orElseThrow(() -> unknown("schedule", state, "settings.schedule"));
        if (!state.strings().getOrDefault("settings.shards", "1").equals("1")) {
            throw new IllegalArgumentException("its steps compute the batch in " + text(state, "shards") + " shards");
        }
        return new GanSettings(latent, number(state, "batch"), number(state, "generator_batch"), schedule,
                number(state, "discriminator_steps"), loss, flag(state, "inference_fakes"),
                flag(state, "inference_discriminator"), regularization(text(state, "regularization")),
                number(state, "packing"), 0, Checkpoint.classes(state), 1, Long.parseLong(text(state, "seed")));
    }

    private static IllegalArgumentException unknown(String what, State state, String name) {
        return new IllegalArgumentException("the " + what + " \"" + state.strings().get(name)
                + "\" is an application's own");
    }

    private static String text(State state, String name) {
        return Optional.ofNullable(state.strings().get("settings." + name)).orElseThrow(() ->
                new IllegalArgumentException("the checkpoint lacks the setting " + name));
    }

    private static int number(State state, String name) {
        return Integer.parseInt(text(state, name));
    }

    private static boolean flag(State state, String name) {
        return Boolean.parseBoolean(text(state, name));
    }

    /** The inverse of {@link Regularization#toString}. */
    private static Regularization regularization(String text) {
        Matcher others = OTHERS.matcher(text);
        if (!others.find()) {
            throw new IllegalArgumentException("the regularization " + text + " is not known");
        }
        Regularization all = Regularization.none().withWeightClip(Float.parseFloat(others.group(1)))
                .withNoise(Float.parseFloat(others.group(2)), Long.parseLong(others.group(3)));
        Matcher penalty = PENALTY.matcher(text);
        while (penalty.find()) {
            all = all.withPenalty(new GradientPenalty(GradientPenalty.Examples.valueOf(penalty.group(1)),
                    Float.parseFloat(penalty.group(2)), Float.parseFloat(penalty.group(3)),
                    Integer.parseInt(penalty.group(4))));
        }
        return all;
    }
}
