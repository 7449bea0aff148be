package application;

import static easel.core.ops.Arithmetic.addScalar;
import static easel.core.ops.Arithmetic.negate;
import static easel.core.ops.Functions.relu;
import static easel.core.ops.Reduce.mean;

import easel.core.Tape;
import easel.core.Tensor;
import easel.gan.AdversarialLoss;

/** The hinge loss: D's outputs beyond 1 for real and below -1 for fake examples have no gradient. l is a logit. */
public record HingeLoss() implements AdversarialLoss.Separable {
    @Override
    public Tensor real(Tensor logits, Tape tape) {
        return mean(relu(addScalar(negate(logits, tape), 1, tape), tape), tape);      // mean of max(0, 1 - l)
    }

    @Override
    public Tensor fake(Tensor logits, Tape tape) {
        return mean(relu(addScalar(logits, 1, tape), tape), tape);                    // mean of max(0, 1 + l)
    }

    @Override
    public Tensor generator(Tensor fakeLogits, Tape tape) {
        return negate(mean(fakeLogits, tape), tape);                                  // mean of -l
    }
}
