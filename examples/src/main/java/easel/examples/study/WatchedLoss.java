package easel.examples.study;

import easel.core.Tape;
import easel.core.Tensor;
import easel.core.Watcher;
import easel.gan.AdversarialLoss;
import easel.layers.Layer;
import java.util.Optional;
import java.util.function.Function;

/** A loss with a watcher of the operations of each term. Its results do not change. */
class WatchedLoss implements AdversarialLoss {
    /** The terms of the losses of both networks. D's loss has one term for both sides if it compares them. */
    enum Term {
        REAL, FAKE, BOTH, GENERATOR;

        /** The examples of the term; empty for both sides. */
        Optional<String> side() {
            return this == BOTH ? Optional.empty() : Optional.of(this == REAL ? "real" : "fake");
        }
    }

    final AdversarialLoss loss;
    final Function<Term, Watcher> watchers;

    private WatchedLoss(AdversarialLoss loss, Function<Term, Watcher> watchers) {
        this.loss = loss;
        this.watchers = watchers;
    }

    static AdversarialLoss of(AdversarialLoss loss, Function<Term, Watcher> watchers) {
        return loss instanceof Separable separable ? new OfTerms(separable, watchers) : new WatchedLoss(loss, watchers);
    }

    final Tape watched(Tape tape, Term term) {
        return tape.watched(watchers.apply(term));
    }

    @Override
    public Tensor discriminator(Tensor realLogits, Tensor fakeLogits, Tape tape) {
        return loss.discriminator(realLogits, fakeLogits, watched(tape, Term.BOTH));
    }

    @Override
    public Tensor generator(Tensor real, Tensor fake, Tape tape) {
        return loss.generator(real, fake, watched(tape, Term.GENERATOR));
    }

    @Override
    public Layer readByGenerator(Layer discriminator) {
        return loss.readByGenerator(discriminator);
    }

    @Override
    public Optional<Separable> separateTerms() {
        return loss.separateTerms().map(terms -> new OfTerms(terms, watchers));
    }

    @Override
    public float towardsReal(float logit) {
        return loss.towardsReal(logit);
    }

    @Override
    public String text() {
        return loss.text();
    }

    /** A loss with separate terms. */
    private static final class OfTerms extends WatchedLoss implements Separable {
        private final Separable terms;

        private OfTerms(Separable terms, Function<Term, Watcher> watchers) {
            super(terms, watchers);
            this.terms = terms;
        }

        @Override
        public Tensor real(Tensor logits, Tape tape) {
            return terms.real(logits, watched(tape, Term.REAL));
        }

        @Override
        public Tensor fake(Tensor logits, Tape tape) {
            return terms.fake(logits, watched(tape, Term.FAKE));
        }

        @Override
        public Tensor generator(Tensor fakeLogits, Tape tape) {
            return terms.generator(fakeLogits, watched(tape, Term.GENERATOR));
        }

        @Override
        public Tensor discriminator(Tensor realLogits, Tensor fakeLogits, Tape tape) {
            return Separable.super.discriminator(realLogits, fakeLogits, tape);
        }

        @Override
        public Tensor generator(Tensor real, Tensor fake, Tape tape) {
            return Separable.super.generator(real, fake, tape);
        }

        @Override
        public Optional<Separable> separateTerms() {
            return Optional.of(this);
        }
    }
}
