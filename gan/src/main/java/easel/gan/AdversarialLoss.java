package easel.gan;

import static easel.core.ops.Arithmetic.negate;
import static easel.layers.Losses.binaryCrossEntropyWithLogits;

import easel.core.Tape;
import easel.core.Tensor;

/**
 * What the two players minimise, in three parts, because the schedules combine them differently. Below, z are
 * logits and D = sigmoid(z), or sigmoid(-z) where labels are inverted: the probability of "real".
 */
public interface AdversarialLoss {
    /**
     * D's loss on real examples.
     *
     * @param logits (N, 1). Not modified
     * @param tape records this; label noise is drawn from its stream
     * @return (1)
     */
    Tensor real(Tensor logits, Tape tape);

    /**
     * D's loss on fake examples.
     *
     * @param logits (N, 1). Not modified
     * @param tape records this; label noise is drawn from its stream
     * @return (1)
     */
    Tensor fake(Tensor logits, Tape tape);

    /**
     * G's loss, from D's logits of its examples.
     *
     * @param fakeLogits (N, 1). Not modified
     * @param tape records this
     * @return (1)
     */
    Tensor generator(Tensor fakeLogits, Tape tape);

    /**
     * D's logit as the sign that "real" has: above 0 where D takes the example for real.
     *
     * @param logit one logit
     * @return the logit, or its negative where labels are inverted
     */
    float towardsReal(float logit);

    /**
     * Binary cross-entropy for D; G minimises -ln D(G(z)), whose gradient stays strong while D is winning.
     * Goodfellow and others, Generative Adversarial Nets, 2014, end of section 3.
     *
     * @param labels what D is told
     * @return a loss
     */
    static AdversarialLoss nonSaturating(LabelPolicy labels) {
        return new CrossEntropy(labels, false);
    }

    /**
     * Binary cross-entropy for D; G minimises ln(1 - D(G(z))), the original minimax game, which saturates while D is
     * winning. Goodfellow and others, Generative Adversarial Nets, 2014, eq. 1.
     *
     * @param labels what D is told
     * @return a loss
     */
    static AdversarialLoss minimax(LabelPolicy labels) {
        return new CrossEntropy(labels, true);
    }

    /**
     * Both games played with binary cross-entropy.
     *
     * @param labels what D is told
     * @param saturating whether G minimises ln(1 - D) rather than -ln D
     */
    record CrossEntropy(LabelPolicy labels, boolean saturating) implements AdversarialLoss {
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
            Tensor real = labels.goal(fakeLogits.shape());
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
    }
}
