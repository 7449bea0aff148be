package easel.examples.study;

import easel.core.state.Description;
import easel.optim.Adam;
import easel.optim.AdamW;
import easel.optim.Optimizer;
import easel.optim.RmsProp;
import easel.optim.Sgd;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of an optimizer, as checkpoints save it. */
final class OptimizerText {
    /** The names of the settings in the text, and in a description. */
    private static final Map<String, String> NUMBERS = Map.of("beta1", "beta1", "beta2", "beta2", "epsilon", "epsilon",
            "rho", "rho", "momentum", "momentum", "weight decay", "weightDecay");
    private static final Pattern NUMBER = Pattern.compile(", (beta1|beta2|epsilon|rho|momentum|weight decay) ([^,]+)");

    private OptimizerText() {}

    /** The kind, such as Adam, and the settings; {@code rate} is the learning rate of the next update. */
    static Description parse(String text, double rate) {
        int comma = text.indexOf(',');
        Description description = Description.of(comma < 0 ? text : text.substring(0, comma))
                .with("rate", (float) rate).with("nesterov", text.endsWith(", Nesterov"));
        Matcher numbers = NUMBER.matcher(text);
        while (numbers.find()) {
            description = description.with(NUMBERS.get(numbers.group(1)), Float.parseFloat(numbers.group(2)));
        }
        return description;
    }

    /** A new optimizer with these settings and a constant learning rate; empty for an application's own kind. */
    static Optional<Optimizer> create(Description settings) {
        double rate = settings.number("rate");
        return Optional.ofNullable(switch (settings.type()) {
            case "Adam" -> Adam.withLearningRate(rate).withBeta1(settings.number("beta1"))
                    .withBeta2(settings.number("beta2")).withEpsilon(settings.number("epsilon"));
            case "AdamW" -> AdamW.withLearningRate(rate).withBeta1(settings.number("beta1"))
                    .withBeta2(settings.number("beta2")).withEpsilon(settings.number("epsilon"))
                    .withWeightDecay(settings.number("weightDecay"));
            case "RmsProp" -> RmsProp.withLearningRate(rate).withRho(settings.number("rho"))
                    .withEpsilon(settings.number("epsilon"));
            case "Sgd" -> Sgd.withLearningRate(rate).withMomentum(settings.number("momentum"))
                    .withNesterov(settings.flag("nesterov"));
            default -> null;
        });
    }
}
