package easel.gan;

import static easel.core.ops.Arithmetic.addScalar;
import static easel.core.ops.Arithmetic.negate;
import static easel.core.ops.Arithmetic.scale;
import static easel.core.ops.Arithmetic.subtract;
import static easel.core.ops.Functions.relu;
import static easel.core.ops.Functions.softplus;
import static easel.core.ops.Reduce.mean;
import static easel.layers.Losses.meanSquaredError;

import easel.core.Tape;
import easel.core.Tensor;
import easel.gan.AdversarialLoss.Separable;

/** The losses of {@link AdversarialLoss} without labels. Their texts, which checkpoints save, start with their names. */
final class AdversarialLosses {
    private AdversarialLosses() {}

    /** See {@link AdversarialLoss#leastSquares}. */
    record LeastSquares() implements Separable {
        @Override
        public Tensor real(Tensor logits, Tape tape) {
            return halfSquaredDistance(logits, 1, tape);
        }

        @Override
        public Tensor fake(Tensor logits, Tape tape) {
            return halfSquaredDistance(logits, 0, tape);
        }

        @Override
        public Tensor generator(Tensor fakeLogits, Tape tape) {
            return halfSquaredDistance(fakeLogits, 1, tape);
        }

        private static Tensor halfSquaredDistance(Tensor logits, double target, Tape tape) {
            return scale(meanSquaredError(logits, Tensor.full(logits.shape(), target), tape), 0.5, tape);
        }

        @Override
        public float towardsReal(float logit) {
            return logit - 0.5f;
        }
    }

    /** See {@link AdversarialLoss#hinge}. */
    record Hinge() implements Separable {
        @Override
        public Tensor real(Tensor logits, Tape tape) {
            return mean(relu(addScalar(negate(logits, tape), 1, tape), tape), tape);      // mean max(0, 1 - r)
        }

        @Override
        public Tensor fake(Tensor logits, Tape tape) {
            return mean(relu(addScalar(logits, 1, tape), tape), tape);                    // mean max(0, 1 + f)
        }

        @Override
        public Tensor generator(Tensor fakeLogits, Tape tape) {
            return negate(mean(fakeLogits, tape), tape);                                  // -mean f
        }
    }

    /** See {@link AdversarialLoss#wasserstein}. */
    record Wasserstein() implements Separable {
        @Override
        public Tensor real(Tensor logits, Tape tape) {
            return negate(mean(logits, tape), tape);                                      // -mean r
        }

        @Override
        public Tensor fake(Tensor logits, Tape tape) {
            return mean(logits, tape);                                                    // mean f
        }

        @Override
        public Tensor generator(Tensor fakeLogits, Tape tape) {
            return negate(mean(fakeLogits, tape), tape);                                  // -mean f
        }
    }

    /** See {@link AdversarialLoss#relativisticPairing}. */
    record RelativisticPairing() implements AdversarialLoss {
        @Override
        public Tensor discriminator(Tensor realLogits, Tensor fakeLogits, Tape tape) {
            return softplusOfDifference(fakeLogits, realLogits, tape);
        }

        @Override
        public Tensor generator(Tensor realLogits, Tensor fakeLogits, Tape tape) {
            return softplusOfDifference(realLogits, fakeLogits, tape);
        }

        private static Tensor softplusOfDifference(Tensor a, Tensor b, Tape tape) {
            if (!a.shape().equals(b.shape())) {
                throw new IllegalArgumentException("relativistic pairing compares real and fake examples in pairs; found"
                        + " logits of shapes " + a.shape() + " and " + b.shape() + ". Use batches of equal size");
            }
            return mean(softplus(subtract(a, b, tape), tape), tape);
        }
    }
}
