package easel.examples.study;

import easel.core.Tape;
import easel.core.Tensor;
import easel.core.Watcher;
import easel.gan.AdversarialLoss;
import java.util.function.Function;

/** A loss with a watcher of the operations of each term. Its results do not change. */
final class WatchedLoss implements AdversarialLoss.Separable {
    /** The three terms of the losses of both networks. */
    enum Term { REAL, FAKE, GENERATOR }

    private final AdversarialLoss.Separable loss;
    private final Function<Term, Watcher> watchers;

    WatchedLoss(AdversarialLoss.Separable loss, Function<Term, Watcher> watchers) {
        this.loss = loss;
        this.watchers = watchers;
    }

    @Override
    public Tensor real(Tensor logits, Tape tape) {
        return loss.real(logits, tape.watched(watchers.apply(Term.REAL)));
    }

    @Override
    public Tensor fake(Tensor logits, Tape tape) {
        return loss.fake(logits, tape.watched(watchers.apply(Term.FAKE)));
    }

    @Override
    public Tensor generator(Tensor fakeLogits, Tape tape) {
        return loss.generator(fakeLogits, tape.watched(watchers.apply(Term.GENERATOR)));
    }

    @Override
    public float towardsReal(float logit) {
        return loss.towardsReal(logit);
    }

    @Override
    public String text() {
        return loss.text();
    }
}
