package easel.gan;

import static easel.core.ops.Arithmetic.add;
import static easel.core.ops.Arithmetic.negate;
import static easel.layers.Losses.binaryCrossEntropyWithLogits;

import easel.core.Tape;
import easel.core.Tensor;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The losses of both networks, from D's logits of a real and a fake batch. In the formulas, D(x) is a logit, r one of a
 * real example and f one of a fake example. A step of D minimizes half of the sum of {@link #discriminator} and the
 * penalties of {@link Regularization}, so that terms and penalties have the weights of their papers.
 *
 * <p>Applications may implement this interface, or {@link Separable}. A record whose components are the settings of the
 * loss needs no other code for checkpoints. Loading a checkpoint does not create a loss: a restored trainer uses the
 * loss of its settings, so a loss of an application need not be registered.
 */
public interface AdversarialLoss {
    /**
     * D's loss.
     *
     * @param realLogits (N, 1). Not modified
     * @param fakeLogits (M, 1). Not modified
     * @param tape records the loss; its random stream supplies the label noise
     * @return (1)
     * @throws IllegalArgumentException if the loss compares real and fake examples in pairs, and N is not M
     */
    Tensor discriminator(Tensor realLogits, Tensor fakeLogits, Tape tape);

    /**
     * G's loss, from outputs of D on generated examples, and on real ones if the loss compares both. These outputs are
     * logits, (N, 1) and (M, 1), unless {@link #readByGenerator} selects others.
     *
     * @param real D's outputs on real examples, (N, …). Not modified
     * @param fake D's outputs on fake examples, (M, …). Not modified
     * @param tape records the loss
     * @return (1)
     * @throws IllegalArgumentException if the loss compares real and fake examples in pairs, and N is not M
     */
    Tensor generator(Tensor real, Tensor fake, Tape tape);

    /**
     * The part of D whose outputs {@link #generator} receives.
     *
     * @param discriminator D
     * @return a layer with parameters of D; by default D itself, so that G's loss receives logits
     * @throws IllegalArgumentException if D does not have the part
     */
    default Layer readByGenerator(Layer discriminator) {
        return discriminator;
    }

    /**
     * D's loss as a term of the real and a term of the fake examples, if it is the sum of two such terms. D may then be
     * updated on one of them alone.
     *
     * @return empty, the default, if D's loss compares real with fake examples
     */
    default Optional<Separable> separateTerms() {
        return Optional.empty();
    }

    /**
     * Moves a logit, if necessary, so that a positive value means "real". Accuracies and probabilities in reports use
     * it; the training does not.
     *
     * @param logit one logit
     * @return the logit, which is the default; its negative if labels are inverted
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
     * A loss whose terms of the real and of the fake examples do not depend on each other. D may then be updated on one
     * of them alone, and G without real examples.
     */
    interface Separable extends AdversarialLoss {
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

        /** The sum of {@link #real} and {@link #fake}. */
        @Override
        default Tensor discriminator(Tensor realLogits, Tensor fakeLogits, Tape tape) {
            return add(real(realLogits, tape), fake(fakeLogits, tape), tape);
        }

        /** G's loss without the outputs on real examples. */
        @Override
        default Tensor generator(Tensor real, Tensor fake, Tape tape) {
            return generator(fake, tape);
        }

        /** This loss. */
        @Override
        default Optional<Separable> separateTerms() {
            return Optional.of(this);
        }
    }

    /**
     * Binary cross-entropy for D; G minimizes -ln s(f), where s is the sigmoid. Its gradient stays large when D rejects
     * the fakes. Goodfellow and others, Generative Adversarial Nets, 2014, end of section 3.
     *
     * @param labels D's target labels
     * @return a loss
     */
    static Separable nonSaturating(LabelPolicy labels) {
        return new CrossEntropy(labels, false);
    }

    /**
     * Binary cross-entropy for D; G minimizes ln(1 - s(f)), the original minimax game, whose gradient vanishes when
     * D rejects the fakes. Goodfellow and others, Generative Adversarial Nets, 2014, eq. 1.
     *
     * @param labels D's target labels
     * @return a loss
     */
    static Separable minimax(LabelPolicy labels) {
        return new CrossEntropy(labels, true);
    }

    /**
     * Least squares with targets 0 and 1: D minimizes mean (r - 1)² / 2 + mean f² / 2, G minimizes mean (f - 1)² / 2.
     * A logit above 1/2 means "real". Mao and others, Least Squares Generative Adversarial Networks, 2017, eq. 9.
     *
     * @return a loss
     */
    static Separable leastSquares() {
        return new AdversarialLosses.LeastSquares();
    }

    /**
     * The hinge loss: D minimizes mean max(0, 1 - r) + mean max(0, 1 + f), G minimizes -mean f. Miyato, Kataoka, Koyama
     * and Yoshida, Spectral Normalization for Generative Adversarial Networks, 2018, eq. 16 and 17; first by Lim and
     * Ye, Geometric GAN, 2017.
     *
     * @return a loss
     */
    static Separable hinge() {
        return new AdversarialLosses.Hinge();
    }

    /**
     * The loss of Wasserstein GANs: D, there a critic, minimizes mean f - mean r, G minimizes -mean f. D must be
     * limited in slope, by {@link Regularization#withWeightClip} as in the paper or by {@link GradientPenalty#wganGp}.
     * Arjovsky, Chintala and Bottou, Wasserstein Generative Adversarial Networks, 2017, algorithm 1.
     *
     * @return a loss
     */
    static Separable wasserstein() {
        return new AdversarialLosses.Wasserstein();
    }

    /**
     * Relativistic pairing: D minimizes mean softplus(f - r), G minimizes mean softplus(r - f), over pairs of a real
     * and a fake example. Jolicoeur-Martineau, The relativistic discriminator, 2018, section 4.1; with R1 and R2 it is
     * the loss of R3GAN (Huang, Gokaslan, Kuleshov and Tompkin, The GAN is dead; long live the GAN!, 2024, eq. 2).
     *
     * @return a loss that is not {@link Separable}
     */
    static AdversarialLoss relativisticPairing() {
        return new AdversarialLosses.RelativisticPairing();
    }

    /**
     * Feature matching: G minimizes ‖mean f(x) - mean f(G(z))‖², where f is the output of a layer of D, the means are
     * over the real and over the fake batch, and ‖·‖² is the sum over all elements. D minimizes another loss. Salimans
     * and others, Improved Techniques for Training GANs, 2016, section 3.1.
     *
     * @param discriminatorLoss D's loss; its loss of G is not used
     * @param layer the index, from 0, of the layer of D whose output is f; D must be a {@link Sequential}
     * @return a loss whose G needs real examples
     * @throws IllegalArgumentException if the index is negative
     */
    static AdversarialLoss featureMatching(AdversarialLoss discriminatorLoss, int layer) {
        return new AdversarialLosses.FeatureMatching(discriminatorLoss, layer);
    }

    /**
     * Parses the text of a loss of this package, as saved in checkpoints.
     *
     * @param text from {@link #text}
     * @return the loss with that text, or empty for any other text, such as that of an application's own loss
     * @throws IllegalArgumentException if a setting in the text is not valid, such as the labels of
     *     {@link CrossEntropy}
     */
    static Optional<AdversarialLoss> parse(String text) {
        for (AdversarialLoss loss : List.of(leastSquares(), hinge(), wasserstein(), relativisticPairing())) {
            if (loss.text().equals(text)) {
                return Optional.of(loss);
            }
        }
        return AdversarialLosses.FeatureMatching.parse(text).or(() -> CrossEntropy.parse(text));
    }

    /**
     * Both networks' losses as binary cross-entropy.
     *
     * @param labels D's target labels
     * @param saturating whether G minimizes ln(1 - D) rather than -ln D
     */
    record CrossEntropy(LabelPolicy labels, boolean saturating) implements Separable {
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

        /** Parses the text of {@link #toString}; empty for any other text. */
        static Optional<AdversarialLoss> parse(String text) {
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

        /** The text of both settings, such as {@code CrossEntropy[labels=…, saturating=false]}. */
        @Override
        public String toString() {
            return "CrossEntropy[labels=" + labels + ", saturating=" + saturating + "]";
        }
    }
}
