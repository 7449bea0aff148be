package easel.examples.study;

import easel.core.state.Description;
import easel.gan.AdversarialLoss;
import easel.gan.LabelPolicy;
import java.util.Optional;

/** The constants in the operations of a loss, which no recorded tensor has. */
final class LossConstants {
    private LossConstants() {}

    /** The constants of an operation in one term of a loss; empty if it has none, or if they are random numbers. */
    static Optional<Description> of(String operation, AdversarialLoss loss, WatchedLoss.Term term) {
        return switch (operation) {
            case "binaryCrossEntropyWithLogits" -> loss instanceof AdversarialLoss.CrossEntropy entropy
                    ? target(entropy, term).map(t -> Description.of(operation).with("target", t)) : Optional.empty();
            case "scale" -> isText(loss, AdversarialLoss.leastSquares())       // half of a squared distance
                    ? Optional.of(Description.of(operation).with("factor", 0.5f)) : Optional.empty();
            case "addScalar" -> isText(loss, AdversarialLoss.hinge())          // max(0, 1 ± logit)
                    ? Optional.of(Description.of(operation).with("summand", 1f)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean isText(AdversarialLoss loss, AdversarialLoss expected) {
        return loss.text().equals(expected.text());
    }

    /** The target label of all examples of a term; empty if the labels are random. */
    private static Optional<Float> target(AdversarialLoss.CrossEntropy loss, WatchedLoss.Term term) {
        LabelPolicy labels = loss.labels();
        float real = labels.inverted() ? 0 : 1;
        if (term == WatchedLoss.Term.GENERATOR) {
            return Optional.of(loss.saturating() ? 1 - real : real);
        }
        if (labels.noise() > 0 || labels.flips() > 0) {
            return Optional.empty();
        }
        return Optional.of(term == WatchedLoss.Term.FAKE ? 1 - real
                : real + (real == 1 ? -labels.smoothing() : labels.smoothing()));
    }
}
