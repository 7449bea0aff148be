package easel.gan;

import static easel.core.ops.Arithmetic.negate;
import static easel.layers.Losses.binaryCrossEntropyWithLogits;

import easel.core.Tape;
import easel.core.Tensor;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The losses of both networks, in three parts that the schedules combine. In the formulas, D is the probability of
 * "real": the sigmoid of the logit, or of the negative logit if labels are inverted.
 *
 * <p>Applications may implement this interface. A record whose components are the settings of the loss needs no other
 * code for checkpoints. Loading a checkpoint does not create a loss: a restored trainer uses the loss of its settings,
 * so a loss of an application need not be registered.
 */
public interface AdversarialLoss {
    /**
     * D's loss on real examples.
     *
     * @param logits (N, 1). Not modified
     * @param tape records the loss; its random stream supplies the label noise
     * @return (1)
     */
    Tensor real(Tensor logits, Tape tape);

    /**
     * D's loss on fake examples.
     *
     * @param logits (N, 1). Not modified
     * @param tape records the loss; its random stream supplies the label noise
     * @return (1)
     */
    Tensor fake(Tensor logits, Tape tape);

    /**
     * G's loss, from D's logits on generated examples.
     *
     * @param fakeLogits (N, 1). Not modified
     * @param tape records the loss
     * @return (1)
     */
    Tensor generator(Tensor fakeLogits, Tape tape);

    /**
     * Changes the sign of a logit, if necessary, so that a positive value means "real". Accuracies and probabilities in
     * reports use it; the training does not.
     *
     * @param logit one logit
     * @return the logit, which is the default, or its negative if labels are inverted
     */
    default float towardsReal(float logit) {
        return logit;
    }

    /**
     * The name of this loss and its settings. A checkpoint saves the text, and {@link GanTrainer#restore} refuses a
     * checkpoint with another text.
     *
     * @return by default the text of a record, and otherwise the name of the class. It must be the same in all
     *     processes
     */
    default String text() {
        return SettingText.of(this);
    }

    /**
     * Binary cross-entropy for D; G minimizes -ln D(G(z)), whose gradient stays large when D rejects the fakes.
     * Goodfellow and others, Generative Adversarial Nets, 2014, end of section 3.
     *
     * @param labels D's target labels
     * @return a loss
     */
    static AdversarialLoss nonSaturating(LabelPolicy labels) {
        return new CrossEntropy(labels, false);
    }

    /**
     * Binary cross-entropy for D; G minimizes ln(1 - D(G(z))), the original minimax game, whose gradient vanishes when
     * D rejects the fakes. Goodfellow and others, Generative Adversarial Nets, 2014, eq. 1.
     *
     * @param labels D's target labels
     * @return a loss
     */
    static AdversarialLoss minimax(LabelPolicy labels) {
        return new CrossEntropy(labels, true);
    }

    /**
     * Both networks' losses as binary cross-entropy.
     *
     * @param labels D's target labels
     * @param saturating whether G minimizes ln(1 - D) rather than -ln D
     */
    record CrossEntropy(LabelPolicy labels, boolean saturating) implements AdversarialLoss {
        private static final Pattern TEXT = Pattern.compile("CrossEntropy\\[labels=(.+), saturating=(true|false)]");

        /**
         * Refuses null.
         *
         * @param labels the labels of D's targets
         * @param saturating whether G minimizes D's success
         */
        public CrossEntropy {
            Objects.requireNonNull(labels, "labels");
        }

        /**
         * Parses the text of {@link #toString}, as saved in checkpoints.
         *
         * @param text the text of a loss
         * @return the loss with that text, or empty for any other text, such as that of an application's own loss
         * @throws IllegalArgumentException if the labels in the text are not a valid {@link LabelPolicy}
         */
        public static Optional<AdversarialLoss> parse(String text) {
            Matcher matcher = TEXT.matcher(text);
            return matcher.matches()
                    ? Optional.of(new CrossEntropy(LabelPolicy.parse(matcher.group(1)),
                            Boolean.parseBoolean(matcher.group(2))))
                    : Optional.empty();
        }

        @Override
        public Tensor real(Tensor logits, Tape tape) {
            return binaryCrossEntropyWithLogits(logits, labels.real(logits.shape(), tape.random()), tape);
        }

        @Override
        public Tensor fake(Tensor logits, Tape tape) {
            return binaryCrossEntropyWithLogits(logits, labels.fake(logits.shape(), tape.random()), tape);
        }

        @Override
        public Tensor generator(Tensor fakeLogits, Tape tape) {
            Tensor real = labels.generatorTarget(fakeLogits.shape());
            if (!saturating) {
                return binaryCrossEntropyWithLogits(fakeLogits, real, tape);      // -ln D
            }
            Tensor fake = Tensor.full(real.shape(), 1 - real.array()[0]);
            return negate(binaryCrossEntropyWithLogits(fakeLogits, fake, tape), tape);      // ln(1 - D)
        }

        @Override
        public float towardsReal(float logit) {
            return labels.inverted() ? -logit : logit;
        }

        /**
         * The text of both settings.
         *
         * @return such as {@code CrossEntropy[labels=…, saturating=false]}
         */
        @Override
        public String toString() {
            return "CrossEntropy[labels=" + labels + ", saturating=" + saturating + "]";
        }
    }
}
