package easel.examples.study;

import easel.core.Tensor;
import easel.core.state.Description;
import java.util.Locale;
import java.util.Optional;

/** The products of one number of an operation of a loss. */
final class LossSums {
    private final Element element;
    private final boolean forward;

    private LossSums(Element element, boolean forward) {
        this.element = element;
        this.forward = forward;
    }

    /** Empty for an operation of another kind, or with constants that are not known; see {@link LossConstants}. */
    static Optional<Sum> of(Element element, boolean forward) {
        LossSums sums = new LossSums(element, forward);
        Optional<Description> constants = element.operation().settings();
        return switch (element.operation().kind()) {
            case "binaryCrossEntropyWithLogits" -> constants.map(c -> c.number("target"))
                    .map(target -> forward ? sums.crossEntropy(target) : sums.crossEntropyGradient(target));
            case "meanSquaredError" -> Optional.of(forward ? sums.squares() : sums.squaresGradient());
            case "mean" -> Optional.of(forward ? sums.mean() : sums.meanGradient());
            case "scale" -> constants.map(c -> sums.times(c.number("factor"), "the factor"));
            case "negate" -> Optional.of(sums.times(-1, "−1"));
            case "relu" -> Optional.of(sums.relu());
            case "addScalar" -> constants.map(c -> sums.plus(c.number("summand")));
            default -> Optional.empty();
        };
    }

    private Sum crossEntropy(double target) {
        Tensor z = element.tensor("x");
        int n = z.size();
        Sum sum = element.sum("loss = Σₙ 1/%d · (ln(1 + exp zₙ) − t · zₙ), with the target t = %s", n,
                Float.toString((float) target));
        for (int i = 0; i < n; i++) {
            double logit = z.array()[i];
            sum.add("1/" + n, 1.0 / n, String.format(Locale.ROOT, "loss of z[%d] = %.4f", i, logit),
                    Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit))));
        }
        return sum;
    }

    private Sum crossEntropyGradient(double target) {
        int n = element.tensor("x").size();
        double share = element.tensor("dy").item() / n;
        int i = element.index();
        Sum sum = element.sum("dz[%d] = dy / %d · (sigmoid z[%1$d] − t), with the target t = %s", i, n,
                Float.toString((float) target));
        sum.add("dy / " + n, share, "sigmoid z[" + i + "] − t", 1 / (1 + Math.exp(-element.at("x"))) - target);
        sum.rounding(2 * Sum.UNIT * Math.abs(share));      // sigmoid − t has the rounding of numbers up to 1
        return sum;
    }

    private Sum squares() {
        Tensor x = element.tensor("x");
        Tensor target = element.tensor("x2");
        int n = x.size();
        Sum sum = element.sum("y = Σₙ 1/%d · (x[n] − x2[n])², with the targets x2", n);
        for (int i = 0; i < n; i++) {
            double difference = (double) x.array()[i] - target.array()[i];
            sum.add("1/" + n, 1.0 / n, "(x[" + i + "] − x2[" + i + "])²", difference * difference);
        }
        return sum;
    }

    private Sum squaresGradient() {
        int n = element.tensor("x").size();
        int i = element.index();
        double dy = element.tensor("dy").item();
        double sign = element.name().equals("dx") ? 1 : -1;
        Sum sum = element.sum("%s[%d] = " + (sign > 0 ? "" : "−") + "2 · dy / %d · (x[%2$d] − x2[%2$d])",
                element.name(), i, n);
        sum.add((sign > 0 ? "" : "−") + "2 · dy / " + n, sign * 2 * dy / n, "x[" + i + "] − x2[" + i + "]",
                (double) element.at("x") - element.at("x2"));
        return sum;
    }

    private Sum mean() {
        Tensor x = element.tensor("x");
        int n = x.size();
        Sum sum = element.sum("y = Σₙ 1/%d · x[n]", n);
        for (int i = 0; i < n; i++) {
            sum.add("1/" + n, 1.0 / n, "x[" + i + "]", x.array()[i]);
        }
        return sum;
    }

    private Sum meanGradient() {
        int n = element.tensor("x").size();
        Sum sum = element.sum("dx[%d] = dy / %d", element.index(), n);
        sum.add("dy", element.tensor("dy").item(), "1/" + n, 1.0 / n);
        return sum;
    }

    private String from() {
        return forward ? "x" : "dy";
    }

    private Sum times(double factor, String name) {
        Sum sum = element.sum("%s = %s · " + Float.toString((float) factor), element.text(element.name()),
                element.text(from()));
        sum.add(element.text(from()), element.at(from()), name, factor);
        return sum;
    }

    private Sum relu() {
        boolean positive = element.at("x") > 0;
        Sum sum = element.sum("%s = %s · (1 if x > 0, else 0)", element.text(element.name()), element.text(from()));
        sum.add(element.text(from()), element.at(from()), positive ? "1, because x > 0" : "0, because x ≤ 0",
                positive ? 1 : 0);
        return sum;
    }

    /** The summand is a constant, so its gradient is that of x. */
    private Sum plus(double summand) {
        Sum sum = element.sum("%s = %s" + (forward ? " + " + Float.toString((float) summand) : ""),
                element.text(element.name()), element.text(from()));
        sum.add(element.text(from()), element.at(from()), "1", 1);
        if (forward) {
            sum.bias(summand);
        }
        return sum;
    }
}
