package easel.examples.study;

import easel.core.state.Description;
import java.util.Optional;

/** The products of one number after an update: of a parameter, or of a running mean of the optimizer. */
final class UpdateSums {
    private final Element element;
    private final Description settings;
    /** The parameter, such as W. */
    private final String parameter;
    private final String at;

    private UpdateSums(Element element) {
        this.element = element;
        this.settings = element.operation().settings().orElseThrow();
        String name = element.name().replace(" new", "");
        this.parameter = name.endsWith(")") ? name.substring(2, name.length() - 1) : name;
        this.at = element.text("").strip();
    }

    /** Empty for an optimizer of an application. */
    static Optional<Sum> of(Element element) {
        UpdateSums sums = new UpdateSums(element);
        return element.name().contains("(") ? Optional.of(sums.mean()) : sums.update();
    }

    private double before(String name) {
        return element.at(name);
    }

    private double after(String mean) {
        return element.at(mean + "(" + parameter + ") new");
    }

    private double gradient() {
        return element.at("d" + parameter);
    }

    private String g() {
        return "d" + parameter + at;
    }

    private Optional<Sum> update() {
        double rate = settings.type().equals("frozen") ? 0 : settings.number("rate");
        return switch (settings.type()) {
            case "frozen" -> Optional.of(unchanged());
            case "Adam" -> Optional.of(adam(rate, "θ − η · m̂ / (√v̂ + ε)"));
            case "AdamW" -> Optional.of(adamW(rate));
            case "RmsProp" -> Optional.of(changed("θ − η · g / (√s + ε)", "g / (√s + ε)",
                    gradient() / (Math.sqrt(after("s")) + settings.number("epsilon")), rate));
            case "Sgd" -> Optional.of(sgd(rate));
            default -> Optional.empty();
        };
    }

    private Sum unchanged() {
        Sum sum = element.sum(parameter + " new" + at + " = " + parameter + at + ", because D is not updated");
        sum.bias(before(parameter));
        return sum;
    }

    private Sum changed(String formula, String direction, double value, double rate) {
        Sum sum = element.sum(parameter + " new" + at + " = " + formula + " with θ = " + parameter + at + ", g = "
                + g() + ", η = " + (float) rate);
        sum.add("−η", -rate, direction, value);
        sum.bias(before(parameter));
        return sum;
    }

    /** m̂ and v̂ are the new means, divided by 1 − βᵗ, where t counts the updates of this parameter. */
    private Sum adam(double rate, String formula) {
        long t = settings.integer("t");
        double m = after("m") / (1 - Math.pow(settings.number("beta1"), t));
        double v = after("v") / (1 - Math.pow(settings.number("beta2"), t));
        return changed(formula + ", t = " + t, "m̂ / (√v̂ + ε)", m / (Math.sqrt(v) + settings.number("epsilon")), rate);
    }

    private Sum adamW(double rate) {
        Sum sum = adam(rate, "θ − η · m̂ / (√v̂ + ε) − η · λ · θ");
        sum.add("−η · λ", -rate * settings.number("weightDecay"), parameter + at, before(parameter));
        return sum;
    }

    private Sum sgd(double rate) {
        double momentum = settings.number("momentum");
        if (momentum == 0) {
            return changed("θ − η · g", g(), gradient(), rate);
        }
        return settings.flag("nesterov")
                ? changed("θ − η · (g + μ · v new)", "g + μ · v new", gradient() + momentum * after("v"), rate)
                : changed("θ − η · v new", "v new", after("v"), rate);
    }

    /** A running mean of gradients or of their squares, or the velocity of momentum. */
    private Sum mean() {
        String old = element.name().replace(" new", "");
        double g = gradient();
        boolean velocity = settings.type().equals("Sgd");
        boolean squares = old.startsWith("s") || old.startsWith("v") && !velocity;
        String decay = velocity ? "momentum" : settings.type().equals("RmsProp") ? "rho" : squares ? "beta2" : "beta1";
        float rate = settings.number(decay);
        Sum sum = element.sum(old + " new" + at + " = " + decay + " · " + old + at + " + "
                + (velocity ? "g" : "(1 − " + decay + ") · g" + (squares ? "²" : "")) + " with g = " + g());
        sum.add(decay, rate, old + at, before(old));
        sum.add(velocity ? "1" : "1 − " + decay, velocity ? 1 : 1 - rate, squares ? g() + "²" : g(),
                squares ? g * g : g);
        sum.rounding(squares ? 2 * Float.MIN_NORMAL : 2e-30);      // the optimizers set smaller means to zero
        return sum;
    }
}
